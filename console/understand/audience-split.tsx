import type { RecordField, Result, routes, Text2 } from '#contract';
import { barsHeight, barsOption, Chart, useFormat, useText, useTokens } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import { Waiting, type Asked } from './asked.tsx';

type Group = Result<typeof routes.groupAudience>;

const mostBars = 15;
const splittable = (field: RecordField): boolean => field.type === 'text' || field.type === 'boolean';

/** The grid is what people ask for first; where a record has none, a field of the place family, then any text. */
function firstSplit(fields: readonly RecordField[]): string | undefined {
  const choice =
    fields.find((field) => field.name === 'org_unit_id') ??
    fields.find((field) => field.family === 'ownership' && splittable(field)) ??
    fields.find((field) => splittable(field) && field.values !== undefined);
  return choice?.name;
}

export function Split({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const label = useText();
  const { data } = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const fields = useMemo(() => data?.items ?? [], [data]);
  const [chosen, setChosen] = useState<string>();
  const by = chosen ?? firstSplit(fields);
  const groups = useQuery({
    ...reading('groupAudience', { body: { ...asked, by: by ?? '' } }),
    enabled: by !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (by === undefined) return null;
  return (
    <Panel
      title={t('understand.answer.split')}
      more={
        <Select
          size="small"
          showSearch={{ optionFilterProp: 'label' }}
          className="choice"
          aria-label={t('understand.answer.split')}
          value={by}
          onChange={setChosen}
          popupMatchSelectWidth={false}
          options={fields.filter(splittable).map((field) => ({ value: field.name, label: label(field.label) }))}
        />
      }
    >
      {groups.data ? <SplitChart groups={groups.data} by={by} /> : <Waiting of={groups} />}
    </Panel>
  );
}

function SplitChart({ groups, by }: { groups: Group; by: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const nameOf = useValueNames();
  const rows = useMemo(
    () =>
      groups.items
        .toSorted((a, b) => b.count - a.count)
        .map((item) => ({ label: nameOf(item.value), value: item.count })),
    [groups, nameOf],
  );
  const shown = rows.slice(0, mostBars);
  const option = useMemo(() => barsOption(look, shown, format.short), [look, shown, format]);
  const total = rows.reduce((sum, row) => sum + row.value, 0);
  const first = rows[0];
  return (
    <Chart
      title={
        first
          ? t('understand.answer.splitTitle', {
              first: first.label,
              many: format.short(first.value),
              total: format.short(total),
            })
          : t('understand.answer.split')
      }
      note={
        rows.length > shown.length &&
        t('understand.answer.splitNote', { shown: shown.length, all: format.count(rows.length) })
      }
      option={option}
      height={barsHeight(shown.length)}
      file={`audience-by-${by}`}
      table={{
        header: [t('understand.answer.field'), t('understand.answer.customers')],
        rows: rows.map((row) => [row.label, row.value]),
        shown: rows.map((row) => [row.label, format.count(row.value)]),
      }}
    />
  );
}

/** Values as people call them: units of the organisation by their names, yes and no in words. */
function useValueNames(): (value: Group['items'][number]['value']) => string {
  const { t } = useTranslation();
  const name = useText();
  const { data } = useQuery({ ...reading('listOrgUnits'), staleTime: 300_000 });
  return useMemo(() => {
    const units = new Map<string, Text2>(data?.items.map((unit) => [unit.id, unit.name]));
    return (value) => {
      if (value === null) return t('understand.answer.unknown');
      if (typeof value === 'boolean') return t(value ? 'understand.answer.yes' : 'understand.answer.no');
      const unit = units.get(String(value));
      return unit ? name(unit) : String(value);
    };
  }, [data, t, name]);
}
