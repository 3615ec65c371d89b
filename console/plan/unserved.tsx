import type { Result, routes } from '#contract';
import { Figure, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../act/people-names.ts';
import { reading } from '../app/client.ts';
import { useCoded } from '../app/coded.ts';
import { List } from '../app/list.tsx';
import { Answer, Panel } from '../app/page.tsx';

/** What leaves out most comes first; a long tail is of single customers. */
const shownAtFirst = 8;

type Row = Result<typeof routes.planUnserved>['unserved'][number];

/** Who gets nothing and why: left out by policy before planning, and what crowded out the rest. */
export function Unserved({ plan }: { plan: string }) {
  const { t } = useTranslation();
  const unserved = useQuery(reading('planUnserved', { params: { id: plan } }));
  const columns = useColumns();
  const [isWhole, setWhole] = useState(false);
  return (
    <Panel title={t('plan.unserved.title')}>
      <Answer of={unserved}>
        {(data) => (
          <>
            <Excluded rows={data.excluded} />
            <List
              label={t('plan.unserved.title')}
              columns={columns}
              rows={isWhole ? data.unserved : data.unserved.slice(0, shownAtFirst)}
              rowKey={(row) => `${row.reason} ${row.crowdedBy} ${row.subject}`}
              empty={t('plan.unserved.none')}
            />
            {!isWhole && data.unserved.length > shownAtFirst && (
              <Button type="link" size="small" onClick={() => setWhole(true)}>
                {t('plan.unserved.all', { count: data.unserved.length })}
              </Button>
            )}
          </>
        )}
      </Answer>
    </Panel>
  );
}

function Excluded({ rows }: { rows: readonly { reason: string; count: number }[] }) {
  const format = useFormat();
  const words = useCoded('act.reasons');
  if (rows.length === 0) return null;
  return (
    <dl className="figures">
      {rows.map(({ reason, count }) => (
        <div key={reason}>
          <dt>{words(reason) ?? reason}</dt>
          <dd className="gl-figure">{format.count(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { nameOf } = usePeopleNames();
  const words = useCoded('plan.unserved.reasons');
  return [
    { title: t('plan.unserved.reason'), render: (_, { reason }) => words(reason) ?? reason },
    {
      title: t('plan.unserved.by'),
      render: (_, { crowdedBy, subject, called }) =>
        crowdedBy &&
        t(`plan.unserved.crowdedBy.${crowdedBy}`, {
          subject:
            crowdedBy === 'time'
              ? nameOf(subject ?? '')
              : crowdedBy === 'channel'
                ? t(`act.channels.${(subject ?? 'field') as 'field'}`)
                : called
                  ? text(called)
                  : (subject ?? ''),
        }),
    },
    { title: t('plan.unserved.count'), align: 'right', render: (_, { count }) => format.count(count) },
    {
      title: t('plan.unserved.gain'),
      align: 'right',
      render: (_, { reason, gain }) => (reason === 'crowded-out' ? <Figure value={Math.round(gain)} /> : ''),
    },
  ];
}
