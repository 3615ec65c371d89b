import { ChannelKind, type Result, type routes } from '#contract';
import { Ago, EmptyState } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Choice, oneOf, SearchBox } from '../app/list-filters.tsx';
import { Listing, useListing, type Look } from '../app/listing.tsx';
import { Page, Panel } from '../app/page.tsx';

const route = getRouteApi('/signed-in/administration/refusals');
const channels = ['every', ...ChannelKind.options] as const;

/** Who must not be disturbed, on which channel, since when and by whose word. */
export default function RefusalsScreen(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { customer } = search;
  const channel = oneOf(channels, search.channel);
  const columns = useColumns();
  const refusals = useListing({
    search,
    look,
    sorts: ['at', 'customer', 'channel'],
    first: ['at', 'down'],
    ask: (page) =>
      reading('listRefusals', {
        query: { ...page, ...(customer !== undefined && { customerId: customer }), ...(channel && { channel }) },
      }),
  });
  return (
    <Page title={t('administration.refusals.title')} about={t('administration.refusals.about')}>
      <Panel>
        <Listing
          of={refusals}
          views="refusals"
          label={t('administration.refusals.title')}
          rowKey={(one) => `${one.customerId} ${one.channel ?? ''}`}
          columns={columns}
          filters={<RefusalFilters customer={customer} channel={channel} look={look} />}
          file={{
            name: 'do-not-disturb',
            header: ['customer_id', 'channel', 'at', 'by', 'note'],
            row: (one) => [one.customerId, one.channel ?? '*', one.at, one.by, one.note],
          }}
          empty={
            <EmptyState
              title={t((customer ?? channel) ? 'administration.refusals.nothing' : 'administration.refusals.none')}
            >
              {t('administration.refusals.noneAdvice')}
            </EmptyState>
          }
        />
      </Panel>
    </Page>
  );
}

interface Filters {
  readonly customer?: string | undefined;
  readonly channel?: (typeof channels)[number] | undefined;
}

function RefusalFilters({ customer, channel, look }: Filters & { look: Look<Filters> }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox
        label={t('administration.refusals.search')}
        value={customer}
        onSearch={(typed) => look({ customer: typed })}
      />
      <Choice
        label={t('administration.refusals.channel')}
        any={t('administration.refusals.anyChannel')}
        value={channel}
        onChoose={(chosen) => look({ channel: chosen })}
        options={channels.map((one) => ({
          value: one,
          label: one === 'every' ? t('administration.refusals.all') : t(`act.channels.${one}`),
        }))}
      />
    </>
  );
}

type Refusal = Result<typeof routes.listRefusals>['items'][number];

function useColumns(): TableColumnsType<Refusal> {
  const { t } = useTranslation();
  return [
    {
      title: t('administration.refusals.customer'),
      key: 'customer',
      render: (_, one) => (
        <Link to="/know/customers/$customer" params={{ customer: one.customerId }}>
          <code>{one.customerId}</code>
        </Link>
      ),
    },
    {
      title: t('administration.refusals.channel'),
      key: 'channel',
      render: (_, one) => one.channel ?? t('administration.refusals.all'),
    },
    { title: t('administration.refusals.by'), render: (_, one) => one.by ?? '–' },
    {
      title: t('administration.refusals.note'),
      render: (_, one) => <span className="clip">{one.note ?? ''}</span>,
    },
    { title: t('administration.refusals.at'), key: 'at', align: 'right', render: (_, one) => <Ago at={one.at} /> },
  ];
}
