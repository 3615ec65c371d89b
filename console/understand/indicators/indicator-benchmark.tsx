import type { IndicatorBenchmark as Benchmark, IndicatorDetail } from '#contract';
import { Figure, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { useUnitNames } from '../../app/names.ts';
import { Answer, Panel } from '../../app/page.tsx';
import { kindOf, useWriter } from './figure-words.ts';

/** The unit beside those whose markets are most alike. */
export function IndicatorBenchmark({ detail, unit }: { detail: IndicatorDetail; unit: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useText();
  const unitName = useUnitNames();
  const write = useWriter(detail.unit);
  const found = useQuery({
    ...reading('benchmarkIndicator', { params: { id: detail.id }, query: { orgUnitId: unit } }),
    retry: false,
  });
  const library = useQuery({ ...reading('listIndicators', { query: {} }), staleTime: 300_000 });
  const names = new Map(library.data?.items.map((one) => [one.id, name(one.name)]));
  return (
    <Panel title={t('understand.indicators.benchmark')}>
      <Answer of={found}>
        {({ alike, value, median, features, rank }) =>
          alike.length === 0 ? (
            <p className="quiet">{t('understand.indicators.benchmarkNone')}</p>
          ) : (
            <>
              <p>
                {value !== null && median !== null
                  ? t('understand.indicators.benchmarkTitle', {
                      unit: unitName(unit),
                      value: write(value),
                      median: write(median),
                    })
                  : unitName(unit)}
                {rank &&
                  ` · ${t('understand.indicators.placeOf', { place: format.count(rank.place), of: format.count(rank.of) })}`}
              </p>
              <p className="quiet small">
                {t('understand.indicators.benchmarkNote', {
                  features: features.map((id) => names.get(id) ?? id).join(', '),
                })}
              </p>
              <Alike detail={detail} alike={alike} />
            </>
          )
        }
      </Answer>
    </Panel>
  );
}

function Alike({ detail, alike }: { detail: IndicatorDetail; alike: Benchmark['alike'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unitName = useUnitNames();
  return (
    <List
      label={t('understand.indicators.benchmark')}
      rows={alike}
      rowKey={({ orgUnitId }) => orgUnitId}
      empty=""
      columns={[
        {
          title: t('understand.indicators.group'),
          render: (_, one) => (
            <Link
              to="/understand/indicators/$indicator"
              params={{ indicator: detail.id }}
              search={{ unit: one.orgUnitId }}
            >
              {unitName(one.orgUnitId)}
            </Link>
          ),
        },
        {
          title: t('understand.indicators.figure'),
          align: 'right',
          render: (_, one) => <Figure kind={kindOf(detail.unit)} value={one.value} />,
        },
        {
          title: t('understand.indicators.distance'),
          align: 'right',
          render: (_, one) => format.aligned(one.distance, 2),
        },
      ]}
    />
  );
}
