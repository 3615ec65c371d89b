import type { OwnPoints } from '#contract';
import { EmptyState, useFormat, useText, wholeParts } from '#parts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../app/clock.ts';
import { usePhoneState } from '../app/the-phone.ts';
import { AppealForm, useWaitingAppeals } from './appeal-form.tsx';
import { OwnContests } from './own-contests.tsx';
import { Findings } from './findings.tsx';
import { OwnTerms } from './own-terms.tsx';
import './points.css';

type Month = OwnPoints['months'][number];

/** What one's work has brought: today, this month, why, where one stands; and what one can say against it. Works offline. */
export function PointsScreen() {
  const { t } = useTranslation('field');
  const format = useFormat();
  const now = useNow();
  const { points } = usePhoneState();
  const months = points?.own.months ?? [];
  const [chosen, setChosen] = useState<string>();
  const month = months.find((one) => one.statement.month === chosen) ?? months[0];
  if (!points || !month)
    return (
      <EmptyState title={t('points.none')}>
        <p>{t('points.noneText')}</p>
      </EmptyState>
    );
  const running = month === months[0];
  return (
    <>
      {months.length > 1 && (
        <div className="f-segments f-months" role="radiogroup" aria-label={t('points.title')}>
          {months.map(({ statement }) => (
            <button
              key={statement.month}
              type="button"
              role="radio"
              aria-checked={statement.month === month.statement.month}
              onClick={() => setChosen(statement.month)}
            >
              {format.period(statement.month)}
            </button>
          ))}
        </div>
      )}
      <Head month={month} />
      {running && <Today today={points.own.today} />}
      <OwnTerms key={month.statement.month} month={month} />
      <Objections month={month} />
      <OwnContests contests={points.own.contests.filter(({ file }) => file.month === month.statement.month)} />
      {/* A finding that is not decided is not to be looked for in its month. */}
      <Findings
        findings={points.own.findings.filter(
          (one) => one.month === month.statement.month || (running && one.state !== 'decided'),
        )}
      />
      {points.own.gatheredAt !== null && running && (
        <p className="f-faint f-centred">
          {t('points.asOf', {
            ago: format.ago(points.own.gatheredAt, new Date(Math.max(now, Date.parse(points.own.gatheredAt)))),
          })}
        </p>
      )}
    </>
  );
}

function Head({ month: { statement, rank } }: { month: Month }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const text = useText();
  const corrected = statement.total - statement.points;
  const named = [
    ...statement.terms.map(({ label, points }) => ({ name: text(label), points })),
    ...(corrected === 0 ? [] : [{ name: t('points.byCorrection'), points: corrected }]),
  ];
  const { total, parts } = wholeParts(named.map(({ points }) => points));
  return (
    <section className="f-section">
      <h1>
        {t('points.sentence', {
          total,
          month: format.period(statement.month),
          parts: named.map(({ name }, i) => t('points.part', { points: parts[i] ?? 0, name })).join(t('points.comma')),
        })}
      </h1>
      <div className="f-counts">
        <div className="f-figure">
          <strong>{format.count(rank.overall)}</strong>
          <span>{t('points.rank', { rank: rank.overall, of: rank.of })}</span>
        </div>
        <div className="f-figure">
          <strong>{format.money(statement.payYuan)}</strong>
          <span>
            {t('points.pay')} · {t(`points.month.${statement.state}`)}
          </span>
        </div>
      </div>
      {rank.ofGrid > 1 && <p className="f-faint">{t('points.rankGrid', { rank: rank.inGrid, of: rank.ofGrid })}</p>}
      {statement.corrections.map((one) => (
        <p key={one.at} className="f-faint">
          {t('points.correction', { points: format.decimal(one.points, 1), why: one.why })}
        </p>
      ))}
    </section>
  );
}

function Today({ today }: { today: OwnPoints['today'] }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const signed = (value: number) => `${value > 0 ? '+' : ''}${format.decimal(value, 1)}`;
  return (
    <p className="f-line">
      <span>{t('points.today')}</span>
      <span>
        {today.workOrders === 0
          ? t('points.todayNone')
          : t('points.todayOf', { points: signed(today.points ?? 0), count: today.workOrders })}
      </span>
    </p>
  );
}

/** What was objected to, with its answer, and the way to object to the whole. */
function Objections({ month: { statement, objections } }: { month: Month }) {
  const { t } = useTranslation('field');
  const text = useText();
  const waiting = useWaitingAppeals().filter(
    (appeal) => appeal.kind === 'objection' && appeal.month === statement.month,
  );
  const label = (id: string | null) => {
    const term = statement.terms.find((one) => one.id === id);
    return term ? `${text(term.label)}: ` : '';
  };
  const tone = { open: 'attention', upheld: 'good', rejected: 'quiet' } as const;
  return (
    <section className="f-section">
      {objections.length + waiting.length > 0 && <h2>{t('points.objections')}</h2>}
      {objections.map((one) => (
        <article key={one.id} className="f-case">
          <span className={`gl-badge gl-${tone[one.state]}`}>{t(`points.states.${one.state}`)}</span>
          <p>{label(one.term) + one.why}</p>
          {one.answer !== null && <p className="f-faint">{one.answer}</p>}
        </article>
      ))}
      {waiting.map((one) => (
        <article key={one.id} className="f-case">
          <span className="gl-badge gl-quiet">{t('points.waiting')}</span>
          <p>{one.why}</p>
        </article>
      ))}
      {statement.state !== 'approved' && (
        <AppealForm
          draft={`objection ${statement.month}`}
          words={{ open: t('points.object'), title: t('points.objectTitle'), send: t('points.objectSend') }}
          make={(why) => ({ kind: 'objection', month: statement.month, term: null, why })}
        />
      )}
    </section>
  );
}
