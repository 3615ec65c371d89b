import type { Crew } from './crew.ts';
import { descendByCuts, type Mixture, type Part } from './cuts.ts';
import { roughScales } from './descent.ts';
import type { Exact } from './exact.ts';
import { improve } from './improve.ts';
import { contactsIn, type Instance, type Prices, shared } from './instance.ts';
import { openLedger } from './ledger.ts';
import { repair } from './repair.ts';
import { planScore, worthAt } from './values.ts';

/*
 *   prices by cuts ─▶ the mixture of choices ─▶ who is of which part ─▶ days packed, the parts favoured ─▶ repaired,
 *   improved ─▶ limits that packing left over or exceeded are aimed at anew ─▶ the next mixture, …
 */

/**
 * What is not favoured is worth less by a share of a mean gain: by a tenth, only a few minutes left over are reason to
 * stray from the mixture; by all of it, hardly anything is. What is favoured is worth a little more in the first round,
 * so that where minutes are not scarce it is chosen over nothing, which is worth the same. Days filled exactly stray, and
 * after each round but the first the goal is moved by what they strayed.
 */
const favours = [
  { less: 1, more: 1e-4 },
  { less: 0.1, more: 0 },
  { less: 0.1, more: 0 },
  { less: 0.1, more: 0 },
  { less: 0.1, more: 0 },
];
/** Gaps below this are left as they are. */
const closeEnough = 2e-4;

export interface Mixed extends Exact {
  readonly prices: Prices;
}

/** A plan where many candidates are worth the same, and a bound, from prices at hand. */
export async function planMixture(
  crew: Crew,
  start: Prices,
  { signal, onStep }: { readonly signal: AbortSignal | undefined; readonly onStep: (message: string) => void },
): Promise<Mixed> {
  const { instance } = crew.board;
  const mixture = await descendByCuts(crew, start, { tolerance: 1e-5, steps: 150, trust: 0.3, signal, onStep });
  const { bound, prices } = mixture;
  onStep(`bound by cuts: ${bound}, ${mixture.evaluations} evaluations`);
  const goal = Float64Array.from(instance.limits.bound);
  const gain = sameSort(instance.gain);
  const mean = roughScales(instance).gain;
  let best: Exact | undefined;
  // A plan's days are large: those of the plan that was not better are written over.
  let spare: Uint16Array | undefined;
  for (const [round, { less, more }] of favours.entries()) {
    signal?.throwIfAborted();
    const dayOf = spare?.fill(0) ?? shared.uint16(instance.kind.length);
    await pack(crew, mixture, await mixture.mix(goal), { dayOf, gain, less: less * mean, more: more * mean });
    const worth = worthAt(instance, prices);
    const ledger = openLedger(instance, dayOf);
    let isMoved = round === 0;
    for (let i = 0; i < goal.length; i++)
      if (round > 0 && instance.limits.sign[i]! > 0 && prices.limit[i]! > 0) {
        isMoved ||= ledger.limitLeft[i]! !== 0;
        goal[i] = goal[i]! + ledger.limitLeft[i]!;
      }
    repair(ledger, worth);
    improve(ledger, worth);
    const { score } = planScore(instance, dayOf);
    onStep(`mixture ${round + 1}: ${score}`);
    const isBetter: boolean = !best || score > best.score;
    spare = isBetter ? best?.dayOf : dayOf;
    if (isBetter) best = { dayOf, left: ledger, score, bound };
    // Without a new goal the next round would be this one.
    if (!isMoved || bound - best!.score <= closeEnough * Math.abs(bound)) break;
  }
  return { ...best!, prices };
}

/** Packs everybody's days at the mixture's prices, with what its parts choose favoured. */
async function pack(crew: Crew, { prices }: Mixture, parts: readonly Part[], into: Packing): Promise<void> {
  const { instance } = crew.board;
  crew.turnTo(await favouring(crew, parts, into), into.dayOf);
  await crew.evaluate(prices, { share: 1, fit: true, sum: 'nothing', bandwidth: 0, damping: 1 });
  await crew.pack({ limit: prices.limit, person: Float64Array.from(crew.board.fittedPrice) });
  crew.turnTo(instance, into.dayOf);
}

interface Packing {
  readonly dayOf: Uint16Array;
  readonly gain: Instance['gain'];
  readonly less: number;
  readonly more: number;
}

/**
 * The problem with the gains lowered of everything but what the parts choose.
 * @param less by how much
 * @param more by how much those of the parts are raised
 * @param stability where it is told, promises are worth keeping, and their gains stay too
 * @param gain where the gains are written
 */
export async function favouring(
  crew: Crew,
  parts: readonly Part[],
  {
    less,
    more,
    stability = 0,
    gain = sameSort(crew.board.instance.gain),
  }: Omit<Packing, 'dayOf' | 'gain'> & Partial<Packing> & { readonly stability?: number },
): Promise<Instance> {
  const { instance, dayOf } = crew.board;
  for (let c = 0; c < gain.length; c++) gain[c] = instance.gain[c]! - less;
  if (stability > 0) for (const c of contactsIn(dayOf)) gain[c] = instance.gain[c]!;
  let from = 0;
  for (const { prices, weight } of parts) {
    await crew.favour(prices, { from, to: from + weight, gain, more }, stability);
    from += weight;
  }
  return { ...instance, gain };
}

const sameSort = (of: Instance['gain']): Instance['gain'] =>
  of instanceof Float64Array ? shared.float64(of.length) : shared.float32(of.length);
