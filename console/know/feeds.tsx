import type { FeedState } from '#contract';
import { Ago, Badge, EmptyState, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { ListTools, pagesOf } from '../app/list-tools.tsx';
import { List } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { useEntityNames } from './entity-names.ts';
import { asideOf, LoadState } from './loads.tsx';

const route = getRouteApi('/signed-in/know/feeds');

const by = (of: (feed: FeedState) => string | number) => (a: FeedState, b: FeedState) =>
  of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0;

/** The sources: what each has brought so far, and how its newest load went. */
export default function FeedsScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const { feed: chosen } = route.useSearch();
  const feeds = useQuery(reading('listFeeds'));
  const columns = useColumns();
  const start = may('data.load') && (
    <ButtonLink primary to="/know/load">
      {t('know.start.title')}
    </ButtonLink>
  );
  return (
    <Page
      title={t('know.feeds.title')}
      about={t('know.feeds.about')}
      actions={
        <>
          <FeedTools feeds={feeds.data?.items ?? []} />
          {start}
        </>
      }
    >
      <Panel>
        <Answer of={feeds}>
          {(data) => (
            <List
              label={t('know.feeds.title')}
              columns={columns}
              rows={chosen === undefined ? data.items : data.items.filter((one) => one.feed === chosen)}
              rowKey={(one) => one.feed}
              empty={
                <EmptyState title={t('know.loads.none')} action={start || undefined}>
                  {t('know.feeds.noneAdvice')}
                </EmptyState>
              }
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function FeedTools({ feeds }: { feeds: readonly FeedState[] }) {
  return (
    <ListTools<FeedState>
      screen="feeds"
      file="feeds"
      page={pagesOf(feeds)}
      header={['feed', 'entity', 'periods', 'rows', 'state', 'quarantined', 'at']}
      row={({ feed, entity, periods, rows, newest }) => [
        feed,
        entity,
        periods.join(' '),
        rows,
        newest.state,
        asideOf(newest),
        newest.at,
      ]}
    />
  );
}

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
      sorter: by((one) => one.feed),
      render: (_, one) => (
        <Link to="/know/loads" search={{ feed: one.feed }}>
          {one.feed}
        </Link>
      ),
    },
    { title: t('know.loads.entity'), sorter: by((one) => one.entity), render: (_, one) => entity(one.entity) },
    { title: t('know.feeds.months'), render: (_, one) => months(one) },
    { title: t('know.feeds.count'), align: 'right', render: (_, one) => format.count(one.periods.length || 1) },
    {
      title: t('know.feeds.rows'),
      align: 'right',
      sorter: by((one) => one.rows),
      render: (_, one) => format.count(one.rows),
    },
    { title: t('know.feeds.newest'), render: (_, one) => <LoadState state={one.newest.state} /> },
    { title: t('know.loads.quarantined'), align: 'right', render: (_, one) => format.count(asideOf(one.newest)) },
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
      sorter: by((one) => one.newest.at),
      render: (_, one) => (
        <Link to="/know/loads/$load" params={{ load: one.newest.id }}>
          <Ago at={one.newest.at} />
        </Link>
      ),
    },
  ];
}
