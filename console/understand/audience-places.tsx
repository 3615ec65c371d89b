import { MapFigure, useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import { Waiting, type Asked } from './asked.tsx';

/** Where they are: customers by grid, on the operator's own outlines. Without outlines there is nothing to draw. */
export function Places({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useText();
  const shapes = useQuery({ ...reading('listOrgUnitShapes'), staleTime: 600_000 });
  const units = useQuery({ ...reading('listOrgUnits'), staleTime: 300_000 });
  const hasShapes = (shapes.data?.items.length ?? 0) > 0;
  const groups = useQuery({
    ...reading('groupAudience', { body: { ...asked, by: 'org_unit_id' } }),
    enabled: hasShapes,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const areas = useMemo(() => {
    const counts = new Map(groups.data?.items.map((item) => [String(item.value), item.count]));
    const grids = new Map(units.data?.items.filter((unit) => unit.kind === 'grid').map((unit) => [unit.id, unit.name]));
    return (shapes.data?.items ?? []).flatMap(({ orgUnitId, geometry }) => {
      const known = grids.get(orgUnitId);
      return known ? [{ id: orgUnitId, name: name(known), geometry, value: counts.get(orgUnitId) ?? 0 }] : [];
    });
  }, [groups.data, shapes.data, units.data, name]);
  if (shapes.data && !hasShapes) return null;
  const first = areas.toSorted((a, b) => b.value - a.value)[0];
  return (
    <Panel title={t('understand.map.title')}>
      {groups.data && first ? (
        <MapFigure
          title={t('understand.map.finding', { first: first.name, many: format.short(first.value) })}
          label={t('understand.map.title')}
          areas={areas}
          write={format.short}
          height={260}
          columns={[t('understand.map.grid'), t('understand.map.customers')]}
          file="audience-by-grid"
        />
      ) : (
        <Waiting of={groups} />
      )}
    </Panel>
  );
}
