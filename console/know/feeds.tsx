import { LoadReport, type FeedState } from '#contract';
import { Ago, Badge, EmptyState, useFormat } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { Choice, oneOf, SearchBox } from '../app/list-filters.tsx';
import { Listing, NothingFits, useListing, type Look } from '../app/listing.tsx';
import { Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { useEntityNames } from './entity-names.ts';
import { asideOf, LoadState } from './load-state.tsx';

const route = getRouteApi('/signed-in/know/feeds');
const states = LoadReport.shape.state.options;

/** The sources: what each has brought so far, and how its newest load went. */
export default function FeedsScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look: Look<Filters> = (change) => void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text = '' } = search;
  const state = oneOf(states, search.state);
  const feeds = useListing({
    search,
    look,
    sorts: ['feed', 'entity', 'rows', 'months', 'quarantined', 'at'],
    first: ['feed', 'up'],
    ask: (page) => reading('listFeeds', { query: { text, ...page, ...(state && { state }) } }),
  });
  const columns = useColumns();
  const start = may('data.load') && (
    <ButtonLink primary to="/know/load">
      {t('know.start.title')}
    </ButtonLink>
  );
  return (
    <Page title={t('know.feeds.title')} about={t('know.feeds.about')} actions={start}>
      <Panel>
        <Listing
          of={feeds}
          views="feeds"
          label={t('know.feeds.title')}
          columns={columns}
          rowKey={(one) => one.feed}
          filters={<FeedFilters text={text} state={state} look={look} />}
          file={{ name: 'feeds', header: fileHeader, row: fileRow }}
          empty={
            text !== '' || state ? (
              <NothingFits />
            ) : (
              <EmptyState title={t('know.loads.none')} action={start || undefined}>
                {t('know.feeds.noneAdvice')}
              </EmptyState>
            )
          }
        />
      </Panel>
    </Page>
  );
}

type State = LoadReport['state'];
interface Filters {
  readonly text?: string | undefined;
  readonly state?: State | undefined;
}

function FeedFilters({ text, state, look }: { text: string; state: State | undefined; look: Look<Filters> }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox label={t('know.feeds.search')} value={text} onSearch={(typed) => look({ text: typed })} />
      <Choice
        label={t('know.feeds.newest')}
        any={t('know.loads.allStates')}
        value={state}
        onChoose={(chosen) => look({ state: chosen })}
        options={states.map((one) => ({ value: one, label: t(`home.loadStates.${one}`) }))}
      />
    </>
  );
}

const fileHeader = ['feed', 'entity', 'periods', 'rows', 'state', 'quarantined', 'at'];
const fileRow = ({ feed, entity, periods, rows, newest }: FeedState) => [
  feed,
  entity,
  periods.join(' '),
  rows,
  newest.state,
  asideOf(newest),
  newest.at,
];

function useColumns(): TableColumnsType<FeedState> {
  const { t } = useTranslation();
  const entity = useEntityNames();
  const format = useFormat();
  const months = ({ periods }: FeedState) =>
    periods.length === 0
      ? t('know.loads.snapshot')
      : periods.length === 1
        ? periods[0]
        : `${periods[0]} – ${periods.at(-1)}`;
  return [
    {
      title: t('know.loads.feed'),
      key: 'feed',
      render: (_, one) => (
        <Link to="/know/loads" search={{ feed: one.feed }}>
          {one.feed}
        </Link>
      ),
    },
    { title: t('know.loads.entity'), key: 'entity', render: (_, one) => entity(one.entity) },
    { title: t('know.feeds.months'), render: (_, one) => months(one) },
    {
      title: t('know.feeds.count'),
      key: 'months',
      align: 'right',
      render: (_, one) => format.count(one.periods.length || 1),
    },
    { title: t('know.feeds.rows'), key: 'rows', align: 'right', render: (_, one) => format.count(one.rows) },
    { title: t('know.feeds.newest'), render: (_, one) => <LoadState state={one.newest.state} /> },
    {
      title: t('know.loads.quarantined'),
      key: 'quarantined',
      align: 'right',
      render: (_, one) => format.count(asideOf(one.newest)),
    },
    {
      title: t('know.loads.drifted'),
      align: 'right',
      render: (_, one) => {
        const drifted = one.newest.fields.filter((field) => field.drifted).length;
        return drifted === 0 ? '0' : <Badge tone="attention">{format.count(drifted)}</Badge>;
      },
    },
    {
      title: t('know.loads.at'),
      align: 'right',
      key: 'at',
      render: (_, one) => (
        <Link to="/know/loads/$load" params={{ load: one.newest.id }}>
          <Ago at={one.newest.at} />
        </Link>
      ),
    },
  ];
}
