import type { SegmentationDetail } from '#contract';
import { EmptyState, Figure, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Panel } from '../app/page.tsx';
import { HeatCell } from './heat-cell.tsx';
import { useGroupName } from './segment-profile.ts';

/** From which group to which: rows are the month before, columns the month after. */
export function SegmentMigration({ of }: { of: SegmentationDetail }) {
  const { t } = useTranslation();
  const fields = useQuery(reading('listFields'));
  return (
    <Answer of={fields}>
      {({ periods }) =>
        periods.length < 2 ? (
          <EmptyState title={t('understand.segments.migration.one')}>
            {t('understand.segments.migration.oneAdvice')}
          </EmptyState>
        ) : (
          <Between of={of} periods={periods} />
        )
      }
    </Answer>
  );
}

function Between({ of, periods }: { of: SegmentationDetail; periods: readonly string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [from, setFrom] = useState(periods.at(-2) ?? '');
  const [to, setTo] = useState(periods.at(-1) ?? '');
  const moves = useQuery(reading('migrateSegmentation', { params: { id: of.id }, query: { from, to } }));
  const choices = periods.map((period) => ({ value: period, label: format.period(period) }));
  return (
    <Panel
      title={t('understand.segments.migration.title')}
      more={
        <span className="segment-months">
          <Select
            aria-label={t('understand.segments.migration.from')}
            value={from}
            onChange={setFrom}
            options={choices}
          />
          →
          <Select aria-label={t('understand.segments.migration.to')} value={to} onChange={setTo} options={choices} />
        </span>
      }
    >
      <Answer of={moves}>{(data) => <Matrix of={of} data={data} />}</Answer>
    </Panel>
  );
}

interface Moves {
  readonly groups: readonly string[];
  readonly customers: readonly (readonly number[])[];
  readonly stayed: number;
}

function Matrix({ of, data }: { of: SegmentationDetail; data: Moves }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useGroupName(of);
  const named = (id: string, isRow: boolean) =>
    id === '' ? t(isRow ? 'understand.segments.migration.new' : 'understand.segments.migration.gone') : name(id);
  return (
    <>
      <p>{t('understand.segments.migration.stayed', { share: format.percent(data.stayed) })}</p>
      <div className="segment-scroll" role="group" aria-label={t('understand.segments.migration.title')} tabIndex={0}>
        <table className="segment-heat">
          <thead>
            <tr>
              <th scope="col">{t('understand.segments.migration.axes')}</th>
              <th scope="col">{t('understand.segments.profile.customers')}</th>
              {data.groups.map((id) => (
                <th scope="col" key={id} className="segment-measure">
                  {named(id, false)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.groups.map((id, i) => {
              const row = data.customers[i] ?? [];
              const total = row.reduce((sum, n) => sum + n, 0);
              return (
                <tr key={id}>
                  <th scope="row">{named(id, true)}</th>
                  <td className="segment-figure">
                    <Figure value={total} />
                  </td>
                  {row.map((customers, j) => {
                    const share = total === 0 ? null : customers / total;
                    return (
                      <HeatCell
                        key={data.groups[j]}
                        value={share === null ? null : i === j ? -share : share}
                        scale={1}
                        shown={share === null ? '–' : format.percent(share)}
                        exact={format.decimal(customers, 0)}
                      />
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
