import { EmptyState, Loading, useFormat, useText } from '#parts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../app/icons.tsx';
import { addressOf, goInstead } from '../app/route.ts';
import { usePhone } from '../app/the-phone.ts';
import { tell } from '../app/toast.tsx';
import { textOf } from '../app/form-text.ts';
import { placeOf } from '../offline/day-plan.ts';
import { isOpen } from '../offline/merge.ts';
import { Tags, useCustomerName } from '../today/order-card.tsx';
import { action, begin, undoMs } from './do.ts';
import { Contacts, Holdings, Kit, Script, Told, Why } from './order-sections.tsx';
import { useOrder, type OpenOrder } from './use-order.ts';

export function OrderScreen({ id }: { id: string }) {
  const { t } = useTranslation('field');
  const open = useOrder(id);
  if (!open) {
    return (
      <>
        <EmptyState
          title={t('order.missing')}
          action={
            <a className="f-button" href={addressOf({ at: 'today' })}>
              {t('order.toToday')}
            </a>
          }
        >
          <p>{t('order.missingText')}</p>
        </EmptyState>
      </>
    );
  }
  return (
    <div className="f-order">
      <Who {...open} />
      {open.order ? <Sections {...open} order={open.order} /> : <Loading />}
      <Next {...open} />
    </div>
  );
}

function Who({ card }: OpenOrder) {
  const { t } = useTranslation('field');
  const name = useCustomerName();
  const format = useFormat();
  const refused = card.refused.includes('') || card.refused.includes(card.channel);
  return (
    <header className="f-who">
      <h1>{name(card)}</h1>
      <p className="f-tags">
        <Tags card={card} />
        {!isOpen(card) && <span className="gl-badge">{t('order.closed', { state: t(`state.${card.state}`) })}</span>}
      </p>
      {refused && isOpen(card) && (
        <p className="f-note f-bad" role="alert">
          {t(card.refused.includes('') ? 'order.dndText' : 'order.dndChannel')}
        </p>
      )}
      {card.address && <p>{card.address}</p>}
      <p className="f-faint">
        {card.tenureMonths !== null &&
          (card.tenureMonths >= 24
            ? t('order.tenure', { years: Math.floor(card.tenureMonths / 12) })
            : t('order.tenureMonths', { months: card.tenureMonths }))}
        {card.tenureMonths !== null && ' · '}
        {t('order.due', { day: format.day(card.dueOn) })}
      </p>
      {placeOf(card) && (
        <a className="f-link" href={addressOf({ at: 'map', orderId: card.id })}>
          <Icon name="map" size={20} />
          {t('order.map')}
        </a>
      )}
    </header>
  );
}

function Sections({ card, order, campaign }: OpenOrder & { order: NonNullable<OpenOrder['order']> }) {
  const { t } = useTranslation('field');
  const text = useText();
  const phone = usePhone();
  const offer = campaign?.offers.find(({ id }) => id === card.offerId);
  return (
    <>
      <Why order={order} campaign={campaign} />
      <section className="f-section">
        <h2>{t('order.offer')}</h2>
        <p className="f-offer">{text(offer?.pitch ?? offer?.name ?? { en: card.offerId, zh: card.offerId })}</p>
        {offer?.pitch && <p className="f-faint">{text(offer.name)}</p>}
      </section>
      <Script script={campaign?.script} />
      {campaign && campaign.steps.length > 0 && (
        <section className="f-section">
          <h2>{t('order.steps')}</h2>
          {campaign.steps.map((step) => {
            const done = order.stepsDone[step.id] !== undefined;
            return (
              <button
                key={step.id}
                type="button"
                className="f-step"
                aria-pressed={done}
                disabled={done || !isOpen(card)}
                onClick={() => void phone.record([action(card, { kind: 'step', step: step.id })])}
              >
                <span className="f-step-box">{done && <Icon name="check" size={20} />}</span>
                {text(step.label)}
              </button>
            );
          })}
        </section>
      )}
      <Told order={order} campaign={campaign} />
      <Kit campaign={campaign} />
      <Holdings order={order} />
      <Contacts order={order} />
      <GiveBack card={card} />
    </>
  );
}

/** The one thing to do next at the thumb, and the result always beside it. */
function Next({ card, order, campaign }: OpenOrder) {
  const { t } = useTranslation('field');
  const text = useText();
  const phone = usePhone();
  const name = useCustomerName();
  const result = (
    <a className={isOpen(card) ? 'f-button' : 'f-big'} href={addressOf({ at: 'result', id: card.id })}>
      {t(isOpen(card) ? 'order.resultShort' : 'order.again')}
    </a>
  );
  const refused = card.refused.includes('') || card.refused.includes(card.channel);
  const closed = !isOpen(card) && card.state !== 'done';
  if (closed) return null;
  const step = campaign?.steps.find(({ id }) => order && order.stepsDone[id] === undefined);
  const begun = card.state === 'in_progress' || card.state === 'done';
  return (
    <div className="f-thumb">
      {isOpen(card) && !refused && !begun && card.channel === 'call' && card.phone ? (
        <a className="f-big" href={`tel:${card.phone}`} onClick={() => void begin(phone, card)}>
          <Icon name="phone" />
          {t('order.call', { name: name(card) })}
        </a>
      ) : isOpen(card) && !refused && !begun ? (
        <button className="f-big" type="button" onClick={() => void begin(phone, card)}>
          <Icon name="check" />
          {t(card.personId === null ? 'order.take' : 'order.checkIn')}
        </button>
      ) : isOpen(card) && step ? (
        <button
          className="f-big"
          type="button"
          onClick={() => void phone.record([action(card, { kind: 'step', step: step.id })])}
        >
          <Icon name="check" />
          {t('order.stepDone', { label: text(step.label) })}
        </button>
      ) : null}
      {isOpen(card) && begun && !step ? (
        <a className="f-big" href={addressOf({ at: 'result', id: card.id })}>
          {t('order.result')}
        </a>
      ) : (
        result
      )}
      {card.channel !== 'call' && card.phone && isOpen(card) && !refused && (
        <a className="f-round" href={`tel:${card.phone}`} aria-label={t('order.call', { name: name(card) })}>
          <Icon name="phone" />
        </a>
      )}
    </div>
  );
}

function GiveBack({ card }: Pick<OpenOrder, 'card'>) {
  const { t } = useTranslation('field');
  const phone = usePhone();
  const [asking, setAsking] = useState(false);
  if (!isOpen(card)) return null;
  if (!asking) {
    return (
      <button type="button" className="f-quiet" onClick={() => setAsking(true)}>
        {t('order.giveBack')}
      </button>
    );
  }
  const giveBack = async (form: FormData) => {
    const work = action(card, { kind: 'return', why: textOf(form, 'why').slice(0, 500) });
    await phone.record([work], { holdMs: undoMs });
    tellUndo(t('result.returned'), t('result.undo'), async () => {
      if (work.kind === 'action')
        tell(
          (await phone.takeBack([work.action.id]))
            ? undefined
            : { text: t('result.tooLate'), untilMs: Date.now() + undoMs },
        );
    });
    goInstead({ at: 'today' });
  };
  return (
    <form
      className="f-form"
      onSubmit={(event) => {
        event.preventDefault();
        void giveBack(new FormData(event.currentTarget));
      }}
    >
      <label className="f-field">
        <span>{t('order.giveBackWhy')}</span>
        <textarea name="why" required rows={2} maxLength={500} />
      </label>
      <p className="f-faint">{t('order.giveBackText')}</p>
      <div className="f-two">
        <button type="button" className="f-button" onClick={() => setAsking(false)}>
          {t('app.back')}
        </button>
        <button type="submit" className="f-button">
          {t('order.giveBackAct')}
        </button>
      </div>
    </form>
  );
}

/** Says what was done, with the way back for as long as it has not left. */
export function tellUndo(text: string, label: string, undo: () => Promise<void>): void {
  tell({ text, untilMs: Date.now() + undoMs - 500, act: { label, run: () => void undo() } });
}
