import { EmptyState } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { isProblem, reading } from '../app/client.ts';
import { AnswerPage, Page } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { CustomerFacts } from './customer-facts.tsx';
import { CustomerHoldings } from './customer-holdings.tsx';
import { Identities } from './customer-identities.tsx';
import { CustomerOffers } from './customer-offers.tsx';
import { CustomerScores } from './customer-scores.tsx';
import { CustomerTimeline } from './customer-timeline.tsx';
import { CustomerUsage } from './customer-usage.tsx';
import type { CustomerView } from './customer-view.ts';
import './customer.css';

const route = getRouteApi('/signed-in/know/customers/$customer');

/** Everything known of one customer on one page: facts, the line of time, what they qualify for and why. */
export default function CustomerScreen(): ReactNode {
  const { t } = useTranslation();
  const { customer } = route.useParams();
  // Whether it is unmasked is in the address, so that going back masks it again.
  const { look } = route.useSearch();
  const view = useQuery({
    ...reading('readCustomer', {
      params: { customerId: customer },
      query: look === 'unmasked' ? { unmask: 'true' } : {},
    }),
    placeholderData: keepPreviousData,
    // Every look is written into the audit log; a look that nobody took must not be.
    staleTime: 300_000,
  });
  if (isProblem(view.error, 'missing'))
    return (
      <EmptyState
        title={t('know.customer.gone', { id: customer })}
        action={<ButtonLink to="/know/customers">{t('know.customers.title')}</ButtonLink>}
      >
        {t('know.customer.goneAdvice')}
      </EmptyState>
    );
  return <AnswerPage of={view}>{(found) => <Customer view={found} />}</AnswerPage>;
}

function Customer({ view }: { view: CustomerView }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = route.useNavigate();
  const show = (look: 'unmasked' | undefined) => void navigate({ search: { look }, replace: true });
  const name = typeof view.record['name'] === 'string' ? view.record['name'] : view.customerId;
  const action = view.masked ? (
    may('customers.unmask') && (
      <Button onClick={() => show('unmasked')} title={t('know.customer.unmaskNote')}>
        {t('know.customer.unmask')}
      </Button>
    )
  ) : (
    <Button onClick={() => show(undefined)}>{t('know.customer.mask')}</Button>
  );
  return (
    <Page
      title={view.customerId}
      heading={
        <>
          {name} <code className="quiet">{view.customerId}</code>
        </>
      }
      about={t(view.masked ? 'know.customer.masked' : 'know.customer.unmasked')}
      actions={action}
    >
      <div className="customer">
        <div className="panels">
          <CustomerFacts record={view.record} />
          <Identities view={view} />
        </div>
        <div className="panels">
          <CustomerUsage view={view} />
          <CustomerTimeline view={view} />
        </div>
        <div className="panels">
          <CustomerScores customer={view.customerId} />
          <CustomerOffers customer={view.customerId} />
          <CustomerHoldings view={view} />
        </div>
      </div>
    </Page>
  );
}
