import { type Crew, gatherCrew } from './crew.ts';
import { type Bound, descend, type DescentOptions } from './descent.ts';
import { doDaysMatter, relaxDays } from './day-relaxation.ts';
import { type Exact, isWithin, solveExactly } from './exact.ts';
import { type Contradiction, findContradiction } from './contradiction.ts';
import { improveDays } from './compact.ts';
import { improve } from './improve.ts';
import { contactsIn, type Instance, type Prices, shared } from './instance.ts';
import { type Mixed, planMixture } from './mixture.ts';
import { type Left, openLedger } from './ledger.ts';
import { placeByDay } from './place.ts';
import { resettle } from './resettle.ts';
import { repair } from './repair.ts';
import { planScore, planValue, type Worth, worthAt } from './values.ts';

export interface SolveOptions {
  readonly threads: number;
  /** Threads that are at work on this instance already; they are left running. */
  readonly crew?: Crew;
  readonly tolerance?: number;
  /** False: leave small problems to rounding too. */
  readonly polish?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: (fraction: number, message: string) => void;
}

export interface Solution {
  /** Day + 1 of every candidate in the plan; 0 for the others. */
  readonly dayOf: Uint16Array;
  /** Those in the plan, in rising order. */
  readonly promises: Uint32Array;
  readonly value: number;
  readonly bound: number;
  readonly contacts: number;
  readonly prices: Prices;
  /** The bound at exactly these prices: `bound`, or a little more where it was sharpened. */
  readonly priceBound: number;
  /** What the plan leaves free of everything that is limited. */
  readonly left: Left;
  /** Proof that the minimums cannot all be met, where that is so. The bound is then of plans that miss them as little. */
  readonly contradiction?: Contradiction;
}

/** A plan, and the proof of how good it is. */
export async function solve(instance: Instance, options: SolveOptions): Promise<Solution> {
  const crew = options.crew ?? gatherCrew(instance, options.threads);
  const say = (fraction: number, message: string) => options.onStep?.(fraction, message);
  try {
    const descent: DescentOptions = {
      tolerance: options.tolerance ?? 2e-6,
      steps: 60,
      trust: 0.5,
      signal: options.signal,
      onStep: (message) => say(0.2, message),
    };
    const smooth = await descend(crew, descent);
    say(0.6, `bound ${smooth.value}, ${smooth.evaluations.toFixed(1)} evaluations`);
    let mixed = await round(crew, smooth, say);
    if (!isClose(mixed)) {
      const tell = { signal: options.signal, onStep: (message: string) => say(0.9, message) };
      mixed = better(mixed, await planMixture(crew, smooth.prices, tell));
    }
    if (!isClose(mixed)) mixed = resettled(instance, mixed, say);
    const { prices } = mixed;
    const best = options.polish === false ? mixed : await sharpen(instance, worthAt(instance, prices), mixed, say);
    const promises = contactsIn(best.dayOf);
    const made = planScore(instance, best.dayOf, promises);
    const missing = made.value - made.score;
    const contradiction = missing > 0 ? await findContradiction(instance, options) : undefined;
    say(1, 'done');
    return {
      prices,
      priceBound: mixed.bound,
      dayOf: best.dayOf,
      promises,
      left: best.left ?? openLedger(instance, best.dayOf, promises),
      value: made.value,
      contacts: made.contacts,
      bound: Math.max(best.bound + missing, made.value),
      ...(contradiction && { contradiction }),
    };
  } finally {
    if (!options.crew) await crew.close();
  }
}

/** At wider gaps than this, ties are looked for. */
const closeEnough = 1e-3;
const isClose = ({ bound, score }: Exact) => bound - score <= closeEnough * Math.abs(bound);

/** Days packed at the prices, set right and improved. */
async function round(
  crew: Crew,
  { prices, value }: Bound,
  say: (fraction: number, message: string) => void,
): Promise<Mixed> {
  const { instance, dayOf } = crew.board;
  await crew.pack(prices);
  say(0.8, `packed: ${planValue(instance, dayOf).value}`);
  const worth = worthAt(instance, prices);
  const ledger = openLedger(instance, dayOf);
  repair(ledger, worth);
  say(0.9, `repaired: ${planValue(instance, dayOf).value}`);
  improve(ledger, worth);
  const { score } = planScore(instance, dayOf);
  say(0.95, `improved: ${score}`);
  return { dayOf, score, bound: value, prices, left: ledger };
}

/** The plan with everybody's days planned anew, where that is better. */
function resettled(instance: Instance, plan: Mixed, say: (fraction: number, message: string) => void): Mixed {
  const dayOf = shared.uint16(plan.dayOf.length);
  dayOf.set(plan.dayOf);
  const ledger = openLedger(instance, dayOf);
  resettle(ledger, plan.prices);
  improveDays(ledger, worthAt(instance, plan.prices));
  const { score } = planScore(instance, dayOf);
  say(0.95, `days settled anew: ${score}`);
  return score > plan.score ? { ...plan, dayOf, left: ledger, score } : plan;
}

/** The better plan, and the closer bound with its prices. */
function better(one: Mixed, other: Mixed): Mixed {
  const [plan, proof] = [other.score > one.score ? other : one, other.bound < one.bound ? other : one];
  return { ...plan, bound: proof.bound, prices: proof.prices };
}

/** Gaps below this are left as they are. */
const goodEnough = 1e-4;

/** What is too much work for large problems: exact solution of what is open, and prices by day where days differ. */
async function sharpen(
  instance: Instance,
  worth: Worth,
  rounded: Exact,
  say: (fraction: number, message: string) => void,
): Promise<Exact> {
  const isDone = ({ bound, score }: Exact) => bound - score <= 1e-9 * Math.abs(bound);
  if (isDone(rounded)) return rounded;
  let best = (await solveExactly(instance, worth, rounded, false)) ?? rounded;
  if (best.bound - best.score <= goodEnough * Math.abs(best.bound)) return best;
  const left = best.left ?? openLedger(instance, best.dayOf);
  const relaxed = doDaysMatter(instance, left) ? await relaxDays(instance, worth) : undefined;
  if (!relaxed) return (await solveExactly(instance, worth, best, true)) ?? best;
  say(0.96, `bound by day: ${relaxed.bound}`);
  const ledger = placeByDay(instance, relaxed);
  improveDays(ledger, relaxed.worth);
  const placed = planScore(instance, ledger.dayOf).score;
  say(0.97, `placed by day: ${placed}`);
  // Its days are right; what is shared over all days it may have overdrawn.
  if (placed > best.score && isWithin(instance, ledger.dayOf))
    best = { ...best, dayOf: ledger.dayOf, left: ledger, score: placed };
  best = { ...best, bound: Math.min(best.bound, relaxed.bound) };
  return isDone(best) ? best : ((await solveExactly(instance, relaxed.worth, best, true)) ?? best);
}
