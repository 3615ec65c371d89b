import type { LoadReport } from '#contract';
import { Ago, Badge, EmptyState, Figure, useFormat, type Tone } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { List, pageOf } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';

const route = getRouteApi('/signed-in/know/loads');
const tones: Readonly<Record<LoadReport['state'], Tone>> = { loaded: 'good', unchanged: 'quiet', refused: 'bad' };

export const asideOf = (load: LoadReport): number => load.quarantined.reduce((sum, one) => sum + one.count, 0);

export function LoadState({ state }: { state: LoadReport['state'] }) {
  const { t } = useTranslation();
  return <Badge tone={tones[state]}>{t(`know.loads.states.${state}`)}</Badge>;
}

export default function LoadsScreen() {
  const { t } = useTranslation();
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const loads = useQuery({ ...reading('listLoads', { query: pageOf(page) }), placeholderData: keepPreviousData });
  const columns = useColumns();
  return (
    <Page title={t('know.loads.title')} about={t('know.loads.about')}>
      <Panel>
        <Answer of={loads}>
          {(data) => (
            <List
              label={t('know.loads.title')}
              columns={columns}
              rows={data.items}
              rowKey={(load) => load.id}
              paging={{ total: data.total, page, onPage: (to) => void navigate({ search: { page: to } }) }}
              empty={
                <EmptyState title={t('know.loads.none')}>
                  <p>{t('know.loads.noneAdvice')}</p>
                  <code>npx gridloop load manifest.yaml</code>
                </EmptyState>
              }
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function useColumns(): TableColumnsType<LoadReport> {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      title: t('know.loads.feed'),
      render: (_, load) => (
        <Link to="/know/loads/$load" params={{ load: load.id }}>
          {load.feed}
        </Link>
      ),
    },
    { title: t('know.loads.entity'), dataIndex: 'entity' },
    {
      title: t('know.loads.period'),
      render: (_, load) => load.period ?? <span className="quiet">{t('know.loads.snapshot')}</span>,
    },
    { title: t('know.loads.state'), render: (_, load) => <LoadState state={load.state} /> },
    { title: t('know.loads.rowsIn'), align: 'right', render: (_, load) => format.count(load.rowsIn) },
    { title: t('know.loads.kept'), align: 'right', render: (_, load) => format.count(load.kept) },
    { title: t('know.loads.quarantined'), align: 'right', render: (_, load) => <Figure value={asideOf(load)} /> },
    {
      title: t('know.loads.drifted'),
      align: 'right',
      render: (_, load) => format.count(load.fields.filter((field) => field.drifted).length),
    },
    { title: t('know.loads.took'), align: 'right', render: (_, load) => format.span(load.ms) },
    { title: t('know.loads.at'), align: 'right', render: (_, load) => <Ago at={load.at} /> },
  ];
}
