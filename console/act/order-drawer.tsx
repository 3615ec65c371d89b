import type { WorkOrderDetail } from '#contract';
import type { z } from 'zod';
import { Ago, Badge, ErrorState, Loading, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Drawer, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { useUnitNames } from '../app/names.ts';
import { useMay } from '../app/session.ts';
import { usePeopleNames } from './people-names.ts';
import { useReassign } from './use-reassign.tsx';
import { isOverdue, ResultBadge } from './work-card.tsx';
import './act.css';

type Detail = z.infer<typeof WorkOrderDetail>;

/** One order with all that was done to it; also the way to give it to somebody else by keyboard. */
export function OrderDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const order = useQuery({ ...reading('readWorkOrder', { params: { id: id ?? '' } }), enabled: id !== undefined });
  return (
    <Drawer
      open={id !== undefined}
      onClose={onClose}
      size={520}
      title={order.data?.customerName ?? order.data?.customerId ?? t('act.work.order')}
    >
      {order.data ? <Order order={order.data} /> : order.error ? <ErrorState error={order.error} /> : <Loading />}
    </Drawer>
  );
}

function Order({ order }: { order: Detail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const unit = useUnitNames();
  const fact = (name: string, value: ReactNode) =>
    value === null || value === undefined || value === '' ? null : (
      <>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </>
    );
  return (
    <div className="panels">
      <p>
        <Badge tone={order.state === 'done' ? 'good' : isOverdue(order) ? 'bad' : 'quiet'}>
          {t(`act.orderStates.${order.state}`)}
        </Badge>{' '}
        {order.result && <ResultBadge result={order.result} />}
      </p>
      <dl className="facts">
        {fact(t('act.work.customer'), order.customerId)}
        {fact(t('act.work.offer'), text(order.offerName))}
        {fact(t('act.work.channel'), t(`act.channels.${order.channel}`))}
        {fact(t('act.work.phone'), order.phone)}
        {fact(t('act.work.address'), order.address)}
        {fact(t('app.unit'), order.orgUnitId && unit(order.orgUnitId))}
        {fact(t('act.work.day'), format.day(order.day))}
        {fact(t('act.work.dueOn'), format.day(order.dueOn))}
        {fact(t('act.work.why'), [order.why.words, ...(order.why.reasons ?? [])].map(text).join(' · '))}
      </dl>
      <Owner order={order} />
      {order.actions.length > 0 && (
        <ol className="order-actions">
          {order.actions.map((action) => (
            <li key={action.id}>
              {text(action.label)}{' '}
              <span className="quiet small">
                {action.doneAt === null ? t('act.work.notYet') : <Ago at={action.doneAt} />}
              </span>
            </li>
          ))}
        </ol>
      )}
      <h3 className="subhead">{t('act.campaign.history')}</h3>
      <OrderHistory order={order} />
    </div>
  );
}

function Owner({ order }: { order: Detail }) {
  const { t } = useTranslation();
  const may = useMay();
  const people = usePeopleNames();
  const { reassign, pending } = useReassign();
  const open = order.state !== 'done' && order.state !== 'cancelled' && order.state !== 'expired';
  return (
    <label className="order-owner">
      <span>{t('act.work.person')}</span>
      <Select
        className="choice"
        disabled={!may('work.assign') || !open}
        loading={pending}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('act.work.pool')}
        value={order.personId}
        onChange={(to: string | null) => to !== null && reassign([order], to)}
        options={people.all.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
      />
    </label>
  );
}

const known = [
  'accept',
  'start',
  'step',
  'result',
  'return',
  'reassigned',
  'cancelled',
  'expired',
  'released',
] as const;

function OrderHistory({ order }: { order: Detail }) {
  const { t } = useTranslation();
  const people = usePeopleNames();
  if (order.history.length === 0) return <p className="quiet">{t('act.work.nothingYet')}</p>;
  return (
    <ol className="history">
      {order.history.toReversed().map((step) => {
        const kind = known.find((one) => one === step.kind);
        const { why, to } = (step.detail ?? {}) as { why?: unknown; to?: unknown };
        return (
          <li key={`${step.at} ${step.kind}`}>
            <span>{kind ? t(`act.orderSteps.${kind}`) : step.kind}</span>
            <span>
              {people.nameOf(step.by)} · <Ago at={step.at} />
            </span>
            {typeof to === 'string' && <span className="history-why">→ {people.nameOf(to)}</span>}
            {typeof why === 'string' && <span className="history-why">{why}</span>}
          </li>
        );
      })}
    </ol>
  );
}
