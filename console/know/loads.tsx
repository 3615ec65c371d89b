import type { LoadReport } from '#contract';
import { Ago, EmptyState, Figure, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { Choice, oneOf } from '../app/list-filters.tsx';
import { Listing, useListing } from '../app/listing.tsx';
import { Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { useEntityNames } from './entity-names.ts';
import { asideOf, LoadState } from './load-state.tsx';

const route = getRouteApi('/signed-in/know/loads');

const states = ['loaded', 'unchanged', 'refused'] as const;
const onlys = ['quarantined', 'drifted'] as const;

export default function LoadsScreen(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { feed } = search;
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const state = oneOf(states, search.state);
  const only = oneOf(onlys, search.only);
  const loads = useListing({
    search,
    look,
    sorts: ['at', 'feed', 'rowsIn', 'ms'],
    first: ['at', 'down'],
    ask: (page) =>
      reading('listLoads', {
        query: { ...page, ...(feed !== undefined && { feed }), ...(state && { state }), ...(only && { only }) },
      }),
  });
  const columns = useColumns();
  return (
    <Page title={t('know.loads.title')} about={t('know.loads.about')} actions={<StartLoad />}>
      <Panel>
        <Listing
          of={loads}
          views="loads"
          label={t('know.loads.title')}
          columns={columns}
          rowKey={(load) => load.id}
          filters={<LoadFilters feed={feed} state={state} only={only} look={look} />}
          file={{ name: 'loads', header: fileHeader, row: fileRow }}
          empty={<NoLoads filtered={feed !== undefined || state !== undefined || only !== undefined} />}
        />
      </Panel>
    </Page>
  );
}

const fileHeader = ['feed', 'entity', 'period', 'state', 'rows_in', 'kept', 'quarantined', 'at'];
const fileRow = (load: LoadReport) => [
  load.feed,
  load.entity,
  load.period,
  load.state,
  load.rowsIn,
  load.kept,
  asideOf(load),
  load.at,
];

function NoLoads({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  if (filtered) return <EmptyState title={t('know.loads.nothing')}>{t('know.loads.nothingAdvice')}</EmptyState>;
  return (
    <EmptyState title={t('know.loads.none')}>
      <p>{t('know.loads.noneAdvice')}</p>
      <code>npx gridloop load manifest.yaml</code>
    </EmptyState>
  );
}

function useColumns(): TableColumnsType<LoadReport> {
  const { t } = useTranslation();
  const entity = useEntityNames();
  const format = useFormat();
  return [
    {
      title: t('know.loads.feed'),
      key: 'feed',
      render: (_, load) => (
        <Link to="/know/loads/$load" params={{ load: load.id }}>
          {load.feed}
        </Link>
      ),
    },
    { title: t('know.loads.entity'), render: (_, load) => entity(load.entity) },
    {
      title: t('know.loads.period'),
      render: (_, load) => load.period ?? <span className="quiet">{t('know.loads.snapshot')}</span>,
    },
    { title: t('know.loads.state'), render: (_, load) => <LoadState state={load.state} /> },
    { title: t('know.loads.rowsIn'), key: 'rowsIn', align: 'right', render: (_, load) => format.count(load.rowsIn) },
    { title: t('know.loads.kept'), align: 'right', render: (_, load) => format.count(load.kept) },
    { title: t('know.loads.quarantined'), align: 'right', render: (_, load) => <Figure value={asideOf(load)} /> },
    {
      title: t('know.loads.drifted'),
      align: 'right',
      render: (_, load) => format.count(load.fields.filter((field) => field.drifted).length),
    },
    { title: t('know.loads.took'), key: 'ms', align: 'right', render: (_, load) => format.span(load.ms) },
    { title: t('know.loads.at'), key: 'at', align: 'right', render: (_, load) => <Ago at={load.at} /> },
  ];
}

interface Chosen {
  readonly feed?: string | undefined;
  readonly state?: (typeof states)[number] | undefined;
  readonly only?: (typeof onlys)[number] | undefined;
}

function LoadFilters({ feed, state, only, look }: Chosen & { look: (change: Chosen) => void }) {
  const { t } = useTranslation();
  const feeds = useQuery({ ...reading('listFeeds'), staleTime: 60_000 });
  return (
    <>
      <Choice
        label={t('know.loads.feed')}
        any={t('know.loads.allFeeds')}
        value={feed}
        onChoose={(chosen) => look({ feed: chosen })}
        options={(feeds.data?.items ?? []).map((one) => ({ value: one.feed, label: one.feed }))}
      />
      <Choice
        label={t('know.loads.state')}
        any={t('know.loads.allStates')}
        value={state}
        onChoose={(chosen) => look({ state: chosen })}
        options={states.map((one) => ({ value: one, label: t(`home.loadStates.${one}`) }))}
      />
      <Choice
        label={t('know.loads.only')}
        any={t('know.loads.everything')}
        value={only}
        onChoose={(chosen) => look({ only: chosen })}
        options={onlys.map((one) => ({ value: one, label: t(`know.loads.onlys.${one}`) }))}
      />
    </>
  );
}

function StartLoad() {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('data.load')) return null;
  return (
    <ButtonLink primary to="/know/load">
      {t('know.start.title')}
    </ButtonLink>
  );
}
