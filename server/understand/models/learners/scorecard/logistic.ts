/** Rows whose features are looked up: feature f of a row is values[f][fold[row]][places[f][row]]. */
export interface LookedUp {
  readonly rows: number;
  readonly places: readonly Uint8Array[];
  readonly fold: Int32Array;
  readonly values: readonly (readonly Float64Array[])[];
}
export interface Fitted {
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

const mostSteps = 50;
const rowsPerBlock = 4096;

/**
 * Logistic regression with a ridge penalty ½ λ Σ β² (not on the intercept), by Newton steps (iteratively reweighted
 * least squares: McCullagh and Nelder 1989), halved where one goes too far.
 */
export function fitLogistic(
  data: LookedUp,
  target: Float64Array,
  weights: Float64Array | undefined,
  l2: number,
): Fitted {
  const p = data.values.length;
  let beta = new Float64Array(p + 1);
  let state = derive(data, target, weights, l2, beta);
  for (let step = 0; step < mostSteps; step++) {
    const direction = solve(state.hessian, state.gradient);
    let scale = 1;
    let next = move(beta, direction, scale);
    let after = derive(data, target, weights, l2, next);
    while (!(after.loss <= state.loss + 1e-12) && scale > 1e-4) {
      scale /= 2;
      next = move(beta, direction, scale);
      after = derive(data, target, weights, l2, next);
    }
    const gained = state.loss - after.loss;
    beta = next;
    state = after;
    if (gained <= 1e-9 * Math.abs(state.loss)) break;
  }
  return { intercept: beta[p]!, coefficients: [...beta.subarray(0, p)] };
}

const move = (from: Float64Array, direction: Float64Array, scale: number) =>
  from.map((value, i) => value - scale * direction[i]!);

/** Loss, gradient and Hessian at β; the intercept stands last. */
function derive(
  { rows, places, fold, values }: LookedUp,
  target: Float64Array,
  weights: Float64Array | undefined,
  l2: number,
  beta: Float64Array,
) {
  const p = values.length;
  const size = p + 1;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const block = new Float64Array(rowsPerBlock * size);
  let loss = 0;
  for (let from = 0; from < rows; from += rowsPerBlock) {
    const to = Math.min(rows, from + rowsPerBlock);
    for (let f = 0; f < p; f++) {
      const place = places[f]!;
      const value = values[f]!;
      for (let row = from; row < to; row++) block[(row - from) * size + f] = value[fold[row]!]![place[row]!]!;
    }
    for (let row = from; row < to; row++) {
      const at = (row - from) * size;
      block[at + p] = 1;
      let margin = 0;
      for (let i = 0; i < size; i++) margin += beta[i]! * block[at + i]!;
      const weight = weights ? weights[row]! : 1;
      const chance = 1 / (1 + Math.exp(-margin));
      loss += weight * (Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - target[row]! * margin);
      const error = weight * (chance - target[row]!);
      const bend = weight * Math.max(chance * (1 - chance), 1e-10);
      for (let i = 0; i < size; i++) {
        const x = block[at + i]!;
        gradient[i]! += error * x;
        const bent = bend * x;
        const line = i * size;
        for (let j = 0; j <= i; j++) hessian[line + j]! += bent * block[at + j]!;
      }
    }
  }
  for (let i = 0; i < p; i++) {
    loss += (l2 / 2) * beta[i]! ** 2;
    gradient[i]! += l2 * beta[i]!;
    hessian[i * size + i]! += l2;
  }
  return { loss, gradient, hessian };
}

/** Solves H x = g by Cholesky's method; only the lower half of H is read. A direction without curvature stays where it is. */
function solve(lower: Float64Array, g: Float64Array): Float64Array {
  const n = g.length;
  const l = Float64Array.from(lower);
  const x = Float64Array.from(g);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = l[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i === j) l[i * n + i] = sum > 1e-12 ? Math.sqrt(sum) : Infinity;
      else l[i * n + j] = sum / l[j * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= l[i * n + k]! * x[k]!;
    x[i]! /= l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= l[k * n + i]! * x[k]!;
    x[i]! /= l[i * n + i]!;
  }
  return x;
}
