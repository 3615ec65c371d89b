import type { ReturnReport } from '#contract';

type Step = ReturnReport['waterfall'][number];

export interface WaterfallBar {
  readonly step: Step;
  /** Both ends on a scale from 0 to 1 that holds zero. */
  readonly from: number;
  readonly to: number;
  /** Stands on zero: what is there, not what comes or goes. */
  readonly total: boolean;
  readonly lost: boolean;
}

/** What is taken away hangs from what was there before it; everything else stands on zero. */
const taken: ReadonlySet<string> = new Set(['excluded', 'control', 'contacts', 'rewards', 'fixed']);

/** The ends of every bar of a waterfall. Steps that are not known have no bar. */
export function barOf(steps: readonly Step[]): WaterfallBar[] {
  let level = 0;
  const ends = steps.map((step) => {
    const value = step.value ?? 0;
    const total = !taken.has(step.step);
    const from = total ? 0 : level;
    level = from + value;
    return { step, from, to: level, total, lost: value < 0 };
  });
  const all = ends.flatMap(({ from, to }) => [from, to]);
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
  const scale = (value: number) => (most === least ? 0 : (value - least) / (most - least));
  return ends.map((end) => ({ ...end, from: scale(end.from), to: scale(end.to) }));
}
