import { setImmediate as breath } from 'node:timers/promises';
import { radixOrder, risingBits } from '#platform/sorting';
import type { PlanMade } from './plan-campaigns.ts';
import { compile } from '../compile.ts';
import { add, findDay, fitsLimits, fitsUnit, openLedger } from '../solver/ledger.ts';

/** What other ways of planning would bring, within the same limits. Expected gain in yuan. */
export interface MethodCompared {
  readonly method: 'simple-rule' | 'by-chance' | 'by-gain';
  readonly value: number;
  readonly contacts: number;
  /** The plan for which it was compared, where only little was planned anew since. */
  readonly plan?: string;
}

/**
 * The same problem by the ways most products go: each takes contact after contact in its order and gives it the first
 * day on which it fits. The simple rule takes the first offer that may be made and the channel of the target's share, in the
 * order of the draw; ranking by chance, and by gain, the best left. Between them others have their turn.
 */
export async function compareMethods({ gathered, problem, compiled: solved }: PlanMade): Promise<MethodCompared[]> {
  const { candidates, targets } = gathered;
  const isSimple = (row: number) => {
    const target = candidates.target[row]!;
    return (
      candidates.offer[row] === targets.simpleOffer[target] && candidates.channel[row] === targets.simpleChannel[target]
    );
  };
  // For fairness, days were cut before the plan was made.
  const compiled = problem.fairness === undefined ? solved : compile(problem);
  const take = async (score: (row: number) => number) => {
    await breath();
    return takeInOrder(compiled, score);
  };
  return [
    {
      method: 'simple-rule',
      ...(await take((row) => (isSimple(row) ? 2 - targets.turn[candidates.target[row]!]! : 0))),
    },
    { method: 'by-chance', ...(await take((row) => candidates.chance[row]!)) },
    { method: 'by-gain', ...(await take((row) => Math.max(0, candidates.gain[row]!))) },
  ];
}

/** Candidates with a score above 0, the highest first, each where it fits. */
function takeInOrder(
  { instance, source }: ReturnType<typeof compile>,
  score: (row: number) => number,
): { value: number; contacts: number } {
  const ledger = openLedger(instance, new Uint16Array(instance.kind.length));
  const { unitStart, units, gain } = instance;
  const unitOf = new Uint32Array(instance.kind.length);
  for (let unit = 0; unit < units; unit++) unitOf.fill(unit, unitStart[unit], unitStart[unit + 1]);
  const order = highestFirst(source, score);
  let [value, contacts] = [0, 0];
  for (const c of order) {
    if (!fitsUnit(ledger, unitOf[c]!, c) || !fitsLimits(ledger, c)) continue;
    const day = findDay(ledger, c);
    if (day < 0) continue;
    add(ledger, c, day);
    value += gain[c]!;
    contacts++;
  }
  return { value, contacts };
}

/** Places in `source` of rows with a score above 0, the highest first; of those that are equal as 32-bit numbers the first. */
function highestFirst(source: Uint32Array, score: (row: number) => number): Uint32Array {
  const places = new Uint32Array(source.length);
  const falling = new Int32Array(source.length);
  let count = 0;
  for (let c = 0; c < source.length; c++) {
    const of = score(source[c]!);
    if (!(of > 0)) continue;
    places[count] = c;
    falling[count++] = ~risingBits(of);
  }
  return radixOrder([falling.subarray(0, count)]).map((i) => places[i]!);
}
