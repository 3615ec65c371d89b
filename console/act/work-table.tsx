import { ResultKind, WorkOrderState, type WorkOrder } from '#contract';
import { Badge, EmptyState, useFormat } from '#parts';
import { getRouteApi } from '@tanstack/react-router';
import { Select, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { oneOf } from '../app/list-filters.tsx';
import { Listing, useListing } from '../app/listing.tsx';
import { useOfferNames, useUnitNames } from '../app/names.ts';
import { Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { usePeopleNames } from './people-names.ts';
import { useReassign } from './use-reassign.tsx';
import { isOverdue, ResultBadge } from './work-card.tsx';

const route = getRouteApi('/signed-in/act/work');

/** Orders line by line, as many as there are. */
export function WorkTable() {
  const { t } = useTranslation();
  const { campaign, unit, person, customer, overdue, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const state = oneOf(WorkOrderState.options, search.state);
  const result = oneOf(ResultKind.options, search.result);
  const orders = useListing({
    search,
    look: (change) => void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) }),
    sorts: ['day', 'due', 'done', 'state', 'person'],
    first: ['day', 'up'],
    ask: (page) =>
      reading('listWorkOrders', {
        query: {
          ...page,
          ...(campaign !== undefined && { campaignId: campaign }),
          ...(unit !== undefined && { orgUnitId: unit }),
          ...(person !== undefined && { personId: person }),
          ...(customer !== undefined && { customer }),
          ...(state && { state: [state] }),
          ...(result && { result }),
          ...(overdue && { overdue: 'true' }),
        },
      }),
  });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const columns = useColumns((open) => void navigate({ search: (now) => ({ ...now, open }) }));
  const row = useFileRow();
  const picked = (orders.answer.data?.items ?? []).filter((order) => chosen.includes(order.id));
  return (
    <Panel title={t('act.work.orders')}>
      <Listing
        of={orders}
        views="work"
        label={t('act.work.list')}
        columns={columns}
        rowKey={(order) => order.id}
        filters={picked.length > 0 && <GiveTo orders={picked} onGiven={() => setChosen([])} />}
        file={{ name: 'work-orders', header: fileHeader, row }}
        {...(may('work.assign') && { chosen: { keys: chosen, onChoose: setChosen } })}
        empty={<EmptyState title={t('act.work.none')}>{t('act.work.noneAdvice')}</EmptyState>}
      />
    </Panel>
  );
}

const fileHeader = [
  'id',
  'customer',
  'campaign',
  'offer',
  'channel',
  'person',
  'unit',
  'state',
  'result',
  'day',
  'due',
  'done',
];

function useFileRow() {
  const unit = useUnitNames();
  const offer = useOfferNames();
  return (order: WorkOrder) => [
    order.id,
    order.customerId,
    order.campaignId,
    offer(order.offerId),
    order.channel,
    order.personId,
    order.orgUnitId && unit(order.orgUnitId),
    order.state,
    order.result,
    order.day,
    order.dueOn,
    order.doneAt,
  ];
}

function GiveTo({ orders, onGiven }: { orders: readonly WorkOrder[]; onGiven: () => void }) {
  const { t } = useTranslation();
  const people = usePeopleNames();
  const { reassign } = useReassign();
  return (
    <>
      <span>{t('act.work.chosen', { count: orders.length })}</span>
      <Select
        className="choice"
        aria-label={t('act.work.giveTo')}
        placeholder={t('act.work.giveTo')}
        showSearch={{ optionFilterProp: 'label' }}
        value={null}
        onChange={(to: string | null) => to !== null && (reassign(orders, to), onGiven())}
        options={people.all.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
      />
    </>
  );
}

function useColumns(onOpen: (id: string) => void): TableColumnsType<WorkOrder> {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = useUnitNames();
  const offer = useOfferNames();
  const people = usePeopleNames();
  return [
    {
      title: t('act.work.customer'),
      render: (_, order) => (
        <button type="button" className="gl-link work-open" onClick={() => onOpen(order.id)}>
          {order.customerName === null ? order.customerId : `${order.customerName} · ${order.customerId}`}
        </button>
      ),
    },
    { title: t('act.work.offer'), render: (_, order) => offer(order.offerId) },
    { title: t('act.work.channel'), render: (_, order) => t(`act.channels.${order.channel}`) },
    {
      title: t('act.work.person'),
      key: 'person',
      render: (_, order) => (order.personId === null ? t('act.work.pool') : people.nameOf(order.personId)),
    },
    { title: t('app.unit'), render: (_, order) => order.orgUnitId && unit(order.orgUnitId) },
    {
      title: t('act.work.state'),
      key: 'state',
      render: (_, order) => (
        <Badge tone={order.state === 'done' ? 'good' : isOverdue(order) ? 'bad' : 'quiet'}>
          {isOverdue(order) ? t('home.overdue') : t(`act.orderStates.${order.state}`)}
        </Badge>
      ),
    },
    { title: t('act.work.result'), render: (_, order) => order.result && <ResultBadge result={order.result} /> },
    { title: t('act.work.day'), key: 'day', align: 'right', render: (_, order) => format.day(order.day) },
    { title: t('act.work.dueOn'), key: 'due', align: 'right', render: (_, order) => format.day(order.dueOn) },
    {
      title: t('act.work.doneAt'),
      key: 'done',
      align: 'right',
      render: (_, order) => (order.doneAt === null ? '–' : format.instant(order.doneAt)),
    },
  ];
}
