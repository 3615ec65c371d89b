import type { Result, routes } from '#contract';
import { EmptyState, useFormat } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { SearchBox } from '../app/list-filters.tsx';
import { Listing, useListing } from '../app/listing.tsx';
import { useUnitNames } from '../app/names.ts';
import { Page, Panel } from '../app/page.tsx';
import { UnitPicker } from '../app/pickers.tsx';
import { useMay } from '../app/session.ts';
import { Pickers } from '../app/where.tsx';
import './know.css';

const route = getRouteApi('/signed-in/know/customers');
type Found = Result<typeof routes.searchCustomers>['items'][number];

export default function CustomersScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const search = route.useSearch();
  const { text = '', unit } = search;
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const format = useFormat();
  const found = useListing({
    search,
    look,
    sorts: ['entry', 'number', 'unit'],
    first: ['entry', 'up'],
    ask: (page) =>
      reading('searchCustomers', { query: { text, ...page, ...(unit !== undefined && { orgUnitId: unit }) } }),
  });
  const hint = t(may('customers.unmask') ? 'know.customers.searchAll' : 'know.customers.searchNumber');
  const columns = useColumnsOf();
  return (
    <Page
      title={t('know.customers.title')}
      about={t(may('customers.unmask') ? 'know.customers.about' : 'know.customers.aboutMasked')}
    >
      <Pickers>
        <UnitPicker value={unit} onChange={(chosen) => look({ unit: chosen })} />
      </Pickers>
      <Panel>
        <Listing
          of={found}
          views="customers"
          label={t('know.customers.title')}
          columns={columns}
          rowKey={(one) => one.customerId}
          filters={
            <>
              <SearchBox label={hint} value={text} onSearch={(typed) => look({ text: typed })} />
              {found.answer.data?.more && (
                <span className="quiet small">
                  {t('know.customers.more', { shown: format.count(found.answer.data.total) })}
                </span>
              )}
            </>
          }
          file={{
            name: 'customers',
            header: ['customer_id', 'name', 'phone', 'org_unit_id'],
            row: (one) => [one.customerId, one.name, one.phone, one.orgUnitId],
          }}
          empty={<Nobody searched={text !== ''} />}
        />
      </Panel>
    </Page>
  );
}

function useColumnsOf(): TableColumnsType<Found> {
  const { t } = useTranslation();
  const unitName = useUnitNames();
  return [
    {
      title: t('know.customers.number'),
      key: 'number',
      render: (_, one) => (
        <Link to="/know/customers/$customer" params={{ customer: one.customerId }}>
          <code>{one.customerId}</code>
        </Link>
      ),
    },
    { title: t('know.customers.name'), render: (_, one) => one.name ?? <span className="quiet">–</span> },
    { title: t('know.customers.phone'), render: (_, one) => one.phone ?? <span className="quiet">–</span> },
    {
      title: t('know.customers.unit'),
      key: 'unit',
      render: (_, one) => (one.orgUnitId ? unitName(one.orgUnitId) : <span className="quiet">–</span>),
    },
  ];
}

function Nobody({ searched }: { searched: boolean }) {
  const { t } = useTranslation();
  return (
    <EmptyState title={t(!searched ? 'know.customers.none' : 'know.customers.nothing')}>
      {t(!searched ? 'know.customers.noneAdvice' : 'know.customers.nothingAdvice')}
    </EmptyState>
  );
}
