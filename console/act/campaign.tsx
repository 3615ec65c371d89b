import type { Campaign } from '#contract';
import { EmptyState, Funnel, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useObjective } from './objective.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { useUnitNames } from '../app/names.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { CampaignActions } from './campaign-actions.tsx';
import { Design } from './campaign-design.tsx';
import { Exclusions } from './campaign-exclusions.tsx';
import { campaignSteps } from './campaign-funnel.ts';
import { History } from './campaign-history.tsx';
import { StateBadge } from './campaign-state.tsx';
import { Waves } from './campaign-waves.tsx';
import { JobProgress } from './job-progress.tsx';
import './act.css';

const route = getRouteApi('/signed-in/act/campaigns/$campaign');

export default function CampaignScreen() {
  const { campaign: id } = route.useParams();
  const campaign = useQuery(reading('readCampaign', { params: { id } }));
  return <Answer of={campaign}>{(found) => <Monitor campaign={found} />}</Answer>;
}

function Monitor({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const objective = useObjective();
  const format = useFormat();
  const unit = useUnitNames();
  const may = useMay();
  const { job } = route.useSearch();
  const navigate = route.useNavigate();
  const drawn = campaign.counts.audience !== null;
  return (
    <Page
      title={objective(campaign)}
      heading={
        <>
          {objective(campaign)} <StateBadge state={campaign.state} />
        </>
      }
      about={
        <>
          <code>{campaign.id}</code> ·{' '}
          {t('act.campaign.about', {
            owner: unit(campaign.owner),
            version: format.count(campaign.version),
            by: campaign.createdBy,
          })}
        </>
      }
      actions={
        <>
          {drawn && may('reports.read') && (
            <ButtonLink to="/learn/reports/$campaign" params={{ campaign: campaign.id }}>
              {t('act.campaign.report')}
            </ButtonLink>
          )}
          <CampaignActions campaign={campaign} />
        </>
      }
    >
      <div className="panels">
        {job !== undefined && <JobProgress job={job} onHide={() => void navigate({ search: {} })} />}
        <div className="columns">
          <People campaign={campaign} drawn={drawn} />
          <Panel title={t('act.campaign.waves')}>
            <Waves campaign={campaign} />
          </Panel>
        </div>
        {drawn && <Exclusions id={campaign.id} />}
        <div className="columns">
          <Panel title={t('act.campaign.design')}>
            <Design campaign={campaign} />
          </Panel>
          <Panel title={t('act.campaign.history')}>
            <History campaign={campaign} />
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function People({ campaign, drawn }: { campaign: Campaign; drawn: boolean }) {
  const { t } = useTranslation();
  const steps = campaignSteps(campaign.counts);
  const moving = campaign.counts.released > 0;
  return (
    <Panel
      title={t('act.campaign.funnel')}
      more={moving && <span className="quiet small">{t('act.campaign.thinnest')}</span>}
    >
      {drawn ? (
        <Funnel
          steps={steps.map(({ key, value, aside }) => ({
            key,
            value,
            aside,
            label: t(`act.campaign.steps.${key}`),
          }))}
          markThinnest={moving}
        />
      ) : (
        <EmptyState title={t('act.campaign.notDrawn')}>{t('act.campaign.notDrawnAdvice')}</EmptyState>
      )}
    </Panel>
  );
}
