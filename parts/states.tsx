import { Problem, type ProblemKind } from '#contract';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnreachable, useErrorWords, useProblemWords } from './problem-words.ts';

/** Nothing here yet: what this place is for, and what to do next. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="gl-state">
      <EmptyCells />
      <h2 className="gl-state-title">{title}</h2>
      {children && <div className="gl-state-text">{children}</div>}
      {action && <div className="gl-state-action">{action}</div>}
    </div>
  );
}

function EmptyCells() {
  return (
    <svg className="gl-state-cells" viewBox="0 0 48 48" width="56" height="56" aria-hidden="true">
      {[4, 18.5, 33].flatMap((y) =>
        [4, 18.5, 33].map((x) => <rect key={`${x} ${y}`} x={x} y={y} width="11" height="11" rx="2.5" />),
      )}
    </svg>
  );
}

/** What went wrong, in the reader's words, and what to do about it. A Problem explains itself; anything else is a fault. */
export function ErrorState({ error, onRetry, action }: { error: unknown; onRetry?: () => void; action?: ReactNode }) {
  const { t } = useTranslation('parts');
  const words = useErrorWords();
  // Asking again helps only against what may pass by itself.
  const again = onRetry !== undefined && !(error instanceof Problem && lasting.has(error.kind));
  const incident = error instanceof Problem ? error.parameters['incident'] : undefined;
  return (
    <div className="gl-state" role="alert">
      <h2 className="gl-state-title">{words(error)}</h2>
      <div className="gl-state-text">
        <p>{advice(error, t)}</p>
        {typeof incident === 'string' && <p>{t('states.incident', { incident })}</p>}
        {error instanceof Problem && <ProblemList problem={error} />}
      </div>
      {(again || action) && (
        <div className="gl-state-action">
          {again && (
            <button type="button" className="gl-button" onClick={onRetry}>
              {t('states.retry')}
            </button>
          )}
          {action}
        </div>
      )}
    </div>
  );
}

/** Every single thing that is wrong, each at its place. */
export function ProblemList({ problem }: { problem: Pick<Problem, 'problems'> }) {
  const { t } = useTranslation('parts');
  const words = useProblemWords();
  if (problem.problems.length === 0) return null;
  return (
    <ul className="gl-problems" aria-label={t('states.details')}>
      {problem.problems.map((one) => (
        <li key={`${one.place} ${one.code} ${one.message}`}>
          {one.place && <code>{one.place}</code>} {words(one)}
          {one.suggestion && <> {t('states.suggestion', { suggestion: one.suggestion })}</>}
        </li>
      ))}
    </ul>
  );
}

const lasting: ReadonlySet<ProblemKind> = new Set(['invalid', 'forbidden', 'missing']);

const adviceOf = {
  invalid: 'states.adviceInvalid',
  unauthenticated: 'states.adviceUnauthenticated',
  forbidden: 'states.adviceForbidden',
  missing: 'states.adviceMissing',
  conflict: 'states.adviceConflict',
  limit: 'states.adviceLimit',
  unavailable: 'states.adviceUnavailable',
} as const satisfies Record<ProblemKind, string>;

function advice(error: unknown, t: TFunction<'parts'>): string {
  if (error instanceof Problem) return t(adviceOf[error.kind]);
  return t(isUnreachable(error) ? 'states.adviceUnavailable' : 'states.adviceFault');
}

/** While something is on its way. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation('parts');
  return (
    <div className="gl-loading" role="status" aria-label={t('states.loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <div key={i} className="gl-loading-line" style={{ width: `${92 - ((i * 23) % 50)}%` }} />
      ))}
    </div>
  );
}
