import type { Campaign } from '#contract';
import { EmptyState, Figure } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { campaignQuery, campaignSortKeys, CampaignFilter } from '../act/campaign-filter.tsx';
import { StateBadge } from '../act/campaign-state.tsx';
import { useObjective } from '../act/objective.ts';
import { client, reading } from '../app/client.ts';
import { ListTools } from '../app/list-tools.tsx';
import { List, pageOf } from '../app/list.tsx';
import { useUnitNames } from '../app/names.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { UnitPicker } from '../app/pickers.tsx';
import { Pickers } from '../app/where.tsx';

const route = getRouteApi('/signed-in/learn/reports');

export default function ReportsScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = campaignQuery(search);
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const campaigns = useQuery({
    ...reading('listCampaigns', { query: { ...query, ...pageOf(search.page) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  const filtered = (query.state ?? query.text ?? query.orgUnitId) !== undefined;
  return (
    <Page
      title={t('learn.reports.title')}
      about={t('learn.reports.about')}
      actions={
        <ListTools
          screen="reports"
          file="results"
          page={(page) => client.listCampaigns({ query: { ...query, ...page } })}
          header={['id', 'state', 'owner', 'treated', 'control', 'accepted']}
          row={({ id, state, owner, counts }) => [id, state, owner, counts.treated, counts.control, counts.accepted]}
        />
      }
    >
      <Pickers>
        <UnitPicker value={search.unit} onChange={(unit) => look({ unit })} />
      </Pickers>
      <Panel>
        <CampaignFilter query={query} onChoose={look} />
        <Answer of={campaigns}>
          {(data) => (
            <List
              label={t('learn.reports.title')}
              columns={columns}
              rows={data.items}
              rowKey={(campaign) => campaign.id}
              paging={{ total: data.total, page: search.page ?? 1, onPage: (page) => look({ page }) }}
              sorting={{
                keys: campaignSortKeys,
                by: query.sort,
                order: query.order,
                onSort: (sort, order) => look({ sort, order: sort && order }),
              }}
              empty={
                filtered ? (
                  t('act.campaigns.noneInState')
                ) : (
                  <EmptyState title={t('learn.reports.none')}>{t('learn.reports.noneAdvice')}</EmptyState>
                )
              }
            />
          )}
        </Answer>
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
