import type { Statement } from '#contract';
import { Estimate, Figure, useFormat, useText } from '#parts';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../app/page.tsx';
import { FeedbackBehind, WorkOrdersBehind } from './statement-evidence.tsx';
import { useIndicators } from './term-labels.ts';

type Term = Statement['terms'][number];

interface StatementTermsProps {
  readonly statement: Statement;
  /** The term that is open. */
  readonly open: string | undefined;
  readonly onOpen: (term: string | undefined) => void;
}

/** Each term as a bar of one scale, with a mark where what is expected lies; a press opens it. */
export function StatementTerms({ statement, open, onOpen }: StatementTermsProps) {
  const { t } = useTranslation();
  const most = Math.max(...statement.terms.map((term) => Math.max(term.points, 100 * term.weight)), 1) * 1.15;
  return (
    <Panel title={t('learn.statement.terms')} more={<span className="quiet small">{t('learn.statement.mark')}</span>}>
      <ol className="terms">
        {statement.terms.map((term) => (
          <li key={term.id}>
            <TermBar
              term={term}
              most={most}
              open={open === term.id}
              onToggle={() => onOpen(open === term.id ? undefined : term.id)}
            />
            {open === term.id && <TermInside statement={statement} term={term} />}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

interface TermBarProps {
  readonly term: Term;
  /** Points at the right end of the scale. */
  readonly most: number;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function TermBar({ term, most, open, onToggle }: TermBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const share = (points: number) => `${Math.max(0, Math.min(100, (100 * points) / most))}%`;
  return (
    <button type="button" className="term" aria-expanded={open} onClick={onToggle}>
      <span className="term-name">{text(term.label)}</span>
      <span className="term-track" aria-hidden="true">
        <span className="term-fill" style={{ width: share(term.points) }} />
        <span className="term-mark" style={{ left: share(100 * term.weight) }} />
      </span>
      <span className="term-points">{t('learn.statement.pointsOf', { points: format.decimal(term.points, 1) })}</span>
      <span className="term-weight">{format.percent(term.weight)}</span>
    </button>
  );
}

function TermInside({ statement, term }: { statement: Statement; term: Term }) {
  const reads = new Set(term.inputs.map(({ name }) => name));
  const readsAny = (...names: readonly string[]) => names.some((name) => reads.has(name));
  const work = readsAny('successes', 'expected', 'targets', 'contacted', 'success_rate', 'expected_rate');
  const truth = readsAny('truth_rate', 'verified');
  return (
    <div className="term-inside">
      <Worked term={term} />
      <Inputs term={term} />
      {work && <Rates statement={statement} />}
      {truth && <TruthRate statement={statement} />}
      {work && <WorkOrdersBehind month={statement.month} person={statement.personId} />}
      {truth && <FeedbackBehind month={statement.month} person={statement.personId} />}
    </div>
  );
}

/** From the formula to the points, in one line. */
function Worked({ term }: { term: Term }) {
  const { t } = useTranslation();
  const format = useFormat();
  const number = (value: number | null) => (value === null ? '–' : format.decimal(value, 2));
  return (
    <>
      <p>
        <code className="formula">{term.formula}</code>
      </p>
      <p>
        {t('learn.statement.worked', {
          value: number(term.value),
          counted: number(term.counted),
          weight: format.percent(term.weight),
          points: format.decimal(term.points, 2),
        })}{' '}
        {term.note !== null && <strong>{t(`learn.statement.notes.${term.note}`)}</strong>}
      </p>
      {term.raw !== null && term.raw !== term.value && (
        <p className="quiet">{t('learn.statement.rawWas', { raw: number(term.raw) })}</p>
      )}
    </>
  );
}

function Inputs({ term }: { term: Term }) {
  const { t } = useTranslation();
  const { labelOf, unitOf } = useIndicators();
  const format = useFormat();
  const written = (name: string, value: number | null) => {
    if (value === null) return t('learn.statement.unknown');
    const unit = unitOf(name);
    if (unit === 'CNY') return format.moneyExact(value);
    // A share of one: its unit is empty.
    return unit === '' ? `${format.decimal(value * 100, 2)}%` : format.decimal(value, 3);
  };
  return (
    <table className="gl-table inputs">
      <thead>
        <tr>
          <th scope="col">{t('learn.statement.input')}</th>
          <th scope="col" className="gl-right">
            {t('learn.statement.value')}
          </th>
          <th scope="col">{t('learn.statement.how')}</th>
        </tr>
      </thead>
      <tbody>
        {term.inputs.map(({ name, value, formula }) => (
          <tr key={name}>
            <td>{labelOf(name)}</td>
            <td className="gl-right" title={value === null ? undefined : String(value)}>
              {written(name, value)}
            </td>
            <td>
              {formula === null ? <span className="quiet">{name}</span> : <code className="formula">{formula}</code>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What such customers give anybody, beside what they gave this person: with its interval. */
function Rates({ statement: { successRate, expectedRate } }: { statement: Statement }) {
  const { t } = useTranslation();
  return (
    <p>
      {t('learn.statement.successRate')} <Estimate kind="percent" value={successRate} />{' '}
      <span className="quiet">{t('learn.statement.against')}</span> <Figure kind="percent" value={expectedRate} />
    </p>
  );
}

function TruthRate({ statement: { truthRate } }: { statement: Statement }) {
  const { t } = useTranslation();
  return (
    <p>
      {t('learn.statement.truthRate')} <Estimate kind="percent" value={truthRate} />
    </p>
  );
}
