import { useFormat, useText } from '#parts';
import { useTranslation } from 'react-i18next';
import { useToday } from '../app/clock.ts';
import { Icon } from '../app/icons.tsx';
import { addressOf } from '../app/route.ts';
import { usePhoneState } from '../app/the-phone.ts';
import { isOpen } from '../offline/merge.ts';
import type { Card } from '../offline/work.ts';

export function useCustomerName(): (card: { customerName: string | null; customerId: string }) => string {
  const { t } = useTranslation('field');
  return (card) => card.customerName ?? t('order.unknownCustomer', { id: card.customerId });
}

/** One line of a list. The whole of it is the target. */
export function OrderRow({ card, place }: { card: Card; place?: number }) {
  const { t } = useTranslation('field');
  const name = useCustomerName();
  return (
    <a className="f-row" href={addressOf({ at: 'order', id: card.id })} data-closed={!isOpen(card)}>
      {place !== undefined && <span className="f-place">{place}</span>}
      <span className="f-row-text">
        <span className="f-row-name">{name(card)}</span>
        <span className="f-row-where">{card.address ?? card.phone ?? card.customerId}</span>
      </span>
      <span className="f-row-end">
        <Tags card={card} />
        <span className="f-faint">
          {!isOpen(card) && card.state !== 'done'
            ? t(`state.${card.state}`)
            : card.result
              ? t(`result.${card.result}`)
              : `${t(`channel.${card.channel}`)} · ${t('today.minutes', { count: card.minutes })}`}
        </span>
      </span>
    </a>
  );
}

export function Tags({ card }: { card: Card }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const today = useToday();
  const { queue } = usePhoneState();
  const waiting = queue.some(({ work }) => work.kind === 'action' && work.action.workOrderId === card.id);
  return (
    <>
      {isOpen(card) && card.refused.some((channel) => channel === '' || channel === card.channel) && (
        <span className="gl-badge gl-bad">{t('order.dnd')}</span>
      )}
      {isOpen(card) && card.dueOn < today && <span className="gl-badge gl-attention">{t('today.overdue')}</span>}
      {card.followUpOn !== null && isOpen(card) && (
        <span className="gl-badge gl-accent" title={format.day(card.followUpOn)}>
          {t('today.followUp')}
        </span>
      )}
      {card.personId === null && <span className="gl-badge">{t('today.pool')}</span>}
      {waiting && <span className="gl-badge gl-attention">{t('order.waiting')}</span>}
    </>
  );
}

/** The next one, large: who, where, what to offer; and the first step at the thumb. */
export function NextCard({ card }: { card: Card }) {
  const { t } = useTranslation('field');
  const name = useCustomerName();
  const text = useText();
  const { campaigns } = usePhoneState();
  const offer = campaigns.get(card.campaignId)?.offers.find(({ id }) => id === card.offerId);
  return (
    <article className="f-next">
      <a className="f-next-body" href={addressOf({ at: 'order', id: card.id })}>
        <span className="f-next-head">
          <span className="f-faint">
            {t(`channel.${card.channel}`)} · {t('today.minutes', { count: card.minutes })}
          </span>
          <span className="f-tags">
            <Tags card={card} />
          </span>
        </span>
        <strong className="f-next-name">{name(card)}</strong>
        {card.address && <span className="f-next-where">{card.address}</span>}
        {offer && <span className="f-next-offer">{text(offer.pitch ?? offer.name)}</span>}
      </a>
      {card.phone && card.refused.length === 0 && (
        <a className="f-next-call" href={`tel:${card.phone}`} aria-label={t('order.call', { name: name(card) })}>
          <Icon name="phone" />
        </a>
      )}
    </article>
  );
}
