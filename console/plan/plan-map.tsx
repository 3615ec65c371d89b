import { MapFigure, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import { useUnitAreas, type AreaValue } from '../app/use-unit-areas.ts';

/** Where an hour is worth most, on the operator's own outlines; without outlines there is nothing to draw. */
export function PlanMap({ plan }: { plan: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(reading('planPlaces', { params: { id: plan } }));
  const values = useMemo(
    () =>
      new Map(
        (data?.items ?? []).map((place): [string, AreaValue] => [
          place.orgUnitId,
          {
            value: place.hourPrice,
            note: t('plan.map.note', {
              contacts: format.count(place.contacts),
              unserved: format.count(place.unserved),
            }),
          },
        ]),
      ),
    [data, format, t],
  );
  const areas = useUnitAreas(values);
  const first = areas.filter(({ value }) => value !== null).toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  if (areas.length === 0 || !first) return null;
  return (
    <Panel title={t('plan.map.title')}>
      <MapFigure
        title={t('plan.map.finding', { unit: first.name, price: format.money(first.value ?? 0) })}
        label={t('plan.map.title')}
        areas={areas}
        write={format.money}
        height={320}
        file={`${plan}-map`}
        columns={[t('plan.map.columns.unit'), t('plan.map.columns.price')]}
      />
    </Panel>
  );
}
