import type { Campaign } from '#contract';
import { EmptyState, Figure } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { useObjective } from '../act/objective.ts';
import { StateBadge } from '../act/campaign-state.tsx';
import { reading } from '../app/client.ts';
import { List, pageOf } from '../app/list.tsx';
import { useUnitNames } from '../app/names.ts';
import { Answer, Page, Panel } from '../app/page.tsx';

const route = getRouteApi('/signed-in/learn/reports');

export default function ReportsScreen() {
  const { t } = useTranslation();
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const campaigns = useQuery({
    ...reading('listCampaigns', { query: pageOf(page) }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  return (
    <Page title={t('learn.reports.title')} about={t('learn.reports.about')}>
      <Panel>
        <Answer of={campaigns}>
          {(data) => (
            <List
              label={t('learn.reports.title')}
              columns={columns}
              rows={data.items}
              rowKey={(campaign) => campaign.id}
              paging={{ total: data.total, page, onPage: (to) => void navigate({ search: { page: to } }) }}
              empty={<EmptyState title={t('learn.reports.none')}>{t('learn.reports.noneAdvice')}</EmptyState>}
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
  return [
    { title: t('act.campaigns.objective'), render: (_, campaign) => objective(campaign) },
    { title: t('act.campaigns.state'), render: (_, campaign) => <StateBadge state={campaign.state} /> },
    { title: t('act.campaigns.owner'), render: (_, campaign) => unit(campaign.owner) },
    {
      title: t('act.campaigns.treated'),
      align: 'right',
      render: (_, campaign) => <Figure value={campaign.counts.treated} />,
    },
    {
      title: t('act.campaign.steps.control'),
      align: 'right',
      render: (_, campaign) => <Figure value={campaign.counts.control} />,
    },
    {
      title: t('learn.reports.title'),
      render: (_, campaign) =>
        campaign.counts.audience === null ? (
          <span className="quiet">{t('learn.reports.notYet')}</span>
        ) : (
          <Link to="/learn/reports/$campaign" params={{ campaign: campaign.id }}>
            {t('learn.reports.read')}
          </Link>
        ),
    },
  ];
}
