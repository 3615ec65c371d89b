import { address, routes, type GridMonth, type Result } from '#contract';
import { EmptyState, Figure, useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Input, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { useUnitNames } from '../../app/names.ts';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { useMay, useSession } from '../../app/session.ts';
import { useChange } from '../use-change.ts';
import { Grids, StateBadge } from './grids.tsx';
import { MonthPicker, useMonths } from './month-picker.tsx';
import { Objections } from './objections.tsx';
import '../learn.css';

const route = getRouteApi('/signed-in/learn/appraisal');
type Month = Result<typeof routes.readMonth>;
type Row = Month['items'][number];

/** The month of everybody in the subtree: gathered, objected to, closed, approved, paid. */
export default function MonthScreen() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = route.useNavigate();
  const { months, items, month } = useMonths(route.useSearch().month);
  return (
    <Page
      title={t('learn.appraisal.title')}
      heading={month ? t('learn.appraisal.heading', { month: format.period(month) }) : undefined}
      about={<Gathered at={items.find((one) => one.month === month)?.gatheredAt} />}
      actions={month && <Acts month={month} />}
    >
      <MonthPicker
        items={items}
        month={month}
        onChoose={(to) => void navigate({ search: (now) => ({ ...now, month: to, page: undefined }) })}
      />
      <Answer of={months}>
        {() =>
          month === undefined ? (
            <Panel>
              <EmptyState title={t('learn.appraisal.none')} action={<Gather month={lastMonth()} />}>
                {t('learn.appraisal.noneAdvice')}
              </EmptyState>
            </Panel>
          ) : (
            <OneMonth month={month} />
          )
        }
      </Answer>
    </Page>
  );
}

/** The month before this one: what is usually judged. */
function lastMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

function Gathered({ at }: { at: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return at === undefined ? t('learn.appraisal.about') : t('learn.appraisal.gathered', { at: format.instant(at) });
}

function Acts({ month }: { month: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Gather month={month} />
      <a
        className="button-link"
        href={'/api' + address(routes.payTable, { params: { month } })}
        download={`pay-${month}.csv`}
      >
        {t('learn.appraisal.payTable')}
      </a>
    </>
  );
}

function Gather({ month }: { month: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const format = useFormat();
  const gather = useChange(() => client.computeMonth({ params: { month }, body: {} }), {
    old: ['listMonths', 'readMonth'],
    said: ({ people }) => t('learn.appraisal.gatheredNow', { count: people }),
  });
  if (!may('campaigns.run')) return null;
  return (
    <Button loading={gather.isPending} onClick={() => gather.mutate(undefined)}>
      {t('learn.appraisal.gather', { month: format.period(month) })}
    </Button>
  );
}

function OneMonth({ month }: { month: string }) {
  const answer = useQuery({
    ...reading('readMonth', { params: { month }, query: {} }),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer of={answer}>
      {(found) => (
        <div className="panels">
          <Summary items={found.items} grids={found.grids} />
          <Objections month={month} people={found.items} />
          <Grids month={month} grids={found.grids} />
          <People month={month} items={found.items} />
        </div>
      )}
    </Answer>
  );
}

function Summary({ items, grids }: { items: readonly Row[]; grids: readonly GridMonth[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mean = (of: (row: Row) => number) =>
    items.length === 0 ? null : items.reduce((sum, row) => sum + of(row), 0) / items.length;
  const figure = (name: string, value: string) => (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  const points = (value: number | null) => (value === null ? '–' : format.decimal(value, 1));
  const closed = grids.filter(({ state }) => state !== 'open').length;
  return (
    <Panel>
      <dl className="figures">
        {figure(t('learn.appraisal.people'), format.count(items.length))}
        {figure(
          t('learn.appraisal.meanPoints'),
          t('learn.appraisal.meanOf', {
            points: points(mean((row) => row.total)),
            raw: points(mean((row) => row.rawPoints)),
          }),
        )}
        {figure(t('learn.appraisal.pay'), format.money(items.reduce((sum, row) => sum + row.payYuan, 0)))}
        {figure(t('learn.appraisal.closed'), t('learn.appraisal.closedOf', { closed, all: grids.length }))}
      </dl>
    </Panel>
  );
}

function People({ month, items }: { month: string; items: readonly Row[] }) {
  const { t } = useTranslation();
  const name = useText();
  const { personId } = useSession();
  const [wanted, setWanted] = useState('');
  const columns = useColumns(month);
  const shown = items.filter((row) =>
    [row.personId, row.name?.en ?? '', row.name?.zh ?? '', row.orgUnitId].some((one) =>
      one.toLowerCase().includes(wanted.trim().toLowerCase()),
    ),
  );
  const own = items.find((row) => row.personId === personId);
  return (
    <Panel
      title={t('learn.appraisal.everybody')}
      more={
        <Input.Search
          className="search"
          allowClear
          aria-label={t('learn.appraisal.findPerson')}
          placeholder={t('learn.appraisal.findPerson')}
          onChange={(event) => setWanted(event.target.value)}
        />
      }
    >
      {own && (
        <p>
          <Link to="/learn/appraisal/$month/$person" params={{ month, person: own.personId }}>
            {t('learn.appraisal.mine', { name: own.name ? name(own.name) : own.personId })}
          </Link>
        </p>
      )}
      <p className="quiet small">{t('learn.appraisal.rawNote')}</p>
      <List
        label={t('learn.appraisal.everybody')}
        columns={columns}
        rows={shown}
        rowKey={(row) => row.personId}
        empty={<EmptyState title={t('learn.appraisal.nobody')} />}
      />
    </Panel>
  );
}

function useColumns(month: string): TableColumnsType<Row> {
  const { t } = useTranslation();
  const name = useText();
  const unit = useUnitNames();
  // The column reads at a glance only with as many digits in every row.
  const points = (value: number) => value.toFixed(1);
  return [
    {
      title: t('learn.appraisal.person'),
      render: (_, row) => (
        <Link to="/learn/appraisal/$month/$person" params={{ month, person: row.personId }}>
          {row.name ? name(row.name) : row.personId}
        </Link>
      ),
    },
    { title: t('learn.appraisal.grid'), render: (_, row) => unit(row.orgUnitId) },
    {
      title: t('learn.appraisal.points'),
      align: 'right',
      sorter: (a, b) => a.points - b.points,
      render: (_, row) => <span title={String(row.points)}>{points(row.points)}</span>,
    },
    {
      title: t('learn.appraisal.raw'),
      align: 'right',
      sorter: (a, b) => a.rawPoints - b.rawPoints,
      render: (_, row) => <span className="quiet">{points(row.rawPoints)}</span>,
    },
    {
      title: t('learn.appraisal.corrections'),
      align: 'right',
      render: (_, row) => (row.corrections === 0 ? '' : points(row.corrections)),
    },
    {
      title: t('learn.appraisal.total'),
      align: 'right',
      sorter: (a, b) => a.total - b.total,
      render: (_, row) => <strong>{points(row.total)}</strong>,
    },
    {
      title: t('learn.appraisal.pay'),
      align: 'right',
      sorter: (a, b) => a.payYuan - b.payYuan,
      render: (_, row) => <Figure kind="money" value={row.payYuan} />,
    },
    { title: t('learn.appraisal.state'), render: (_, row) => <StateBadge state={row.state} /> },
  ];
}
