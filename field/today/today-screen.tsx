import { EmptyState, useFormat } from '#parts';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToday } from '../app/clock.ts';
import { Icon } from '../app/icons.tsx';
import { addressOf } from '../app/route.ts';
import { usePhoneState } from '../app/the-phone.ts';
import { dayOf, planDay, type DayPlan } from '../offline/day-plan.ts';
import { searchCards } from '../offline/search.ts';
import type { Card } from '../offline/work.ts';
import { NextCard, OrderRow } from './order-card.tsx';
import { Ring } from './ring.tsx';

export function TodayScreen() {
  const { t } = useTranslation('field');
  const format = useFormat();
  const { cards, facts, conflicts } = usePhoneState();
  const [text, setText] = useState('');
  const today = useToday();
  const minutes = facts?.dailyMinutes ?? 0;
  const plan = useMemo(() => planDay(cards.values(), { today, minutes }), [cards, today, minutes]);
  // The first search would otherwise pay for the index of all.
  useEffect(() => {
    const idle = setTimeout(() => searchCards(cards.values(), '\0'), 300);
    return () => clearTimeout(idle);
  }, [cards]);
  const all = plan.now.length + plan.done.length;
  return (
    <>
      <header className="f-head">
        <Ring done={plan.done.length} all={all} label={t('today.ring', { done: plan.done.length, all })} />
        <div>
          <h1>{format.day(today)}</h1>
          <p className="f-faint">
            {t('today.doneOf', { done: plan.done.length, all })}
            <br />
            {minutes > 0
              ? t('today.plan', { minutes: plan.minutes, all: minutes })
              : t('today.planFree', { minutes: plan.minutes })}
          </p>
        </div>
      </header>
      {conflicts.length > 0 && (
        <a className="f-decide" href={addressOf({ at: 'queue' })}>
          <Icon name="warn" />
          {t('today.decide', { count: conflicts.length })}
        </a>
      )}
      <Search text={text} onText={setText} />
      {text.trim() !== '' ? <Found text={text} /> : <Plan plan={plan} />}
    </>
  );
}

function Plan({ plan }: { plan: DayPlan }) {
  const { t } = useTranslation('field');
  const { cards, syncedAt } = usePhoneState();
  const [next, ...then] = plan.now;
  return (
    <>
      {next ? (
        <NextCard card={next} />
      ) : cards.size > 0 ? (
        <EmptyState title={t('today.none')}>{plan.later.length > 0 && <p>{t('today.noneText')}</p>}</EmptyState>
      ) : syncedAt === null ? (
        <p className="f-loading" role="status">
          {t('today.loading')}
        </p>
      ) : (
        <EmptyState title={t('today.nothing')}>
          <p>{t('today.nothingText')}</p>
        </EmptyState>
      )}
      <Section title={t('today.then')} cards={then} numbered />
      <Section title={t('today.ifTime')} cards={plan.ifTime} />
      <Coming cards={plan.later} open={plan.now.length === 0} />
      <Section title={t('today.done')} cards={plan.done} />
    </>
  );
}

function Search({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useTranslation('field');
  return (
    <div className="f-search" role="search">
      <Icon name="search" size={20} />
      <input
        type="search"
        enterKeyHint="search"
        value={text}
        placeholder={t('today.search')}
        aria-label={t('today.search')}
        onChange={(event) => onText(event.target.value)}
      />
      {text !== '' && (
        <button type="button" aria-label={t('today.clear')} onClick={() => onText('')}>
          <Icon name="close" size={20} />
        </button>
      )}
    </div>
  );
}

function Found({ text }: { text: string }) {
  const { t } = useTranslation('field');
  const { cards } = usePhoneState();
  const asked = useDeferredValue(text);
  const found = useMemo(() => searchCards(cards.values(), asked), [cards, asked]);
  if (found.length === 0)
    return (
      <EmptyState title={t('today.nothingFound')}>
        <p>{t('today.nothingFoundText')}</p>
      </EmptyState>
    );
  return <Section title={t('today.found')} cards={found} />;
}

const shownAtFirst = 30;

function Section({ title, cards, numbered = false }: { title: string; cards: readonly Card[]; numbered?: boolean }) {
  const { t } = useTranslation('field');
  const [shown, setShown] = useState(shownAtFirst);
  if (cards.length === 0) return null;
  return (
    <section className="f-section">
      <h2>
        {title} <span className="f-count">{cards.length}</span>
      </h2>
      {cards.slice(0, shown).map((card, i) => (
        <OrderRow key={card.id} card={card} {...(numbered && { place: i + 2 })} />
      ))}
      {cards.length > shown && (
        <button type="button" className="f-more" onClick={() => setShown(shown + 100)}>
          {t('today.more', { count: Math.min(100, cards.length - shown) })}
        </button>
      )}
    </section>
  );
}

/** `open`: the first of the days is unfolded. */
function Coming({ cards, open }: { cards: readonly Card[]; open: boolean }) {
  const format = useFormat();
  const { t } = useTranslation('field');
  const days = useMemo(() => [...Map.groupBy(cards, dayOf)], [cards]);
  if (days.length === 0) return null;
  return (
    <>
      <h2 className="f-coming">{t('today.later')}</h2>
      {days.map(([day, own], i) => (
        <details className="f-day" key={day} open={open && i === 0}>
          <summary>
            {format.day(day)} <span className="f-count">{own.length}</span>
          </summary>
          <Section title={format.day(day)} cards={own} />
        </details>
      ))}
    </>
  );
}
