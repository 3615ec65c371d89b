import type { WorkOrder } from '#contract';
import { Ago, Badge, useFormat, useText, type Tone } from '#parts';
import { FlagFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';

const tones: Readonly<Record<NonNullable<WorkOrder['result']>, Tone>> = {
  accepted: 'good',
  considering: 'accent',
  declined: 'quiet',
  unreachable: 'attention',
  wrong_details: 'attention',
  do_not_disturb: 'bad',
};

const openStates: readonly WorkOrder['state'][] = ['released', 'accepted', 'in_progress'];

/** Open, and the day it was planned for is over. */
export const isOverdue = (order: Pick<WorkOrder, 'state' | 'day'>): boolean =>
  openStates.includes(order.state) && order.day < new Date().toISOString().slice(0, 10);

export function ResultBadge({ result }: { result: NonNullable<WorkOrder['result']> }) {
  const { t } = useTranslation();
  return <Badge tone={tones[result]}>{t(`act.results.${result}`)}</Badge>;
}

interface WorkCardProps {
  readonly order: WorkOrder;
  /** For what its feedback is doubted, in words. */
  readonly doubt?: string | undefined;
  readonly onOpen: () => void;
  readonly onDragStart?: (event: DragEvent) => void;
}

/** Who, what, when, how much. A red edge is overdue, a small flag is doubted feedback. */
export function WorkCard({ order, doubt, onOpen, onDragStart }: WorkCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { data } = useQuery({ ...reading('listOffers'), staleTime: 300_000 });
  const offer = data?.items.find((one) => one.id === order.offerId);
  return (
    <button
      type="button"
      className={isOverdue(order) ? 'work-card work-card-overdue' : 'work-card'}
      draggable={onDragStart !== undefined}
      onDragStart={onDragStart}
      onClick={onOpen}
    >
      <span className="work-card-who">{order.customerName ?? order.customerId}</span>
      <span className="work-card-much">
        {offer && t('act.work.aMonth', { price: format.money(offer.monthlyPriceFen / 100) })}
      </span>
      <span className="work-card-what">{offer ? text(offer.name) : order.offerId}</span>
      <span className="work-card-when">
        {doubt !== undefined && <FlagFilled className="work-card-doubt" title={doubt} aria-label={doubt} />}
        {order.result && <ResultBadge result={order.result} />}
        {order.doneAt === null ? t('act.work.due', { day: format.day(order.dueOn) }) : <Ago at={order.doneAt} />}
      </span>
    </button>
  );
}
