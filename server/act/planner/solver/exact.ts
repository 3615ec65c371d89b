import type { Instance } from './instance.ts';
import { type Left, openLedger } from './ledger.ts';
import { type Layout, layOut } from './layout.ts';
import { solveProgram } from './program.ts';
import { planScore, type Worth } from './values.ts';

/*
 * Exact where small. Of a plan better than the one at hand, the choices can lose no more at the prices than the gap: so
 * candidates that lose more are left out, and what is left is a small program with whole numbers.
 *
 * Contacts of one person, channel and length are alike in where they can go, so the program only counts how many of them
 * a day takes.
 */

/** Larger programs are left to the rounding. */
const mostColumns = 16_000;
const mostRows = 12_000;
const mostUnits = 50_000;
/** So many candidates are solved to the end; of more, so many nearest the margin. */
const wholeColumns = 6_000;
const coreColumns = 3_000;

export interface Exact {
  readonly dayOf: Uint16Array;
  /** Value less what is missing of minimums. */
  readonly score: number;
  /** Of scores. */
  readonly bound: number;
  /** What the plan leaves free, where it is known already. */
  readonly left?: Left;
}

/**
 * Solves what the prices left open. Where that is too much, it is solved among the candidates nearest the margin and
 * those of the plan: the plan may get better, the bound stays.
 *
 * @returns undefined where even that is too large.
 */
export async function solveExactly(
  instance: Instance,
  worth: Worth,
  known: Exact,
  mayTryPart: boolean,
): Promise<Exact | undefined> {
  if (instance.units > mostUnits) return undefined;
  const losses = lossesOf(instance, worth);
  const slack = known.bound - known.score + 1e-9 * Math.abs(known.bound);
  const open = candidatesWhere(losses, (loss) => loss <= slack);
  const isWhole = open.length <= wholeColumns;
  if (!isWhole && !mayTryPart) return undefined;
  const layout = layOut(instance, isWhole ? open : core(losses, known.dayOf));
  const { program } = layout;
  if (program.gain.length > mostColumns || program.rows.length > mostRows) return undefined;
  const nodes = isWhole ? (program.gain.length < 3000 ? 500 : 50) : 10;
  const answer = await solveProgram(program, { nodes, start: startOf(layout, known.dayOf) });
  const bound = isWhole ? Math.min(known.bound, Math.max(known.score, answer.bound)) : known.bound;
  if (!answer.values) return { ...known, bound };
  const dayOf = decode(instance, layout, answer.values);
  const { score } = planScore(instance, dayOf);
  if (!(score > known.score) || !isWithin(instance, dayOf)) return { ...known, bound };
  return { dayOf, score, bound: Math.max(bound, score) };
}

/**
 * Of every candidate, how much less than the bound a plan with it is worth at the prices: in the unit's best choice it
 * takes the place of the one of its group, or else of the least where the unit is full.
 */
function lossesOf({ units, unitStart, unitLimit, kind, kinds }: Instance, worth: Worth): Float64Array {
  const losses = new Float64Array(kind.length);
  const group = (c: number) => kinds.group[kind[c]!]!;
  for (let unit = 0; unit < units; unit++) {
    const [from, to] = [unitStart[unit]!, unitStart[unit + 1]!];
    const values = Array.from({ length: to - from }, (_, i) => worth(from + i));
    const best: number[] = [];
    for (const i of Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!)) {
      if (best.length === unitLimit[unit]! || !(values[i]! > 0)) break;
      const c = from + i;
      if (group(c) < 0 || !best.some((other) => group(other) === group(c))) best.push(c);
    }
    const least = best.length === unitLimit[unit]! ? values[best.at(-1)! - from]! : 0;
    for (let c = from; c < to; c++) {
      const ofGroup = group(c) < 0 ? undefined : best.find((other) => group(other) === group(c));
      losses[c] = best.includes(c) ? 0 : (ofGroup === undefined ? least : values[ofGroup - from]!) - values[c - from]!;
    }
  }
  return losses;
}

function candidatesWhere(losses: Float64Array, keep: (loss: number, c: number) => boolean): number[] {
  const kept: number[] = [];
  for (let c = 0; c < losses.length; c++) if (keep(losses[c]!, c)) kept.push(c);
  return kept;
}

function core(losses: Float64Array, dayOf: Uint16Array): number[] {
  const most = losses.toSorted()[coreColumns] ?? Infinity;
  return candidatesWhere(losses, (loss, c) => loss <= most || dayOf[c]! > 0);
}

function startOf({ candidates, sorts, program }: Layout, dayOf: Uint16Array): Float64Array {
  const start = new Float64Array(program.gain.length);
  for (const [column, c] of candidates.entries()) start[column] = dayOf[c]! > 0 ? 1 : 0;
  for (const { members, days } of sorts)
    for (const { day, column } of days) start[column] = members.filter((c) => dayOf[c] === day + 1).length;
  for (const row of program.rows) {
    const last = row.at.at(-1);
    if (row.high !== Infinity || last === undefined) continue;
    const met = row.at.reduce((sum, column, i) => sum + (column === last ? 0 : start[column]! * row.by[i]!), 0);
    start[last] = Math.max(0, row.low - met);
  }
  return start;
}

function decode(instance: Instance, { candidates, sorts }: Layout, values: Float64Array): Uint16Array {
  const dayOf = new Uint16Array(instance.kind.length);
  for (const [column, c] of candidates.entries()) if (values[column]! > 0.5) dayOf[c] = 1;
  for (const { members, days } of sorts) {
    const chosen = members.filter((c) => dayOf[c]! > 0);
    let at = 0;
    for (const { day, column } of days)
      for (let n = Math.round(values[column]!); n > 0 && at < chosen.length; n--) dayOf[chosen[at++]!] = day + 1;
  }
  return dayOf;
}

/** Whether a plan breaks nothing that may not be exceeded; what is missing of minimums is its score's affair. */
export function isWithin(instance: Instance, dayOf: Uint16Array): boolean {
  const { minutesLeft, channelLeft, limitLeft } = openLedger(instance, dayOf);
  const holds = (left: number) => left >= -1e-9;
  return (
    minutesLeft.every(holds) &&
    channelLeft.every(holds) &&
    limitLeft.every((left, limit) => holds(left) || instance.limits.sign[limit]! < 0)
  );
}
