import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from './format.ts';

export interface FunnelStep {
  readonly key: string;
  readonly label: ReactNode;
  readonly value: number | null;
  /** A part that left here: drawn beside the bar and in grey, and not the base of the next step. */
  readonly aside?: boolean;
}

/**
 * People from step to step, each bar on the scale of the first. The step that keeps the smallest share of the one
 * before is the thinnest place, and is marked where `markThinnest` asks for it.
 */
export function Funnel({ steps, markThinnest = false }: { steps: readonly FunnelStep[]; markThinnest?: boolean }) {
  const { t } = useTranslation('parts');
  const format = useFormat();
  const widest = Math.max(1, ...steps.map((step) => step.value ?? 0));
  const shares = sharesOfPrevious(steps);
  const thinnest = markThinnest ? thinnestStep(steps, shares) : undefined;
  return (
    <ol className="gl-funnel">
      {steps.map((step, i) => {
        const share = shares[i];
        const kind = step.aside ? 'gl-aside' : step.key === thinnest ? 'gl-thinnest' : '';
        return (
          <li key={step.key} className={`gl-funnel-step ${kind}`}>
            <span className="gl-funnel-label">{step.label}</span>
            <span className="gl-funnel-track">
              <span className="gl-funnel-bar" style={{ width: `${(100 * (step.value ?? 0)) / widest}%` }} />
            </span>
            <span className="gl-funnel-value" title={step.value === null ? undefined : format.count(step.value)}>
              {step.value === null ? t('number.none') : format.short(step.value)}
            </span>
            <span className="gl-funnel-share">
              {share !== undefined && (
                <span title={t('funnel.ofPrevious', { share: format.percent(share) })}>{format.percent(share)}</span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** For each step its share of the nearest earlier step that is known and did not leave. */
export function sharesOfPrevious(steps: readonly FunnelStep[]): readonly (number | undefined)[] {
  let previous: number | undefined;
  return steps.map((step) => {
    const share = previous && step.value !== null ? step.value / previous : undefined;
    if (!step.aside && step.value !== null) previous = step.value;
    return share;
  });
}

export function thinnestStep(
  steps: readonly FunnelStep[],
  shares: readonly (number | undefined)[] = sharesOfPrevious(steps),
): string | undefined {
  let found: { key: string; share: number } | undefined;
  steps.forEach((step, i) => {
    const share = shares[i];
    if (!step.aside && share !== undefined && (!found || share < found.share)) found = { key: step.key, share };
  });
  return found?.key;
}
