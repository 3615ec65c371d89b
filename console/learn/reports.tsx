import type { Campaign } from '#contract';
import { EmptyState, Figure } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { CampaignFilter, isFiltered, useCampaigns } from '../act/campaign-filter.tsx';
import { StateBadge } from '../act/campaign-state.tsx';
import { useObjective } from '../act/objective.ts';
import { Listing, NothingFits } from '../app/listing.tsx';
import { useUnitNames } from '../app/names.ts';
import { Page, Panel } from '../app/page.tsx';
import { UnitPicker } from '../app/pickers.tsx';
import { Pickers } from '../app/where.tsx';

const route = getRouteApi('/signed-in/learn/reports');

export default function ReportsScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const campaigns = useCampaigns(search, look);
  const columns = useColumns();
  return (
    <Page title={t('learn.reports.title')} about={t('learn.reports.about')}>
      <Pickers>
        <UnitPicker value={search.unit} onChange={(unit) => look({ unit })} />
      </Pickers>
      <Panel>
        <Listing
          of={campaigns}
          views="reports"
          label={t('learn.reports.title')}
          columns={columns}
          rowKey={(campaign) => campaign.id}
          filters={<CampaignFilter search={search} look={look} />}
          file={{
            name: 'results',
            header: ['id', 'state', 'owner', 'treated', 'control', 'accepted'],
            row: ({ id, state, owner, counts }) => [id, state, owner, counts.treated, counts.control, counts.accepted],
          }}
          empty={
            isFiltered(search) ? (
              <NothingFits />
            ) : (
              <EmptyState title={t('learn.reports.none')}>{t('learn.reports.noneAdvice')}</EmptyState>
            )
          }
        />
      </Panel>
    </Page>
  );
}

function useColumns(): TableColumnsType<Campaign> {
  const { t } = useTranslation();
  const objective = useObjective();
  const unit = useUnitNames();
  const figure = (title: string, of: (campaign: Campaign) => number | null) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, campaign: Campaign) => <Figure value={of(campaign)} />,
  });
  return [
    {
      title: t('act.campaigns.objective'),
      render: (_, campaign) =>
        campaign.counts.audience === null ? (
          <>
            {objective(campaign)} <span className="quiet small">{t('learn.reports.notYet')}</span>
          </>
        ) : (
          <Link to="/learn/reports/$campaign" params={{ campaign: campaign.id }}>
            {objective(campaign)}
          </Link>
        ),
    },
    { title: t('act.campaigns.state'), key: 'state', render: (_, campaign) => <StateBadge state={campaign.state} /> },
    { title: t('act.campaigns.owner'), key: 'owner', render: (_, campaign) => unit(campaign.owner) },
    { ...figure(t('act.campaigns.treated'), ({ counts }) => counts.treated), key: 'treated' },
    figure(t('act.campaign.steps.control'), ({ counts }) => counts.control),
    figure(t('act.campaigns.accepted'), ({ counts }) => counts.accepted),
  ];
}
