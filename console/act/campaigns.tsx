import type { Campaign } from '#contract';
import { EmptyState, Figure, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useObjective } from './objective.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { client, reading } from '../app/client.ts';
import { ListTools } from '../app/list-tools.tsx';
import { List, pageOf } from '../app/list.tsx';
import { useUnitNames } from '../app/names.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { UnitPicker } from '../app/pickers.tsx';
import { useMay } from '../app/session.ts';
import { Pickers } from '../app/where.tsx';
import {
  campaignQuery,
  campaignSortKeys,
  CampaignFilter,
  type CampaignQuery,
  type CampaignsSearch,
} from './campaign-filter.tsx';
import { StateBadge } from './campaign-state.tsx';

const route = getRouteApi('/signed-in/act/campaigns');

export default function CampaignsScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = campaignQuery(search);
  const look: Look = (change) => void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const create = useMay()('campaigns.write') ? (
    <ButtonLink primary to="/act/new-campaign">
      {t('act.campaigns.create')}
    </ButtonLink>
  ) : undefined;
  return (
    <Page
      title={t('act.campaigns.title')}
      about={t('act.campaigns.about')}
      actions={
        <>
          <Tools query={query} />
          {create}
        </>
      }
    >
      <Pickers>
        <UnitPicker value={search.unit} onChange={(unit) => look({ unit })} />
      </Pickers>
      <Panel>
        <CampaignFilter query={query} onChoose={look} />
        <Campaigns query={query} page={search.page ?? 1} look={look} create={create} />
      </Panel>
    </Page>
  );
}

type Look = (change: CampaignsSearch) => void;
interface CampaignsProps {
  readonly query: CampaignQuery;
  readonly page: number;
  readonly look: Look;
  readonly create: ReactNode;
}

function Campaigns({ query, page, look, create }: CampaignsProps) {
  const { t } = useTranslation();
  const columns = useColumns();
  const campaigns = useQuery({
    ...reading('listCampaigns', { query: { ...query, ...pageOf(page) } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer of={campaigns}>
      {(data) => (
        <List
          label={t('act.campaigns.title')}
          columns={columns}
          rows={data.items}
          rowKey={(campaign) => campaign.id}
          paging={{ total: data.total, page, onPage: (to) => look({ page: to }) }}
          sorting={{
            keys: campaignSortKeys,
            by: query.sort,
            order: query.order,
            onSort: (sort, order) => look({ sort, order: sort && order }),
          }}
          empty={
            (query.state ?? query.text ?? query.orgUnitId) ? (
              t('act.campaigns.noneInState')
            ) : (
              <EmptyState title={t('act.campaigns.none')} action={create}>
                {t('act.campaigns.noneAdvice')}
              </EmptyState>
            )
          }
        />
      )}
    </Answer>
  );
}

function Tools({ query }: { query: CampaignQuery }) {
  const objective = useObjective();
  return (
    <ListTools
      screen="campaigns"
      file="campaigns"
      page={(page) => client.listCampaigns({ query: { ...query, ...page } })}
      header={['id', 'objective', 'state', 'owner', 'start', 'treated', 'released', 'done', 'accepted']}
      row={(one) => [
        one.id,
        objective(one),
        one.state,
        one.owner,
        one.file.waves[0]?.start ?? null,
        one.counts.treated,
        one.counts.released,
        one.counts.done,
        one.counts.accepted,
      ]}
    />
  );
}

function useColumns(): TableColumnsType<Campaign> {
  const { t } = useTranslation();
  const objective = useObjective();
  const format = useFormat();
  const unit = useUnitNames();
  const figure = (title: string, of: (campaign: Campaign) => number | null) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, campaign: Campaign) => <Figure value={of(campaign)} />,
  });
  return [
    {
      title: t('act.campaigns.objective'),
      render: (_, campaign) => (
        <Link to="/act/campaigns/$campaign" params={{ campaign: campaign.id }} className="clip">
          {objective(campaign)}
        </Link>
      ),
    },
    { title: t('act.campaigns.state'), key: 'state', render: (_, campaign) => <StateBadge state={campaign.state} /> },
    { title: t('act.campaigns.owner'), key: 'owner', render: (_, campaign) => unit(campaign.owner) },
    {
      title: t('act.campaigns.start'),
      key: 'start',
      render: (_, campaign) => {
        const first = campaign.file.waves[0]?.start;
        return first ? format.day(first) : '–';
      },
    },
    { ...figure(t('act.campaigns.treated'), (campaign) => campaign.counts.treated), key: 'treated' },
    figure(t('act.campaigns.released'), (campaign) => campaign.counts.released),
    figure(t('act.campaigns.done'), (campaign) => campaign.counts.done),
    figure(t('act.campaigns.accepted'), (campaign) => campaign.counts.accepted),
  ];
}
