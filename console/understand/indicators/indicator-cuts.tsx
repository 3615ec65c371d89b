import type { IndicatorAnswer, IndicatorDetail, IndicatorFigure } from '#contract';
import { barsHeight, barsOption, Chart, EmptyState, Figure, MapFigure, useFormat, useText, useTokens } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { useUnitNames } from '../../app/names.ts';
import { Answer, Panel } from '../../app/page.tsx';
import { useUnitAreas, type AreaValue } from '../../app/use-unit-areas.ts';
import { Change } from './change.tsx';
import { kindOf, useWriter } from './figure-words.ts';

const byUnit = 'unit';
const mostBars = 15;

/** The figure cut by the units below, each a way down, or by a field; as bars, as a list, and as a map where there are outlines. */
export function IndicatorCuts({ detail, unit }: { detail: IndicatorDetail; unit: string }) {
  const { t } = useTranslation();
  const label = useText();
  const [by, setBy] = useState(byUnit);
  const fields = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const known = new Map(fields.data?.items.map((field) => [field.name, field]));
  const cuts = detail.dimensions.flatMap((name) => {
    const field = known.get(name);
    return field && (field.type === 'boolean' || field.values) ? [{ value: name, label: label(field.label) }] : [];
  });
  const answer = useQuery({
    ...reading('queryIndicators', { body: { indicators: [detail.id], orgUnitId: unit, by } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      title={t('understand.indicators.cuts')}
      more={
        <Select
          size="small"
          className="choice"
          aria-label={t('understand.indicators.cuts')}
          value={by}
          onChange={setBy}
          popupMatchSelectWidth={false}
          options={[{ value: byUnit, label: t('understand.indicators.unitsBelow') }, ...cuts]}
        />
      }
    >
      <Answer of={answer}>{(data) => <Cut detail={detail} answer={data} />}</Answer>
    </Panel>
  );
}

function Cut({ detail, answer }: { detail: IndicatorDetail; answer: IndicatorAnswer }) {
  const { t } = useTranslation();
  const isUnits = answer.by === byUnit;
  const rows = useMemo(
    () => answer.groups.toSorted((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity)),
    [answer],
  );
  if (rows.length === 0) return <EmptyState title={t('understand.indicators.noBelow')} />;
  return (
    <>
      <Bars detail={detail} rows={rows} isUnits={isUnits} />
      {isUnits && <GridMap detail={detail} rows={rows} />}
      <Groups detail={detail} rows={rows} isUnits={isUnits} />
    </>
  );
}

interface GroupsProps {
  readonly detail: IndicatorDetail;
  readonly rows: readonly IndicatorFigure[];
  readonly isUnits: boolean;
}

/** Groups as people call them. */
function useGroupNames(isUnits: boolean): (key: IndicatorFigure['key']) => string {
  const { t } = useTranslation();
  const unitName = useUnitNames();
  return (key) => {
    if (key === null) return t(isUnits ? 'understand.indicators.noUnit' : 'understand.indicators.noValue');
    if (isUnits) return unitName(String(key));
    return key === 'true'
      ? t('understand.indicators.yes')
      : key === 'false'
        ? t('understand.indicators.no')
        : String(key);
  };
}

/** Bars begin at zero; where a figure is below it, the list says more. */
function Bars({ detail, rows, isUnits }: GroupsProps) {
  const { t } = useTranslation();
  const look = useTokens();
  const nameOf = useGroupNames(isUnits);
  const write = useWriter(detail.unit);
  const known = rows.flatMap(({ key, value }) => (value === null ? [] : [{ label: nameOf(key), value }]));
  const [first] = known;
  if (!first || known.some(({ value }) => value < 0)) return null;
  const shown = known.slice(0, mostBars);
  return (
    <Chart
      title={t('understand.indicators.cutTitle', { first: first.label, value: write(first.value) })}
      option={barsOption(look, shown, write)}
      height={barsHeight(shown.length)}
      file={`${detail.id}-cut`}
      table={{
        header: [t('understand.indicators.group'), t('understand.indicators.figure')],
        rows: known.map(({ label, value }) => [label, value]),
        shown: known.map(({ label, value }) => [label, write(value)]),
      }}
    />
  );
}

function GridMap({ detail, rows }: Pick<GroupsProps, 'detail' | 'rows'>) {
  const { t } = useTranslation();
  const write = useWriter(detail.unit);
  const values = useMemo(
    () =>
      new Map(
        rows.flatMap(({ key, value }): [string, AreaValue][] => (key === null ? [] : [[String(key), { value }]])),
      ),
    [rows],
  );
  const areas = useUnitAreas(values).filter(({ id }) => values.has(id));
  if (areas.length === 0) return null;
  return (
    <MapFigure
      title={t('understand.indicators.map')}
      label={t('understand.indicators.map')}
      areas={areas}
      write={write}
      height={260}
      columns={[t('understand.indicators.group'), t('understand.indicators.figure')]}
      file={`${detail.id}-map`}
    />
  );
}

function Groups({ detail, rows, isUnits }: GroupsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useGroupNames(isUnits);
  return (
    <List
      label={t('understand.indicators.cuts')}
      rows={rows}
      rowKey={({ key }) => String(key)}
      empty=""
      columns={[
        {
          title: t('understand.indicators.group'),
          render: (_, one) =>
            isUnits && one.key !== null ? (
              <Link
                to="/understand/indicators/$indicator"
                params={{ indicator: detail.id }}
                search={{ unit: String(one.key) }}
              >
                {nameOf(one.key)}
              </Link>
            ) : (
              nameOf(one.key)
            ),
        },
        {
          title: t('understand.indicators.figure'),
          align: 'right',
          render: (_, one) => <Figure kind={kindOf(detail.unit)} value={one.value} />,
        },
        {
          title: t('understand.indicators.onMonth'),
          align: 'right',
          render: (_, one) => <Change unit={detail.unit} of={one.monthOnMonth} />,
        },
        {
          title: t('understand.indicators.onYear'),
          align: 'right',
          render: (_, one) => <Change unit={detail.unit} of={one.yearOnYear} />,
        },
        {
          title: t('understand.indicators.place'),
          align: 'right',
          render: (_, { rank }) =>
            rank === null
              ? '–'
              : t('understand.indicators.placeOf', { place: format.count(rank.place), of: format.count(rank.of) }),
        },
        ...useFurtherColumns(detail, rows),
      ]}
    />
  );
}

/** Parts of the whole where figures add up, and how far targets are reached where there are any. */
function useFurtherColumns(detail: IndicatorDetail, rows: readonly IndicatorFigure[]) {
  const { t } = useTranslation();
  const hasTarget = rows.some(({ target }) => target !== null);
  return [
    ...(detail.addsUp
      ? [
          {
            title: t('understand.indicators.part'),
            align: 'right' as const,
            render: (_: unknown, one: IndicatorFigure) => <Figure kind="percent" value={one.shareOfWhole} />,
          },
        ]
      : []),
    ...(hasTarget
      ? [
          {
            title: t('understand.indicators.attainment'),
            align: 'right' as const,
            render: (_: unknown, one: IndicatorFigure) => <Figure kind="percent" value={one.attainment} />,
          },
        ]
      : []),
  ];
}
