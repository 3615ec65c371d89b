import type { Tokens } from '../tokens.ts';

/** One step of a legend: values from `from` up to, not including, `to`; the last includes it. */
export interface Shade {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}
/** Amounts go from pale to full. Differences go two ways from zero, which colour-blind people tell apart: orange below, teal above. */
export type Scale = 'amount' | 'difference';

const mostShades = 5;
/** Okabe and Ito's vermilion. */
const below: readonly [number, number, number] = [213, 94, 0];

/**
 * Shades that each hold about as many values, so that one large value does not make all others pale.
 * @param write as the legend writes a value: two edges that read the same are one
 */
export function shadesOf(
  values: readonly number[],
  scale: Scale,
  look: Tokens,
  write: (value: number) => string = String,
): readonly Shade[] {
  if (values.length === 0) return [];
  const ground = rgb(look.surface);
  const full = rgb(look.accent);
  if (scale === 'amount') {
    const edges = quantiles(values, mostShades, write);
    return edges.slice(1).map((to, i) => ({
      from: edges[i] as number,
      to,
      colour: mix(ground, full, edges.length === 2 ? 0.5 : 0.14 + (0.86 * i) / (edges.length - 2)),
    }));
  }
  const side = (part: readonly number[], colour: readonly [number, number, number]) => {
    const edges = part.length === 0 ? [] : quantiles([0, ...part], 2, write);
    return edges
      .slice(1)
      .map((to, i) => ({ from: edges[i] as number, to, colour: mix(ground, colour, i === 0 ? 0.35 : 0.9) }));
  };
  const up = side(values.filter((value) => value >= 0), full); // prettier-ignore
  const down = side(values.filter((value) => value < 0).map((value) => -value), below); // prettier-ignore
  return [...down.map(({ from, to, colour }) => ({ from: -to, to: -from, colour })).toReversed(), ...up];
}

export function shadeOf(value: number, shades: readonly Shade[]): Shade | undefined {
  return shades.find((shade, i) => value >= shade.from && (value < shade.to || i === shades.length - 1));
}

/** Edges that can be told apart, from the smallest to the largest value. */
function quantiles(values: readonly number[], parts: number, write: (value: number) => string): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))] as number;
  const [first, last] = [at(0), at(1)];
  const seen = new Set([write(first), write(last)]);
  const inner = Array.from({ length: parts - 1 }, (_, i) => at((i + 1) / parts)).filter((edge) => {
    const isNew = !seen.has(write(edge));
    seen.add(write(edge));
    return isNew;
  });
  return [first, ...inner, last];
}

function rgb(hex: string): readonly [number, number, number] {
  const part = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16);
  return [part(1), part(3), part(5)];
}

function mix(from: readonly number[], to: readonly number[], share: number): string {
  const part = (i: number) => Math.round((from[i] ?? 0) + ((to[i] ?? 0) - (from[i] ?? 0)) * share);
  return `rgb(${part(0)} ${part(1)} ${part(2)})`;
}
