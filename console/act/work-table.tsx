import { ResultKind, WorkOrderState, type WorkOrder } from '#contract';
import { Badge, EmptyState, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Select, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { ListTools } from '../app/list-tools.tsx';
import { List, pageOf } from '../app/list.tsx';
import { useOfferNames, useUnitNames } from '../app/names.ts';
import { Answer, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { usePeopleNames } from './people-names.ts';
import { useReassign } from './use-reassign.tsx';
import { isOverdue, ResultBadge } from './work-card.tsx';

const route = getRouteApi('/signed-in/act/work');
const sortKeys = ['day', 'due', 'done', 'state', 'person'] as const;
type SortKey = (typeof sortKeys)[number];

/** Orders line by line, as many as there are: the server filters, sorts and pages. */
export function WorkTable() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const query = useQueryOf();
  const orders = useQuery({
    ...reading('listWorkOrders', { query: { ...query, ...pageOf(search.page) } }),
    placeholderData: keepPreviousData,
  });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const columns = useColumns((open) => void navigate({ search: (now) => ({ ...now, open }) }));
  return (
    <Panel title={t('act.work.orders')} more={<Tools />}>
      <Answer of={orders}>
        {(data) => (
          <>
            {chosen.length > 0 && (
              <GiveTo orders={data.items.filter((order) => chosen.includes(order.id))} onGiven={() => setChosen([])} />
            )}
            <List
              label={t('act.work.list')}
              columns={columns}
              rows={data.items}
              rowKey={(order) => order.id}
              paging={{
                total: data.total,
                page: search.page ?? 1,
                onPage: (page) => void navigate({ search: (now) => ({ ...now, page }) }),
              }}
              sorting={{
                keys: sortKeys,
                by: query.sort,
                order: query.order,
                onSort: (sort, order) =>
                  void navigate({ search: (now) => ({ ...now, sort, order: sort && order, page: undefined }) }),
              }}
              {...(may('work.assign') && { chosen: { keys: chosen, onChoose: setChosen } })}
              empty={<EmptyState title={t('act.work.none')}>{t('act.work.noneAdvice')}</EmptyState>}
            />
          </>
        )}
      </Answer>
    </Panel>
  );
}

function Tools() {
  const query = useQueryOf();
  const unit = useUnitNames();
  const offer = useOfferNames();
  return (
    <ListTools
      screen="work"
      file="work-orders"
      page={(page) => client.listWorkOrders({ query: { ...query, ...page } })}
      header={[
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
      ]}
      row={(order) => [
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
      ]}
    />
  );
}

/** What the address asks for, in the words of the route. */
function useQueryOf() {
  const { campaign, unit, person, customer, overdue, ...search } = route.useSearch();
  const state = WorkOrderState.options.find((one) => one === search.state);
  const result = ResultKind.options.find((one) => one === search.result);
  const sort: SortKey = sortKeys.find((one) => one === search.sort) ?? 'day';
  return {
    sort,
    order: search.order === 'down' ? ('down' as const) : ('up' as const),
    ...(campaign !== undefined && { campaignId: campaign }),
    ...(unit !== undefined && { orgUnitId: unit }),
    ...(person !== undefined && { personId: person }),
    ...(customer !== undefined && { customer }),
    ...(state && { state: [state] }),
    ...(result && { result }),
    ...(overdue && { overdue: 'true' }),
  };
}

function GiveTo({ orders, onGiven }: { orders: readonly WorkOrder[]; onGiven: () => void }) {
  const { t } = useTranslation();
  const people = usePeopleNames();
  const { reassign } = useReassign();
  return (
    <div className="bar-above">
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
    </div>
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
