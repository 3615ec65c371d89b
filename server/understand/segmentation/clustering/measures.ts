import { squaredDistance, type Points } from './points.ts';

/**
 * The mean silhouette (Rousseeuw 1987): for each row (b - a) / max(a, b), a its mean distance to its own group, b to the
 * nearest other. 0 for a row alone in its group, and for a single group. Every pair is measured: give it a sample.
 */
export function silhouette({ rows, width, values }: Points, label: Int32Array, k: number): number {
  const size = new Float64Array(k);
  for (const group of label) size[group]! += 1;
  if (size.filter((n) => n > 0).length < 2) return 0;
  let sum = 0;
  const to = new Float64Array(k);
  for (let i = 0; i < rows; i++) {
    to.fill(0);
    for (let j = 0; j < rows; j++) to[label[j]!]! += Math.sqrt(squaredDistance(values, i, values, j, width));
    const own = label[i]!;
    if (size[own]! < 2) continue;
    const a = to[own]! / (size[own]! - 1);
    let b = Infinity;
    for (let c = 0; c < k; c++) if (c !== own && size[c]! > 0) b = Math.min(b, to[c]! / size[c]!);
    if (Math.max(a, b) > 0) sum += (b - a) / Math.max(a, b);
  }
  return sum / rows;
}

/**
 * The Davies–Bouldin index (1979): the mean over groups of the worst (sᵢ + sⱼ) / dᵢⱼ, s the mean distance to the own
 * centre, d that between centres. Less is better; 0 for a single group.
 */
export function daviesBouldin({ rows, width, values }: Points, label: Int32Array, centres: Float64Array): number {
  const k = centres.length / width;
  const size = new Float64Array(k);
  const spread = new Float64Array(k);
  for (let i = 0; i < rows; i++) {
    size[label[i]!]! += 1;
    spread[label[i]!]! += Math.sqrt(squaredDistance(values, i, centres, label[i]!, width));
  }
  const held = Array.from({ length: k }, (_, c) => c).filter((c) => size[c]! > 0);
  if (held.length < 2) return 0;
  const worst = held.map((c) =>
    Math.max(
      ...held
        .filter((other) => other !== c)
        .map((other) => {
          const apart = Math.sqrt(squaredDistance(centres, c, centres, other, width));
          return apart === 0 ? Infinity : (spread[c]! / size[c]! + spread[other]! / size[other]!) / apart;
        }),
    ),
  );
  return worst.reduce((a, b) => a + b, 0) / worst.length;
}
