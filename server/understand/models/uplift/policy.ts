import { rankingOf } from './curve.ts';

/** What a purchase brings and a contact costs, in one currency. */
export interface PolicyTerms {
  readonly gain: number;
  readonly contactCost: number;
}

export interface PolicyResult {
  /** Contact those whose foretold effect is above this. */
  readonly threshold: number;
  readonly contacted: number;
  readonly share: number;
  readonly netIncrementalRevenue: number;
}

interface Seen {
  readonly score: Float64Array;
  readonly treated: Uint8Array;
  readonly outcome: Float64Array;
}

/**
 * Net incremental revenue of contacting whom a policy picks, as seen in a randomised file:
 * gain · purchases of the treated picked − cost · treated picked − gain · purchases of the control picked.
 */
export function netIncrementalRevenue(
  picked: (row: number) => boolean,
  seen: Omit<Seen, 'score'>,
  terms: PolicyTerms,
): number {
  let net = 0;
  for (let row = 0; row < seen.treated.length; row++) {
    if (!picked(row)) continue;
    const worth = terms.gain * seen.outcome[row]!;
    net += seen.treated[row] === 1 ? worth - terms.contactCost : -worth;
  }
  return net;
}

/** The threshold that would have earned most on these customers, whose scores come from models that have not seen them. */
export function chooseThreshold(seen: Seen, terms: PolicyTerms): number {
  const { order, ends } = rankingOf(seen.score);
  let [net, best, threshold] = [0, 0, Number.POSITIVE_INFINITY];
  let from = 0;
  for (const end of ends) {
    for (let i = from; i < end; i++) {
      const row = order[i]!;
      const worth = terms.gain * seen.outcome[row]!;
      net += seen.treated[row] === 1 ? worth - terms.contactCost : -worth;
    }
    // Half way to the next score: the same customers of another file fall on the same side.
    const [here, next] = [seen.score[order[end - 1]!]!, end < order.length ? seen.score[order[end]!]! : -Infinity];
    if (net > best) [best, threshold] = [net, Number.isFinite(next) ? (here + next) / 2 : -Infinity];
    from = end;
  }
  return threshold;
}

export function applyPolicy(threshold: number, seen: Seen, terms: PolicyTerms): PolicyResult {
  const picks = (row: number): boolean => seen.score[row]! > threshold;
  const contacted = seen.score.reduce((sum, _, row) => sum + (picks(row) ? 1 : 0), 0);
  return {
    threshold,
    contacted,
    share: contacted / Math.max(1, seen.score.length),
    netIncrementalRevenue: netIncrementalRevenue(picks, seen, terms),
  };
}
