import type { Campaign } from '#contract';
import { EmptyState, Figure, useFormat } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { useObjective } from './objective.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { Listing, NothingFits } from '../app/listing.tsx';
import { useUnitNames } from '../app/names.ts';
import { Page, Panel } from '../app/page.tsx';
import { UnitPicker } from '../app/pickers.tsx';
import { useMay } from '../app/session.ts';
import { Pickers } from '../app/where.tsx';
import { CampaignFilter, isFiltered, useCampaigns, type CampaignsSearch } from './campaign-filter.tsx';
import { StateBadge } from './campaign-state.tsx';

const route = getRouteApi('/signed-in/act/campaigns');

export default function CampaignsScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look = (change: CampaignsSearch) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const campaigns = useCampaigns(search, look);
  const columns = useColumns();
  const objective = useObjective();
  const create = useMay()('campaigns.write') ? (
    <ButtonLink primary to="/act/new-campaign">
      {t('act.campaigns.create')}
    </ButtonLink>
  ) : undefined;
  return (
    <Page title={t('act.campaigns.title')} about={t('act.campaigns.about')} actions={create}>
      <Pickers>
        <UnitPicker value={search.unit} onChange={(unit) => look({ unit })} />
      </Pickers>
      <Panel>
        <Listing
          of={campaigns}
          views="campaigns"
          label={t('act.campaigns.title')}
          columns={columns}
          rowKey={(campaign) => campaign.id}
          filters={<CampaignFilter search={search} look={look} />}
          file={{ name: 'campaigns', header: fileHeader, row: (one) => fileRow(one, objective(one)) }}
          empty={
            isFiltered(search) ? (
              <NothingFits />
            ) : (
              <EmptyState title={t('act.campaigns.none')} action={create}>
                {t('act.campaigns.noneAdvice')}
              </EmptyState>
            )
          }
        />
      </Panel>
    </Page>
  );
}

const fileHeader = ['id', 'objective', 'state', 'owner', 'start', 'treated', 'released', 'done', 'accepted'];
const fileRow = ({ id, state, owner, file, counts }: Campaign, objective: string) => [
  id,
  objective,
  state,
  owner,
  file.waves[0]?.start ?? null,
  counts.treated,
  counts.released,
  counts.done,
  counts.accepted,
];

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
