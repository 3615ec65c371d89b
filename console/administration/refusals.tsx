import type { Result, routes } from '#contract';
import { Ago, EmptyState } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Input, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { ListTools } from '../app/list-tools.tsx';
import { List, pageOf } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import './administration.css';

const route = getRouteApi('/signed-in/administration/refusals');

/** Who must not be disturbed, on which channel, since when and by whose word. */
export default function RefusalsScreen(): ReactNode {
  const { t } = useTranslation();
  const { customer, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useColumns();
  const filter = customer === undefined ? {} : { customerId: customer };
  const refusals = useQuery({
    ...reading('listRefusals', { query: { ...filter, ...pageOf(page) } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t('administration.refusals.title')}
      about={t('administration.refusals.about')}
      actions={<RefusalTools filter={filter} />}
    >
      <Panel>
        <div className="bar-above">
          <Input.Search
            key={customer ?? ''}
            className="administration-search"
            allowClear
            aria-label={t('administration.refusals.search')}
            placeholder={t('administration.refusals.search')}
            defaultValue={customer ?? ''}
            onSearch={(typed) => void navigate({ search: { customer: typed.trim() || undefined } })}
          />
        </div>
        <Answer of={refusals}>
          {(data) => (
            <List
              label={t('administration.refusals.title')}
              rows={data.items}
              rowKey={(one) => `${one.customerId} ${one.channel ?? ''}`}
              paging={{
                total: data.total,
                page,
                onPage: (to) => void navigate({ search: (now) => ({ ...now, page: to }) }),
              }}
              columns={columns}
              empty={
                <EmptyState
                  title={t(customer === undefined ? 'administration.refusals.none' : 'administration.refusals.nothing')}
                >
                  {t('administration.refusals.noneAdvice')}
                </EmptyState>
              }
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function RefusalTools({ filter }: { filter: { customerId?: string } }) {
  return (
    <ListTools
      screen="refusals"
      page={(query) => client.listRefusals({ query: { ...filter, ...query } })}
      header={['customer_id', 'channel', 'at', 'by', 'note']}
      row={(one) => [one.customerId, one.channel ?? '*', one.at, one.by, one.note]}
      file="do-not-disturb"
    />
  );
}

type Refusal = Result<typeof routes.listRefusals>['items'][number];

function useColumns(): TableColumnsType<Refusal> {
  const { t } = useTranslation();
  return [
    {
      title: t('administration.refusals.customer'),
      render: (_, one) => (
        <Link to="/know/customers/$customer" params={{ customer: one.customerId }}>
          <code>{one.customerId}</code>
        </Link>
      ),
    },
    {
      title: t('administration.refusals.channel'),
      render: (_, one) => one.channel ?? t('administration.refusals.all'),
    },
    { title: t('administration.refusals.by'), render: (_, one) => one.by ?? '–' },
    {
      title: t('administration.refusals.note'),
      render: (_, one) => <span className="clip">{one.note ?? ''}</span>,
    },
    { title: t('administration.refusals.at'), align: 'right', render: (_, one) => <Ago at={one.at} /> },
  ];
}
