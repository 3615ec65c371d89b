import type { Gradients } from './grow.ts';

export type Loss = 'logistic' | 'squared';

export interface Answers {
  readonly target: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** The margin that fits all rows best while no tree stands: the log-odds of their mean, or the mean. */
export function baseOf(loss: Loss, { target, weights }: Answers, rows: Uint32Array): number {
  let sum = 0;
  let weight = 0;
  for (const row of rows) {
    const w = weights ? weights[row]! : 1;
    sum += w * target[row]!;
    weight += w;
  }
  const mean = sum / weight;
  if (loss === 'squared') return mean;
  const share = Math.min(Math.max(mean, 1e-9), 1 - 1e-9);
  return Math.log(share / (1 - share));
}

/** First and second derivative of each row's loss: p − y and p (1 − p) with p = 1 / (1 + e^−margin), or margin − y and 1. */
export function computeGradients(
  loss: Loss,
  { target, weights }: Answers,
  margins: Float64Array,
  rows: Uint32Array,
  { gradient, hessian }: Gradients,
): void {
  for (const row of rows) {
    const weight = weights ? weights[row]! : 1;
    if (loss === 'squared') {
      gradient[row] = weight * (margins[row]! - target[row]!);
      hessian[row] = weight;
      continue;
    }
    const p = 1 / (1 + Math.exp(-margins[row]!));
    gradient[row] = weight * (p - target[row]!);
    hessian[row] = weight * Math.max(p * (1 - p), 1e-16);
  }
}

/** Mean loss of some rows: minus the mean log likelihood, or half the mean squared error. */
export function meanLoss(loss: Loss, { target, weights }: Answers, margins: Float64Array, rows: Uint32Array): number {
  let sum = 0;
  let weight = 0;
  for (const row of rows) {
    const w = weights ? weights[row]! : 1;
    const margin = margins[row]!;
    const y = target[row]!;
    // log(1 + e^m) − y m, without overflow.
    sum +=
      w *
      (loss === 'squared'
        ? (margin - y) ** 2 / 2
        : Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - y * margin);
    weight += w;
  }
  return sum / weight;
}
