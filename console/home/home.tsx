import type { Campaign } from '#contract';
import { EmptyState, ErrorState, Funnel, Loading, MapFigure, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { Page, Panel } from '../app/page.tsx';
import { useMay, useSession } from '../app/session.ts';
import { useUnitAreas, type AreaValue } from '../app/use-unit-areas.ts';
import { HomeFigures } from './home-figures.tsx';
import { NeedList } from './needs.tsx';
import { RunningCampaign } from './running-campaign.tsx';
import { stuckSteps, stuckWork } from './stuck.ts';
import { useNeeds, useOpenCampaigns } from './use-needs.ts';
import './home.css';

/** As many as fit on the page; the rest are behind the link to all. */
const shownCampaigns = 6;

/** What needs me, how we do, where it is stuck: in this order. */
export default function HomeScreen() {
  const { t } = useTranslation();
  const name = useText();
  const session = useSession();
  const may = useMay();
  const campaigns = useOpenCampaigns();
  const running = campaigns.data.filter((campaign) => campaign.state === 'running');
  return (
    <Page title={t('home.title')} heading={t('home.hello', { name: name(session.name) })}>
      <div className="panels">
        <Waiting />
        <Panel title={t('home.how')} more={<span className="quiet small">{t('home.lastDays')}</span>}>
          <HomeFigures campaigns={running} />
        </Panel>
        <Stuck campaigns={running} />
        {(running.length > 0 || may('campaigns.write')) && (
          <Panel
            title={t('home.running')}
            more={
              <Link to="/act/campaigns" className="small">
                {t('home.runningMore')}
              </Link>
            }
          >
            {campaigns.error ? (
              <ErrorState error={campaigns.error} onRetry={campaigns.retry} />
            ) : campaigns.pending ? (
              <Loading />
            ) : (
              <Running campaigns={running} />
            )}
          </Panel>
        )}
      </div>
    </Page>
  );
}

function Waiting() {
  const { t } = useTranslation();
  const { needs, pending, error, retry } = useNeeds();
  return (
    <Panel title={t('home.needs')}>
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : pending ? (
        <Loading lines={2} />
      ) : needs.length === 0 ? (
        <p className="quiet">{t('home.needsNothing')}</p>
      ) : (
        <NeedList needs={needs} />
      )}
    </Panel>
  );
}

function Running({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t } = useTranslation();
  if (campaigns.length === 0) {
    return (
      <EmptyState
        title={t('home.noneRunning')}
        action={
          <ButtonLink primary to="/understand/audiences/rule">
            {t('home.writeRule')}
          </ButtonLink>
        }
      >
        {t('home.noneRunningAdvice')}
      </EmptyState>
    );
  }
  return (
    <div className="running">
      {campaigns.slice(0, shownCampaigns).map((campaign) => (
        <RunningCampaign key={campaign.id} campaign={campaign} />
      ))}
    </div>
  );
}

/** The way of a customer through the campaigns; for who sees no campaign, the way of the work orders. */
function Stuck({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const work = useQuery({ ...reading('workSummary', { query: { days: 30 } }), enabled: may('work.read') });
  const out = campaigns.filter((campaign) => campaign.counts.released > 0);
  const steps = out.length > 0 ? stuckSteps(out) : stuckWork(work.data?.units ?? []);
  return (
    <Panel title={t('home.stuck')}>
      {work.isLoading ? (
        <Loading lines={3} />
      ) : work.error && out.length === 0 ? (
        <ErrorState error={work.error} onRetry={() => void work.refetch()} />
      ) : steps.every((step) => step.value === 0) ? (
        <p className="quiet">{t('home.stuckNothing')}</p>
      ) : (
        <div className="home-columns">
          <div>
            <Funnel
              markThinnest
              steps={steps.map(({ key, value }) => ({ key, value, label: t(`act.campaign.steps.${key}`) }))}
            />
            <p className="quiet small stuck-about">
              {out.length > 0 ? t('home.stuckAbout', { count: out.length }) : t('home.stuckWork')}
            </p>
          </div>
          <StuckMap />
        </div>
      )}
    </Panel>
  );
}

/** Where on the ground: the share of released orders that are still open. */
function StuckMap() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const navigate = useNavigate();
  const { data } = useQuery({ ...reading('workSummary', { query: { days: 30 } }), enabled: may('work.read') });
  const values = useMemo(
    () =>
      new Map(
        (data?.units ?? []).flatMap((unit): [string, AreaValue][] =>
          unit.orgUnitId === null || unit.released === 0
            ? []
            : [
                [
                  unit.orgUnitId,
                  {
                    value: 1 - unit.done / unit.released,
                    note: t('home.mapNote', {
                      open: format.count(unit.released - unit.done),
                      overdue: format.count(unit.overdue),
                    }),
                  },
                ],
              ],
        ),
      ),
    [data, format, t],
  );
  const areas = useUnitAreas(values);
  if (areas.length === 0 || values.size === 0) return null;
  return (
    <MapFigure
      title={t('home.map')}
      label={t('home.map')}
      areas={areas}
      write={format.percent}
      height={300}
      file="open-work"
      columns={[t('home.mapUnit'), t('home.mapOpen')]}
      onChoose={(unit) => void navigate({ to: '/act/work', search: { unit } })}
    />
  );
}
