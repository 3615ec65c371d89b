import type { Plan } from '#contract';
import { Ago, EmptyState, Figure, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { List, pageOf } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { gapText } from './gap-text.ts';

const route = getRouteApi('/signed-in/plan/plans');

/** All plans, newest first. */
export default function PlansScreen() {
  const { t } = useTranslation();
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const plans = useQuery({
    ...reading('listPlans', { query: pageOf(page) }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  return (
    <Page title={t('plan.plans.title')} about={t('plan.plans.about')}>
      <Panel>
        <Answer of={plans}>
          {(data) => (
            <List
              label={t('plan.plans.title')}
              columns={columns}
              rows={data.items}
              rowKey={(plan) => plan.id}
              paging={{ total: data.total, page, onPage: (to) => void navigate({ search: { page: to } }) }}
              empty={
                <EmptyState title={t('plan.plans.none')}>
                  <p>{t('plan.plans.noneAdvice')}</p>
                  <ButtonLink to="/act/campaigns">{t('plan.plans.toCampaigns')}</ButtonLink>
                </EmptyState>
              }
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

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
      render: (_, plan) =>
        plan.firstOn !== null && plan.lastOn !== null && `${format.day(plan.firstOn)} – ${format.day(plan.lastOn)}`,
    },
    { title: t('plan.plans.targets'), align: 'right', render: (_, plan) => format.count(plan.targets) },
    { title: t('plan.plans.contacts'), align: 'right', render: (_, plan) => format.count(plan.contacts) },
    {
      title: t('plan.plans.value'),
      align: 'right',
      render: (_, plan) => <Figure value={Math.round(plan.value)} />,
    },
    { title: t('plan.plans.gap'), align: 'right', render: (_, plan) => gapText(plan.gap) },
    { title: t('plan.plans.made'), render: (_, plan) => <Ago at={plan.madeAt} /> },
  ];
}
