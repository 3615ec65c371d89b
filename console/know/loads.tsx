import type { LoadReport } from '#contract';
import { Ago, Badge, EmptyState, Figure, useFormat, type Tone } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Select, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { client, reading } from '../app/client.ts';
import { ListTools } from '../app/list-tools.tsx';
import { List, pageOf } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { useEntityNames } from './entity-names.ts';

const route = getRouteApi('/signed-in/know/loads');
const tones: Readonly<Record<LoadReport['state'], Tone>> = { loaded: 'good', unchanged: 'quiet', refused: 'bad' };

export const asideOf = (load: LoadReport): number => load.quarantined.reduce((sum, one) => sum + one.count, 0);

export function LoadState({ state }: { state: LoadReport['state'] }) {
  const { t } = useTranslation();
  return <Badge tone={tones[state]}>{t(`know.loads.states.${state}`)}</Badge>;
}

const states = ['loaded', 'unchanged', 'refused'] as const;
const onlys = ['quarantined', 'drifted'] as const;
const sorts = ['at', 'feed', 'rowsIn', 'ms'] as const;

export default function LoadsScreen(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { page = 1, feed } = search;
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const by = sorts.find((one) => one === search.sort) ?? 'at';
  const order = search.order === 'up' ? 'up' : 'down';
  const state = states.find((one) => one === search.state);
  const only = onlys.find((one) => one === search.only);
  const filter = {
    sort: by,
    order,
    ...(feed !== undefined && { feed }),
    ...(state && { state }),
    ...(only && { only }),
  } as const;
  const loads = useQuery({
    ...reading('listLoads', { query: { ...filter, ...pageOf(page) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  return (
    <Page
      title={t('know.loads.title')}
      about={t('know.loads.about')}
      actions={
        <>
          <LoadTools filter={filter} />
          <StartLoad />
        </>
      }
    >
      <Panel>
        <LoadFilters feed={feed} state={state} only={only} look={look} />{' '}
        <Answer of={loads}>
          {(data) => (
            <List
              label={t('know.loads.title')}
              columns={columns}
              rows={data.items}
              rowKey={(load) => load.id}
              paging={{
                total: data.total,
                page,
                onPage: (to) => void navigate({ search: (now) => ({ ...now, page: to }) }),
              }}
              sorting={{ keys: sorts, by, order, onSort: (to, way) => look({ sort: to, order: way }) }}
              empty={<NoLoads filtered={feed !== undefined || state !== undefined || only !== undefined} />}
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

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

interface LoadFiltersProps {
  readonly feed: string | undefined;
  readonly state: string | undefined;
  readonly only: string | undefined;
  readonly look: (change: { feed?: string | undefined; state?: string | undefined; only?: string | undefined }) => void;
}

function LoadFilters({ feed, state, only, look }: LoadFiltersProps) {
  const { t } = useTranslation();
  const feeds = useQuery({ ...reading('listFeeds'), staleTime: 60_000 });
  return (
    <div className="bar-above">
      <Select
        className="choice"
        aria-label={t('know.loads.feed')}
        value={feed ?? ''}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(chosen) => look({ feed: chosen || undefined })}
        options={[
          { value: '', label: t('know.loads.allFeeds') },
          ...(feeds.data?.items ?? []).map((one) => ({ value: one.feed, label: one.feed })),
        ]}
      />
      <Select
        className="choice"
        aria-label={t('know.loads.state')}
        value={state ?? ''}
        onChange={(chosen) => look({ state: chosen || undefined })}
        options={[
          { value: '', label: t('know.loads.allStates') },
          ...states.map((one) => ({ value: one as string, label: t(`know.loads.states.${one}`) })),
        ]}
      />
      <Select
        className="choice"
        aria-label={t('know.loads.only')}
        value={only ?? ''}
        onChange={(chosen) => look({ only: chosen || undefined })}
        options={[
          { value: '', label: t('know.loads.everything') },
          ...onlys.map((one) => ({ value: one as string, label: t(`know.loads.onlys.${one}`) })),
        ]}
      />
    </div>
  );
}

function LoadTools({ filter }: { filter: object }) {
  return (
    <ListTools
      screen="loads"
      page={(query) => client.listLoads({ query: { ...filter, ...query } })}
      header={['feed', 'entity', 'period', 'state', 'rows_in', 'kept', 'quarantined', 'at']}
      row={(load) => [load.feed, load.entity, load.period, load.state, load.rowsIn, load.kept, asideOf(load), load.at]}
      file="loads"
    />
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
