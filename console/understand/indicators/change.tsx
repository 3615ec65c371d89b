import type { IndicatorFigure } from '#contract';
import { Figure } from '#parts';

/** A change as it is read: shares in percentage points, everything else relative. */
export function Change({ of, unit }: { of: IndicatorFigure['monthOnMonth']; unit: string }) {
  return unit === '' ? <Figure kind="points" value={of.difference} /> : <Figure kind="change" value={of.share} />;
}
