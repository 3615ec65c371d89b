import { CampaignState, type Campaign } from '#contract';
import { EmptyState, Figure, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Select, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { useObjective } from './objective.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { List, pageOf } from '../app/list.tsx';
import { useUnitNames } from '../app/names.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { StateBadge } from './campaign-state.tsx';

const route = getRouteApi('/signed-in/act/campaigns');
const states = CampaignState.options;

export default function CampaignsScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { page = 1 } = search;
  const state = states.find((one) => one === search.state);
  const navigate = route.useNavigate();
  const campaigns = useQuery({
    ...reading('listCampaigns', { query: { ...pageOf(page), ...(state && { state }) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  const create = useMay()('campaigns.write') ? (
    <ButtonLink primary to="/act/new-campaign">
      {t('act.campaigns.create')}
    </ButtonLink>
  ) : undefined;
  return (
    <Page title={t('act.campaigns.title')} about={t('act.campaigns.about')} actions={create}>
      <Panel>
        <div className="bar-above">
          <Select
            className="choice"
            aria-label={t('act.campaigns.state')}
            value={state ?? ''}
            onChange={(chosen) => void navigate({ search: { state: chosen || undefined } })}
            options={[
              { value: '', label: t('act.campaigns.all') },
              ...states.map((one) => ({ value: one as string, label: t(`act.states.${one}`) })),
            ]}
          />
        </div>
        <Answer of={campaigns}>
          {(data) => (
            <List
              label={t('act.campaigns.title')}
              columns={columns}
              rows={data.items}
              rowKey={(campaign) => campaign.id}
              paging={{
                total: data.total,
                page,
                onPage: (to) => void navigate({ search: (now) => ({ ...now, page: to }) }),
              }}
              empty={
                state ? (
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
      </Panel>
    </Page>
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
    { title: t('act.campaigns.state'), render: (_, campaign) => <StateBadge state={campaign.state} /> },
    { title: t('act.campaigns.owner'), render: (_, campaign) => unit(campaign.owner) },
    {
      title: t('act.campaigns.start'),
      render: (_, campaign) => {
        const first = campaign.file.waves[0]?.start;
        return first ? format.day(first) : '–';
      },
    },
    figure(t('act.campaigns.treated'), (campaign) => campaign.counts.treated),
    figure(t('act.campaigns.released'), (campaign) => campaign.counts.released),
    figure(t('act.campaigns.done'), (campaign) => campaign.counts.done),
    figure(t('act.campaigns.accepted'), (campaign) => campaign.counts.accepted),
  ];
}
