import type { Plan } from '#contract';
import { Ago, EmptyState, Figure, useFormat } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { SearchBox } from '../app/list-filters.tsx';
import { Listing, NothingFits, useListing } from '../app/listing.tsx';
import { Page, Panel } from '../app/page.tsx';
import { gapText } from './gap-text.ts';

const route = getRouteApi('/signed-in/plan/plans');

/** All plans, newest first unless asked otherwise. */
export default function PlansScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text = '' } = search;
  const plans = useListing({
    search,
    look,
    sorts: ['made', 'first', 'targets', 'contacts', 'value', 'gap'],
    first: ['made', 'down'],
    ask: (page) => reading('listPlans', { query: { text, ...page } }),
  });
  const columns = useColumns();
  return (
    <Page title={t('plan.plans.title')} about={t('plan.plans.about')}>
      <Panel>
        <Listing
          of={plans}
          views="plans"
          label={t('plan.plans.title')}
          columns={columns}
          rowKey={(plan) => plan.id}
          filters={
            <SearchBox label={t('plan.plans.search')} value={text} onSearch={(typed) => look({ text: typed })} />
          }
          file={{ name: 'plans', header: fileHeader, row: fileRow }}
          empty={
            text === '' ? (
              <EmptyState title={t('plan.plans.none')}>
                <p>{t('plan.plans.noneAdvice')}</p>
                <ButtonLink to="/act/campaigns">{t('plan.plans.toCampaigns')}</ButtonLink>
              </EmptyState>
            ) : (
              <NothingFits />
            )
          }
        />
      </Panel>
    </Page>
  );
}

const fileHeader = [
  'id',
  'campaigns',
  'first_on',
  'last_on',
  'targets',
  'contacts',
  'value',
  'bound',
  'gap',
  'made_at',
];
const fileRow = (plan: Plan) => [
  plan.id,
  plan.campaigns.join(' '),
  plan.firstOn,
  plan.lastOn,
  plan.targets,
  plan.contacts,
  plan.value,
  plan.bound,
  plan.gap,
  plan.madeAt,
];

function useColumns(): TableColumnsType<Plan> {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      title: t('plan.plans.plan'),
      render: (_, plan) => (
        <Link to="/plan/plans/$plan" params={{ plan: plan.id }}>
          {plan.id}
        </Link>
      ),
    },
    { title: t('plan.plans.campaigns'), render: (_, plan) => plan.campaigns.join(', ') },
    {
      title: t('plan.plans.days'),
      key: 'first',
      render: (_, plan) =>
        plan.firstOn !== null && plan.lastOn !== null && `${format.day(plan.firstOn)} – ${format.day(plan.lastOn)}`,
    },
    { title: t('plan.plans.targets'), key: 'targets', align: 'right', render: (_, plan) => format.count(plan.targets) },
    {
      title: t('plan.plans.contacts'),
      key: 'contacts',
      align: 'right',
      render: (_, plan) => format.count(plan.contacts),
    },
    {
      title: t('plan.plans.value'),
      key: 'value',
      align: 'right',
      render: (_, plan) => <Figure value={Math.round(plan.value)} />,
    },
    { title: t('plan.plans.gap'), key: 'gap', align: 'right', render: (_, plan) => gapText(plan.gap) },
    { title: t('plan.plans.made'), key: 'made', render: (_, plan) => <Ago at={plan.madeAt} /> },
  ];
}
