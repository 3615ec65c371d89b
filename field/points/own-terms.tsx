import type { OwnPoints } from '#contract';
import { useFormat, useText } from '#parts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePhoneState } from '../app/the-phone.ts';
import { AppealForm } from './appeal-form.tsx';

type Month = OwnPoints['months'][number];
type Term = Month['statement']['terms'][number];
const shownAtFirst = 20;

/** Each term as a bar with a mark where what is expected lies; a tap opens it, down to the work orders. */
export function OwnTerms({ month }: { month: Month }) {
  const { t } = useTranslation('field');
  const [open, setOpen] = useState<string>();
  const { terms } = month.statement;
  const most = Math.max(...terms.map((term) => Math.max(term.points, 100 * term.weight)), 1) * 1.1;
  return (
    <section className="f-section">
      <h2>{t('points.why')}</h2>
      {terms.map((term) => (
        <div key={term.id} className="f-term">
          <TermButton
            term={term}
            most={most}
            open={open === term.id}
            onToggle={() => setOpen(open === term.id ? undefined : term.id)}
          />
          {open === term.id && <TermInside month={month} term={term} />}
        </div>
      ))}
    </section>
  );
}

interface TermButtonProps {
  readonly term: Term;
  readonly most: number;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function TermButton({ term, most, open, onToggle }: TermButtonProps) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const text = useText();
  const share = (points: number) => `${Math.max(0, Math.min(100, (100 * points) / most))}%`;
  return (
    <button type="button" className="f-term-head" aria-expanded={open} onClick={onToggle}>
      <span className="f-term-name">{text(term.label)}</span>
      <strong>{format.decimal(term.points, 1)}</strong>
      <span className="f-term-track" aria-hidden="true">
        <span className="f-term-fill" style={{ width: share(term.points) }} />
        <span className="f-term-mark" style={{ left: share(100 * term.weight) }} />
      </span>
      <span className="f-faint">{t('points.weight', { weight: format.percent(term.weight) })}</span>
    </button>
  );
}

function TermInside({ month, term }: { month: Month; term: Term }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const { statement, workOrders } = month;
  const reads = new Set(term.inputs.map(({ name }) => name));
  const ofWork = ['successes', 'expected', 'targets', 'success_rate'].some((name) => reads.has(name));
  const ofTruth = reads.has('truth_rate') || reads.has('verified');
  const number = (value: number | null) => (value === null ? '–' : format.decimal(value, 1));
  const { successRate: own, expectedRate, truthRate: truth } = statement;
  return (
    <div className="f-term-inside">
      <p>
        {t('points.worked', { value: number(term.value), counted: number(term.counted) })}{' '}
        {term.note !== null && t(`points.notes.${term.note}`)}
      </p>
      {term.raw !== null && term.raw !== term.value && (
        <p className="f-faint">{t('points.adjusted', { raw: number(term.raw) })}</p>
      )}
      <dl className="f-inputs">
        {term.inputs.map(({ name, value, formula }) => (
          <div key={name}>
            <dt>{formula ?? name}</dt>
            <dd>{value === null ? '–' : format.decimal(value, 3)}</dd>
          </div>
        ))}
      </dl>
      {ofWork && own.estimate !== null && own.low !== null && own.high !== null && expectedRate !== null && (
        <p>
          {t('points.expected', {
            rate: format.percent(expectedRate),
            own: format.percent(own.estimate),
            low: format.percent(own.low),
            high: format.percent(own.high),
          })}
        </p>
      )}
      {ofTruth && truth.estimate !== null && truth.low !== null && truth.high !== null && (
        <p>
          {t('points.truth', {
            rate: format.percent(truth.estimate),
            low: format.percent(truth.low),
            high: format.percent(truth.high),
          })}
        </p>
      )}
      {ofWork && <Orders orders={workOrders} />}
      {statement.state !== 'approved' && (
        <AppealForm
          draft={`objection ${statement.month} ${term.id}`}
          words={{ open: t('points.object'), title: t('points.objectTitle'), send: t('points.objectSend') }}
          make={(why) => ({ kind: 'objection', month: statement.month, term: term.id, why })}
        />
      )}
    </div>
  );
}

/** The work orders that the points are of: those that counted first. */
function Orders({ orders }: { orders: Month['workOrders'] }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const { cards } = usePhoneState();
  const [shown, setShown] = useState(shownAtFirst);
  const ordered = orders.toSorted(
    (a, b) =>
      Number(b.success) - Number(a.success) || Number(b.claimed) - Number(a.claimed) || (a.day < b.day ? 1 : -1),
  );
  if (ordered.length === 0) return <p className="f-faint">{t('points.noOrders')}</p>;
  const more = ordered.length - shown;
  return (
    <>
      <h3>{t('points.orders')}</h3>
      <ul className="f-orders">
        {ordered.slice(0, shown).map((one) => (
          <li key={one.workOrderId}>
            <span>
              {cards.get(one.workOrderId)?.customerName ?? one.customerId}
              <span className="f-faint"> {format.day(one.day)}</span>
            </span>
            <span className={one.success ? 'f-good' : 'f-faint'}>
              {one.success
                ? t('points.counted')
                : one.claimed
                  ? t('points.claimed')
                  : t(one.contacted ? 'points.contacted' : 'points.notReached')}
            </span>
            <span className="f-faint">{t('points.chance', { chance: format.percent(one.expected) })}</span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button type="button" className="f-quiet" onClick={() => setShown(ordered.length)}>
          {t('points.moreOrders', { count: more })}
        </button>
      )}
    </>
  );
}
