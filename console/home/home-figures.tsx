import type { Campaign, Report } from '#contract';
import { ErrorState, Figure, Loading, SparkLine, type FigureKind } from '#parts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Popover } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { EffectSoFar } from '../app/effect-so-far.tsx';
import { useMay } from '../app/session.ts';
import { totalsOf, type DayOfWork } from './totals.ts';

const historyDays = 30;

/** How we do: what was planned and done, whether people were reached, whether they said yes, and what that adds. */
export function HomeFigures({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const summary = useQuery({
    ...reading('workSummary', { query: { days: historyDays } }),
    enabled: may('work.read'),
  });
  if (summary.error) return <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />;
  if (summary.isLoading) return <Loading lines={2} />;
  const { data } = summary;
  const days = data?.days ?? [];
  const sums = totalsOf(days);
  const share = (part: keyof DayOfWork, whole: keyof DayOfWork) =>
    days.map((day) => (Number(day[whole]) > 0 ? Number(day[part]) / Number(day[whole]) : null));
  return (
    <dl className="figures figures-large">
      <HomeFigure
        name={t('home.contacts')}
        about={t('home.contactsAbout')}
        history={days.map((day) => day.done)}
        note={t('home.plan')}
        noted={sums.planned}
      >
        <Figure value={data ? sums.done : null} />
      </HomeFigure>
      <HomeFigure
        name={t('home.reached')}
        about={t('home.reachedAbout')}
        history={share('reached', 'done')}
        note={t('home.of')}
        noted={sums.done}
      >
        <Figure kind="percent" value={sums.done > 0 ? sums.reached / sums.done : null} />
      </HomeFigure>
      <HomeFigure
        name={t('home.accepted')}
        about={t('home.acceptedAbout')}
        history={share('accepted', 'reached')}
        note={t('home.of')}
        noted={sums.reached}
      >
        <Figure kind="percent" value={sums.reached > 0 ? sums.accepted / sums.reached : null} />
      </HomeFigure>
      {campaigns.length > 0 ? (
        <Earned campaigns={campaigns} />
      ) : (
        <HomeFigure
          name={t('home.open')}
          about={t('home.openAbout')}
          history={[]}
          note={t('home.overdue')}
          noted={(data?.units ?? []).reduce((sum, unit) => sum + unit.overdue, 0)}
        >
          <Figure value={data ? data.units.reduce((sum, unit) => sum + unit.released - unit.done, 0) : null} />
        </HomeFigure>
      )}
    </dl>
  );
}

interface HomeFigureProps {
  readonly name: string;
  /** What it means, from what it is worked out, who sets its inputs. */
  readonly about: string;
  readonly history: readonly (number | null)[];
  readonly note?: string;
  readonly noted?: number;
  readonly kind?: FigureKind;
  readonly children: ReactNode;
}

/** A figure that opens its definition. */
function HomeFigure({ name, about, history, note, noted, children }: HomeFigureProps) {
  const { t } = useTranslation();
  return (
    <div>
      <dt>
        <Popover trigger="click" title={name} content={<p className="definition">{about}</p>}>
          <button type="button" className="defined">
            {name}
          </button>
        </Popover>
      </dt>
      <dd>
        <span className="home-figure">
          {children}
          <SparkLine values={history} label={t('home.history', { name, days: history.length })} />
        </span>
        {note !== undefined && (
          <span className="quiet small">
            {note} <Figure value={noted} />
          </span>
        )}
      </dd>
    </div>
  );
}

/** More successes than doing nothing, over the running campaigns: the only figure here that proves anything. */
function Earned({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const out = may('reports.read') ? campaigns.filter((campaign) => campaign.counts.released > 0) : [];
  const reports = useQueries({
    queries: out.map((campaign) => ({
      ...reading('campaignReport', { params: { id: campaign.id } }),
      // A report is dear; its figures move by the day.
      staleTime: 60_000,
    })),
    combine: (answers) => answers.flatMap((answer) => answer.data ?? []),
  });
  const days = useQuery({
    ...reading('campaignDays', { params: { id: out[0]?.id ?? '' } }),
    enabled: out.length === 1,
    staleTime: 60_000,
  });
  const history = (days.data?.items ?? []).map(({ difference, treated }) =>
    difference.estimate === null ? null : difference.estimate * treated.targets,
  );
  return (
    <HomeFigure name={t('home.earned')} about={t('home.earnedAbout')} history={history}>
      <EffectSoFar arms={reports.flatMap(({ arms }) => arms)} kind="count" value={together(reports)} />
    </HomeFigure>
  );
}

/** Campaigns are drawn by themselves, so the variances of what they add up to add up, too. */
function together(reports: readonly Report[]): Report['lift']['absolute'] {
  const known = reports.flatMap(({ incremental: { successes } }) =>
    successes.estimate === null || successes.low === null || successes.high === null
      ? []
      : [
          {
            estimate: successes.estimate,
            below: successes.estimate - successes.low,
            above: successes.high - successes.estimate,
          },
        ],
  );
  if (known.length === 0) return { estimate: null, low: null, high: null };
  const estimate = known.reduce((sum, one) => sum + one.estimate, 0);
  const side = (of: 'below' | 'above') => Math.hypot(...known.map((one) => one[of]));
  return { estimate, low: estimate - side('below'), high: estimate + side('above') };
}
