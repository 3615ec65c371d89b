import type { Appraised } from '#contract';
import { EmptyState, Figure, useText } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { SearchBox } from '../../app/list-filters.tsx';
import { Listing, NothingFits, useListing } from '../../app/listing.tsx';
import { useUnitNames } from '../../app/names.ts';
import { Panel } from '../../app/page.tsx';
import { useMay, useSession } from '../../app/session.ts';
import { StateBadge } from './grids.tsx';

const route = getRouteApi('/signed-in/learn/appraisal');
const sorts = ['total', 'person', 'grid', 'points', 'raw', 'corrections', 'pay', 'state'] as const;

/** What everybody's month came to, each the way to its statement. */
export function Everybody({ month }: { month: string }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const { personId } = useSession();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const people = useListing({
    search,
    look,
    sorts,
    first: ['total', 'down'],
    ask: (page) => reading('listAppraised', { params: { month }, query: { ...page, text: search.text ?? '' } }),
  });
  const columns = useColumns(month);
  return (
    <Panel title={t('learn.appraisal.everybody')}>
      {personId !== null && may('work.do') && (
        <p>
          <Link to="/learn/appraisal/$month/$person" params={{ month, person: personId }}>
            {t('learn.appraisal.mine')}
          </Link>
        </p>
      )}
      <p className="quiet small">{t('learn.appraisal.rawNote')}</p>
      <Listing
        of={people}
        views="appraisal"
        label={t('learn.appraisal.everybody')}
        columns={columns}
        rowKey={(row) => row.personId}
        filters={
          <SearchBox label={t('learn.appraisal.findPerson')} value={search.text} onSearch={(text) => look({ text })} />
        }
        file={{
          name: `points-${month}`,
          header: ['person', 'grid', 'points', 'raw_points', 'corrections', 'total', 'pay_yuan', 'state'],
          row: (row) => [
            row.personId,
            row.orgUnitId,
            row.points,
            row.rawPoints,
            row.corrections,
            row.total,
            row.payYuan,
            row.state,
          ],
        }}
        empty={search.text ? <NothingFits /> : <EmptyState title={t('learn.appraisal.nobody')} />}
      />
    </Panel>
  );
}

function useColumns(month: string): TableColumnsType<Appraised> {
  const { t } = useTranslation();
  const name = useText();
  const unit = useUnitNames();
  // The column reads at a glance only with as many digits in every row.
  const points = (value: number) => value.toFixed(1);
  return [
    {
      title: t('learn.appraisal.person'),
      key: 'person',
      render: (_, row) => (
        <Link to="/learn/appraisal/$month/$person" params={{ month, person: row.personId }}>
          {row.name ? name(row.name) : row.personId}
        </Link>
      ),
    },
    { title: t('learn.appraisal.grid'), key: 'grid', render: (_, row) => unit(row.orgUnitId) },
    {
      title: t('learn.appraisal.points'),
      key: 'points',
      align: 'right',
      render: (_, row) => <span title={String(row.points)}>{points(row.points)}</span>,
    },
    {
      title: t('learn.appraisal.raw'),
      key: 'raw',
      align: 'right',
      render: (_, row) => <span className="quiet">{points(row.rawPoints)}</span>,
    },
    {
      title: t('learn.appraisal.corrections'),
      key: 'corrections',
      align: 'right',
      render: (_, row) => (row.corrections === 0 ? '' : points(row.corrections)),
    },
    {
      title: t('learn.appraisal.total'),
      key: 'total',
      align: 'right',
      render: (_, row) => <strong>{points(row.total)}</strong>,
    },
    {
      title: t('learn.appraisal.pay'),
      key: 'pay',
      align: 'right',
      render: (_, row) => <Figure kind="money" value={row.payYuan} />,
    },
    { title: t('learn.appraisal.state'), key: 'state', render: (_, row) => <StateBadge state={row.state} /> },
  ];
}
