import type { Crew } from './crew.ts';
import { evaluateSettled, type Here, type Portion, roughScales, safeBound, type Scales } from './descent.ts';
import type { Instance, Prices } from './instance.ts';
import { type Program, solveProgram } from './program.ts';

/*
 * Where many candidates are worth exactly the same, the dual function has few, large kinks: at any prices all of them
 * choose alike, and steps that take it for smooth get nowhere. Its kinks are learnt instead:
 *
 *   what everybody chooses at prices: a column ─▶ the best mixture of columns within the shared limits (a small linear
 *   program) ─▶ its prices, not too far from the best so far ─▶ the next column
 *
 * until the mixture is worth as much as the bound: Dantzig and Wolfe's decomposition, with Marsten's box.
 */

/** What everybody chooses at prices of the shared limits. */
interface Column {
  readonly prices: Prices;
  /** Its worth without prices. */
  readonly value: number;
  /** Of every shared limit, in its own sign. */
  readonly used: Float64Array;
}

/** So much of the whole chooses as at these prices. */
export interface Part {
  readonly prices: Prices;
  readonly weight: number;
}

export interface Mixture {
  /** No plan is worth more: the least dual value met. */
  readonly bound: number;
  readonly prices: Prices;
  /** The best mixture of the columns met, for these bounds of the shared limits. */
  readonly mix: (bound: Float64Array) => Promise<readonly Part[]>;
  readonly evaluations: number;
}

export interface CutOptions extends Partial<Portion> {
  /** Stop when the mixture is worth all but this share of the bound. */
  readonly tolerance: number;
  readonly steps: number;
  /** Half the width of the first box, in mean gains. */
  readonly trust: number;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: (message: string) => void;
}

/** Prices of people that answer to one another are settled to this share of the whole before a column is taken down. */
const settled = 1e-5;

export async function descendByCuts(crew: Crew, start: Prices, options: CutOptions): Promise<Mixture> {
  const { instance } = crew.board;
  const { share = 1, bound = instance.limits.bound, stability } = options;
  const scales = roughScales(instance);
  const columns: Column[] = [];
  const look = async (prices: Prices): Promise<Here> => {
    options.signal?.throwIfAborted();
    const portion = { share, bound, stability };
    const here = await evaluateSettled(crew, prices, portion, settled);
    columns.push(columnOf(here));
    return here;
  };
  let best = await look(start);
  let { trust } = options;
  for (let step = 0; step < options.steps; step++) {
    const mixture = await bestMixture(instance, columns, bound, boxAround(instance, best.prices, scales, trust));
    if (!mixture) break;
    const left = best.value - mixture.value;
    if (left <= options.tolerance * Math.abs(best.value)) {
      if (!mixture.isBoxed) break;
      trust *= 4;
      continue;
    }
    const here = await look({ limit: mixture.limit, person: best.prices.person });
    options.onStep?.(
      `cut ${columns.length} bound ${here.value} of ${best.value}, mixture ${mixture.value}, box ${trust}`,
    );
    const fell = (best.value - here.value) / left;
    if (here.value < best.value) best = here;
    if (fell > 0.5 && mixture.isBoxed) trust *= 2;
    else if (fell < -1) trust *= 0.5;
  }
  const everywhere = boxAround(instance, best.prices, scales, Infinity);
  return {
    bound: safeBound(best.value),
    prices: best.prices,
    mix: async (goal) =>
      (await bestMixture(instance, columns, goal, everywhere))?.parts ?? [{ prices: best.prices, weight: 1 }],
    evaluations: columns.length,
  };
}

function columnOf({ value, prices, total, slope }: Here): Column {
  let worth = value;
  for (let i = 0; i < slope.length; i++) worth -= prices.limit[i]! * slope[i]!;
  return { prices, value: worth, used: total.used };
}

interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Nowhere beyond what misses a limit by one is worth; for limits that must hold, beyond any price that could matter. */
function boxAround({ limits }: Instance, { limit }: Prices, scales: Scales, trust: number): Box {
  const reach = (i: number, by: number) => (by * scales.gain) / scales.of[i]!;
  return {
    low: limit.map((price, i) => Math.max(0, price - reach(i, trust))),
    high: limit.map((price, i) => Math.min(limits.priceCap[i]!, price + reach(i, Math.min(trust, farthest)))),
  };
}

const farthest = 1e4;
/** Less than this share of a limit, or of the whole, is nothing. */
const nothing = 1e-9;

/**
 * The best mixture of columns; what the limits lack or leave over is paid at the sides of the box, so that prices stay
 * within. Undefined where the program could not be solved, which only numbers far apart can do.
 */
async function bestMixture({ limits }: Instance, columns: readonly Column[], bound: Float64Array, { low, high }: Box) {
  const whole = Math.max(1, ...columns.map(({ value }) => Math.abs(value)));
  const unit = bound.map((of, i) => Math.max(1, Math.abs(of), ...columns.map(({ used }) => Math.abs(used[i]!))));
  const gain = columns.map(({ value }) => value / whole);
  const rows: Program['rows'][number][] = [];
  for (let i = 0; i < limits.count; i++) {
    const at = [...columns.keys(), gain.length, gain.length + 1];
    const by = [...columns.map(({ used }) => used[i]! / unit[i]!), -1, 1];
    gain.push((-high[i]! * unit[i]!) / whole, (low[i]! * unit[i]!) / whole);
    rows.push({ low: -Infinity, high: (limits.sign[i]! * bound[i]!) / unit[i]!, at, by });
  }
  rows.push({ low: 1, high: 1, at: [...columns.keys()], by: columns.map(() => 1) });
  const upper = gain.map(() => Infinity);
  const { values, rowPrice } = await solveProgram({ gain, upper, whole: [], rows }, { relaxed: true });
  if (!values || !rowPrice) return undefined;
  const limit = low.map((least, i) => Math.min(high[i]!, Math.max(least, (rowPrice[i]! * whole) / unit[i]!)));
  const isBoxed = low.some((least, i) => {
    const [lacks, leaves] = [values[columns.length + 2 * i]!, values[columns.length + 2 * i + 1]!];
    return (lacks > nothing && high[i]! < limits.priceCap[i]!) || (leaves > nothing && least > 0);
  });
  return {
    value: gain.reduce((sum, of, i) => sum + of * values[i]!, 0) * whole,
    limit,
    isBoxed,
    parts: columns.map(({ prices }, i) => ({ prices, weight: values[i]! })).filter(({ weight }) => weight > nothing),
  };
}
