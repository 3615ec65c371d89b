import type { Result, routes, SchemeFile } from '#contract';
import { Problem } from '#contract';
import { EmptyState, ErrorState, Figure, Loading, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../../act/people-names.ts';
import { client, reading } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { Panel } from '../../app/page.tsx';
import { useSettled } from '../../app/settled.ts';
import { useIndicators } from '../appraisal/term-labels.ts';

type Simulated = Result<typeof routes.simulateScheme>;
type Change = Simulated['changes'][number];

const settleMs = 400;
/** A year. */
const mostMonths = 12;

/** The scheme as it is typed, over the months that are known, beside the one in force. */
export function useSimulation(file: SchemeFile, against: string) {
  const settled = useSettled(file, settleMs);
  const gathered = useQuery(reading('listMonths'));
  const months = (gathered.data?.items ?? []).slice(0, mostMonths).map((one) => one.month);
  const simulated = useQuery({
    queryKey: ['simulateScheme', settled, months, against],
    queryFn: ({ signal }) => client.simulateScheme({ body: { file: settled, months, against } }, { signal }),
    enabled: months.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return { months, data: simulated.data, error: simulated.error, pending: gathered.isPending || simulated.isPending };
}

export function SimulationPanel({ simulation }: { simulation: ReturnType<typeof useSimulation> }) {
  const { t } = useTranslation();
  const { months, data, error, pending } = simulation;
  return (
    <Panel title={t('learn.schemes.simulation')}>
      {months.length === 0 && !pending ? (
        <EmptyState title={t('learn.schemes.noMonths')}>{t('learn.appraisal.noneAdvice')}</EmptyState>
      ) : error instanceof Problem && error.problems.length > 0 ? (
        <p className="refused-words" role="status">
          {t('learn.schemes.wrong', { count: error.problems.length })}
        </p>
      ) : error ? (
        <ErrorState error={error} />
      ) : data ? (
        <Simulation found={data} months={months} />
      ) : (
        <Loading />
      )}
    </Panel>
  );
}

function Simulation({ found, months }: { found: Simulated; months: readonly string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const more = found.costYuan - found.costBeforeYuan;
  return (
    <>
      <p className="quiet small">
        {t('learn.schemes.over', {
          months: months.map((month) => format.period(month)).join(t('learn.statement.comma')),
          people: format.count(found.people),
        })}
      </p>
      <dl className="figures">
        <div>
          <dt>{t('learn.schemes.costs')}</dt>
          <dd>
            <Figure kind="money" value={found.costYuan} />
          </dd>
        </div>
        <div>
          <dt>{t('learn.schemes.more')}</dt>
          <dd>
            <Figure kind="money" value={more} />
          </dd>
        </div>
        <div>
          <dt>{t('learn.schemes.gaining')}</dt>
          <dd>{format.count(found.gaining)}</dd>
        </div>
        <div>
          <dt>{t('learn.schemes.losing')}</dt>
          <dd>{format.count(found.losing)}</dd>
        </div>
      </dl>
      <Rewards rewards={found.rewards} />
      <h3 className="subhead">{t('learn.schemes.who')}</h3>
      <Changes changes={found.changes.filter(({ yuan }) => yuan !== 0)} />
    </>
  );
}

/** What the scheme rewards in fact: the rank correlation of its points with each indicator, from −1 to 1. */
function Rewards({ rewards }: Pick<Simulated, 'rewards'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { labelOf } = useIndicators();
  const rows = rewards.toSorted((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
  return (
    <>
      <h3 className="subhead">{t('learn.schemes.rewards')}</h3>
      <p className="quiet small">{t('learn.schemes.rewardsAbout')}</p>
      <ul className="correlations">
        {rows.map(({ indicator, correlation }) => (
          <li key={indicator}>
            <span>{labelOf(indicator)}</span>
            <span className="correlation" aria-hidden="true">
              <span
                className={correlation < 0 ? 'correlation-less' : 'correlation-more'}
                style={{
                  left: `${50 + 50 * Math.min(0, correlation)}%`,
                  width: `${50 * Math.abs(correlation)}%`,
                }}
              />
            </span>
            <span className="right">{format.decimal(correlation, 2)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Changes({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const people = usePeopleNames();
  const columns: TableColumnsType<Change> = [
    {
      title: t('learn.appraisal.person'),
      render: (_, row) => (
        <Link to="/learn/appraisal/$month/$person" params={{ month: row.month, person: row.personId }}>
          {people.nameOf(row.personId)}
        </Link>
      ),
    },
    { title: t('app.period'), render: (_, row) => format.period(row.month) },
    { title: t('learn.schemes.before'), align: 'right', render: (_, row) => format.decimal(row.before, 1) },
    { title: t('learn.schemes.after'), align: 'right', render: (_, row) => format.decimal(row.after, 1) },
    { title: t('learn.appraisal.pay'), align: 'right', render: (_, row) => <Figure kind="money" value={row.yuan} /> },
  ];
  return (
    <List
      label={t('learn.schemes.who')}
      columns={columns}
      rows={changes}
      rowKey={(row) => `${row.personId} ${row.month}`}
      empty={<p className="quiet">{t('learn.schemes.nobodyChanges')}</p>}
    />
  );
}
