import type { Result, routes } from '#contract';
import { EmptyState, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Input, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { ListTools } from '../app/list-tools.tsx';
import { List, pageOf } from '../app/list.tsx';
import { useUnitNames } from '../app/names.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { UnitPicker } from '../app/pickers.tsx';
import { useMay } from '../app/session.ts';
import { Pickers } from '../app/where.tsx';
import './know.css';

const route = getRouteApi('/signed-in/know/customers');
type Found = Result<typeof routes.searchCustomers>['items'][number];

export default function CustomersScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const { text = '', unit, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const format = useFormat();
  const filter = { text, ...(unit !== undefined && { orgUnitId: unit }) };
  const found = useQuery({
    ...reading('searchCustomers', { query: { ...filter, ...pageOf(page) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumnsOf();
  return (
    <Page
      title={t('know.customers.title')}
      about={t(may('customers.unmask') ? 'know.customers.about' : 'know.customers.aboutMasked')}
      actions={<CustomerTools filter={filter} />}
    >
      <Pickers>
        <UnitPicker
          value={unit}
          onChange={(chosen) => void navigate({ search: (now) => ({ ...now, unit: chosen, page: undefined }) })}
        />
      </Pickers>
      <Panel>
        <div className="bar-above">
          <Search
            text={text}
            onText={(typed) => void navigate({ search: (now) => ({ ...now, text: typed, page: undefined }) })}
          />
          {found.data?.more && (
            <span className="quiet small">{t('know.customers.more', { shown: format.count(found.data.total) })}</span>
          )}
        </div>
        <Answer of={found}>
          {(data) => (
            <List
              label={t('know.customers.title')}
              columns={columns}
              rows={data.items}
              rowKey={(one) => one.customerId}
              paging={{
                total: data.total,
                more: data.more,
                page,
                onPage: (to) => void navigate({ search: (now) => ({ ...now, page: to }) }),
              }}
              empty={<Nobody searched={text !== ''} />}
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function Search({ text, onText }: { text: string; onText: (text: string | undefined) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const hint = t(may('customers.unmask') ? 'know.customers.searchAll' : 'know.customers.searchNumber');
  return (
    <Input.Search
      key={text}
      className="search search-wide"
      allowClear
      aria-label={hint}
      placeholder={hint}
      defaultValue={text}
      onSearch={(typed) => onText(typed.trim() || undefined)}
    />
  );
}

function useColumnsOf(): TableColumnsType<Found> {
  const { t } = useTranslation();
  const unitName = useUnitNames();
  return [
    {
      title: t('know.customers.number'),
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
      render: (_, one) => (one.orgUnitId ? unitName(one.orgUnitId) : <span className="quiet">–</span>),
    },
  ];
}

function CustomerTools({ filter }: { filter: { text: string; orgUnitId?: string } }) {
  return (
    <ListTools
      screen="customers"
      page={(query) => client.searchCustomers({ query: { ...filter, ...query } })}
      header={['customer_id', 'name', 'phone', 'org_unit_id']}
      row={(one) => [one.customerId, one.name, one.phone, one.orgUnitId]}
      file="customers"
    />
  );
}

function Nobody({ searched }: { searched: boolean }) {
  const { t } = useTranslation();
  return (
    <EmptyState title={t(!searched ? 'know.customers.none' : 'know.customers.nothing')}>
      {t(!searched ? 'know.customers.noneAdvice' : 'know.customers.nothingAdvice')}
    </EmptyState>
  );
}
