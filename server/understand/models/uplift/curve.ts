/*
 * Held-out customers in the order of a score, the highest first; φ is the share taken, t and c treated and control within it.
 *
 *   Qini curve    Q(φ) = (Yt(φ) − Yc(φ) · nt(φ) / nc(φ)) / Nt     incremental responses, a head of the treated (Radcliffe 2007)
 *   uplift curve  U(φ) = (Yt(φ) / nt(φ) − Yc(φ) / nc(φ)) · φ      the same if chance had split every share exactly
 *   Qini          ∫ Q dφ − Q(1) / 2                               above random targeting
 *
 * Customers of the same score come together, in whatever order they stand: they count in equal parts.
 */

export interface Judged {
  /** Foretold uplift, or any score to target by. */
  readonly score: Float64Array;
  readonly treated: Uint8Array;
  readonly outcome: Float64Array;
  /** How many customers a row stands for; all alike when absent. */
  readonly weights?: Float64Array;
}

/** What a targeting comes to. */
export interface Figures {
  readonly qini: number;
  readonly area: number;
  /** Of all: treated less control. */
  readonly effect: number;
  /** Uplift among the best-scored share, by the shares asked for. */
  readonly upliftAt: readonly number[];
  /** U(φ) at the points of the grid. */
  readonly curve: readonly number[];
}

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export const curvePoints: readonly number[] = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);

/** Rows by falling score, with the end of each run of equal scores. */
export interface Ranking {
  readonly order: Int32Array;
  readonly ends: Int32Array;
}

export function rankingOf(score: Float64Array): Ranking {
  const order = Int32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]! || a - b);
  const ends: number[] = [];
  for (let i = 0; i < order.length; i++)
    if (i === order.length - 1 || score[order[i]!] !== score[order[i + 1]!]) ends.push(i + 1);
  return { order, ends: Int32Array.from(ends) };
}

/** Running sums after each run of equal scores, the first of nobody. */
interface Points {
  readonly nt: Float64Array;
  readonly nc: Float64Array;
  readonly yt: Float64Array;
  readonly yc: Float64Array;
}
type Sums = { readonly [K in keyof Points]: number };

/** Figures of one ranking. `weights` count each row so often: those of a bootstrap sample. */
export function figuresOf(
  { order, ends }: Ranking,
  { treated, outcome }: Pick<Judged, 'treated' | 'outcome'>,
  weights: Float64Array,
  shares: readonly number[],
): Figures {
  const points = accumulate({ order, ends }, { treated, outcome }, weights);
  const total = sumsAt(points, ends.length);
  const all = total.nt + total.nc;
  const ofAll = incremental(total) / Math.max(1, total.nt);
  return {
    qini: areaOf(points, all, (at) => incremental(at) / Math.max(1, total.nt)) - ofAll / 2,
    area: areaOf(points, all, (at) => (rateDifference(at) * (at.nt + at.nc)) / Math.max(1, all)),
    effect: rateDifference(total),
    upliftAt: shares.map((share) => rateDifference(taken(points, share * all))),
    curve: curvePoints.map((share) => rateDifference(taken(points, share * all)) * share),
  };
}

function accumulate(
  { order, ends }: Ranking,
  { treated, outcome }: Pick<Judged, 'treated' | 'outcome'>,
  weights: Float64Array,
): Points {
  const points: Points = {
    nt: new Float64Array(ends.length + 1),
    nc: new Float64Array(ends.length + 1),
    yt: new Float64Array(ends.length + 1),
    yc: new Float64Array(ends.length + 1),
  };
  let [nt, nc, yt, yc, from] = [0, 0, 0, 0, 0];
  for (let e = 0; e < ends.length; e++) {
    for (let i = from; i < ends[e]!; i++) {
      const row = order[i]!;
      const weight = weights[row]!;
      if (treated[row] === 1) {
        nt += weight;
        yt += weight * outcome[row]!;
      } else {
        nc += weight;
        yc += weight * outcome[row]!;
      }
    }
    from = ends[e]!;
    points.nt[e + 1] = nt;
    points.nc[e + 1] = nc;
    points.yt[e + 1] = yt;
    points.yc[e + 1] = yc;
  }
  return points;
}

const sumsAt = ({ nt, nc, yt, yc }: Points, at: number): Sums => ({
  nt: nt[at] ?? 0,
  nc: nc[at] ?? 0,
  yt: yt[at] ?? 0,
  yc: yc[at] ?? 0,
});

const incremental = ({ nt, nc, yt, yc }: Sums): number => (nc === 0 || nt === 0 ? 0 : yt - (yc * nt) / nc);
const rateDifference = ({ nt, nc, yt, yc }: Sums): number => (nt === 0 || nc === 0 ? 0 : yt / nt - yc / nc);

/** By trapezoids over the share taken. */
function areaOf(points: Points, all: number, value: (point: Sums) => number): number {
  let area = 0;
  let before = { taken: 0, height: 0 };
  for (let at = 1; at < points.nt.length; at++) {
    const sums = sumsAt(points, at);
    const now = { taken: sums.nt + sums.nc, height: value(sums) };
    area += ((now.taken - before.taken) / Math.max(1, all)) * ((before.height + now.height) / 2);
    before = now;
  }
  return area;
}

/** Sums when so many customers have been taken; a run of equal scores is taken in part. */
function taken(points: Points, wanted: number): Sums {
  let low = 0;
  let high = points.nt.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points.nt[middle]! + points.nc[middle]! >= wanted) high = middle;
    else low = middle + 1;
  }
  const [now, before] = [sumsAt(points, low), sumsAt(points, Math.max(0, low - 1))];
  const width = now.nt + now.nc - before.nt - before.nc;
  const part = width === 0 ? 1 : Math.min(1, Math.max(0, (wanted - before.nt - before.nc) / width));
  const between = (key: keyof Sums): number => before[key] + part * (now[key] - before[key]);
  return { nt: between('nt'), nc: between('nc'), yt: between('yt'), yc: between('yc') };
}
