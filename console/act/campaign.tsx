import type { Campaign } from '#contract';
import { EmptyState, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useObjective } from './objective.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { JobWatch } from '../app/job-watch.tsx';
import { useUnitNames } from '../app/names.ts';
import { Answer, AnswerPage, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { Crumb } from '../app/where.tsx';
import { CampaignActions } from './campaign-actions.tsx';
import { Design } from './campaign-design.tsx';
import { Exclusions } from './campaign-exclusions.tsx';
import { Curves } from './campaign-curves.tsx';
import { Ground } from './campaign-ground.tsx';
import { Lanes } from './campaign-lanes.tsx';
import { campaignReadings } from './campaign-readings.ts';
import { CampaignLine } from './campaign-line.tsx';
import { Remarks } from './campaign-remarks.tsx';
import { EstimateFigures } from './guide/estimate-figures.tsx';
import { estimateOf } from './guide/use-estimate.ts';
import { History } from './campaign-history.tsx';
import { StateBadge } from './campaign-state.tsx';
import './act.css';

const route = getRouteApi('/signed-in/act/campaigns/$campaign');

export default function CampaignScreen() {
  const { campaign: id } = route.useParams();
  const campaign = useQuery(reading('readCampaign', { params: { id } }));
  return <AnswerPage of={campaign}>{(found) => <Monitor campaign={found} />}</AnswerPage>;
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
  const moving = campaign.counts.released > 0;
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
      <Crumb>{objective(campaign)}</Crumb>
      <div className="panels">
        {job !== undefined && (
          <JobWatch job={job} changes={campaignReadings} onHide={() => void navigate({ search: {} })} />
        )}
        {drawn && <CampaignLine campaign={campaign} />}
        <div className="monitor">
          <div className="panels">
            <Panel title={t('act.campaign.waves')}>
              <Lanes campaign={campaign} />
            </Panel>
            {!drawn && <EmptyState title={t('act.campaign.notDrawn')}>{t('act.campaign.notDrawnAdvice')}</EmptyState>}
            {moving && may('reports.read') && <Curves id={campaign.id} />}
            {moving && may('reports.read') && <Ground campaign={campaign} />}
          </div>
          <Aside campaign={campaign} drawn={drawn} moving={moving} />
        </div>
      </div>
    </Page>
  );
}

function Aside({ campaign, drawn, moving }: { campaign: Campaign; drawn: boolean; moving: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="panels">
      {drawn && <Remarks campaign={campaign} />}
      {!moving && <Foreseen campaign={campaign} />}
      {drawn && <Exclusions id={campaign.id} />}
      <Panel title={t('act.campaign.design')}>
        <Design campaign={campaign} />
      </Panel>
      <Panel title={t('act.campaign.history')}>
        <History campaign={campaign} />
      </Panel>
    </div>
  );
}

/** Before anything is out: what the file would come to today, for whoever has to decide. */
function Foreseen({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const estimate = useQuery({
    ...estimateOf(campaign.file),
    enabled: campaign.state !== 'evaluated' && campaign.state !== 'closed',
  });
  return (
    <Panel title={t('act.guide.foreseen')}>
      <Answer of={estimate}>{(found) => <EstimateFigures estimate={found} file={campaign.file} />}</Answer>
    </Panel>
  );
}
