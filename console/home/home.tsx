import type { Campaign } from '#contract';
import { EmptyState, Funnel, Loading, useText } from '#parts';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { Page, Panel } from '../app/page.tsx';
import { useMay, useSession } from '../app/session.ts';
import { Needs } from './needs.tsx';
import { RunningCampaign } from './running-campaign.tsx';
import { stuckSteps } from './stuck.ts';
import './home.css';

/** As many as fit on the page; the rest are behind the link to all. */
const shownCampaigns = 6;

/** What needs me, how we do, where it is stuck: in this order. */
export default function HomeScreen() {
  const { t } = useTranslation();
  const name = useText();
  const session = useSession();
  const campaigns = useOpenCampaigns();
  const running = campaigns.data.filter((campaign) => campaign.state === 'running');
  return (
    <Page title={t('home.title')} heading={t('home.hello', { name: name(session.name) })}>
      <div className="panels">
        <Panel title={t('home.needs')}>
          {campaigns.pending ? <Loading lines={2} /> : <Needs campaigns={campaigns.data} />}
        </Panel>
        <div className="home-columns">
          <Panel
            title={t('home.running')}
            more={
              <Link to="/act/campaigns" className="small">
                {t('home.runningMore')}
              </Link>
            }
          >
            {campaigns.pending ? <Loading /> : <Running campaigns={running} />}
          </Panel>
          <Stuck campaigns={running} />
        </div>
      </div>
    </Page>
  );
}

const openStates = ['submitted', 'approved', 'scheduled', 'running', 'paused'] as const;

/** The campaigns in which something is to be done or under way. Who may not read campaigns has none. */
function useOpenCampaigns(): { readonly data: readonly Campaign[]; readonly pending: boolean } {
  const may = useMay();
  const states = may('campaigns.read') ? openStates : [];
  return useQueries({
    queries: states.map((state) => reading('listCampaigns', { query: { state, limit: 100 } })),
    combine: (answers) => ({
      data: answers.flatMap((answer) => answer.data?.items ?? []),
      pending: answers.some((answer) => answer.isPending),
    }),
  });
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

function Stuck({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t } = useTranslation();
  const out = campaigns.filter((campaign) => campaign.counts.released > 0);
  return (
    <Panel title={t('home.stuck')}>
      {out.length === 0 ? (
        <p className="quiet">{t('home.stuckNothing')}</p>
      ) : (
        <>
          <Funnel
            markThinnest
            steps={stuckSteps(out).map(({ key, value }) => ({ key, value, label: t(`act.campaign.steps.${key}`) }))}
          />
          <p className="quiet small stuck-about">{t('home.stuckAbout', { count: out.length })}</p>
        </>
      )}
    </Panel>
  );
}
