import {
  clusteredEffect,
  frameOf,
  independentMean,
  type Cell,
  type Shape,
} from '../../server/learn/measurement/estimators/design.ts';
import { compare, type Interval } from '../../server/learn/measurement/estimators/effect.ts';
import type { Moments } from '../../server/learn/measurement/estimators/moments.ts';
import { bootstrapError, quantileAt } from '../../server/learn/measurement/estimators/order-statistics.ts';
import { createRandom } from '../../server/learn/measurement/estimators/random.ts';
import { sequentialInterval } from '../../server/learn/measurement/estimators/sequential.ts';
import { kaplanMeier } from '../../server/learn/measurement/estimators/survival.ts';
import { independentWorth } from '../../server/learn/measurement/groups.ts';
import { anyLook } from '../../server/learn/measurement/report-days.ts';
import { difference } from '../../server/learn/measurement/statistics.ts';

/** One simulated experiment of a design whose truth is known, and whether its 95% interval holds the truth. */
export interface SimulatedDesign {
  readonly name: string;
  /** At any look it must hold at least 95 in 100; the others between 94 and 96. */
  readonly atAnyLook?: true;
  readonly holds: (random: () => number) => boolean;
}

const level = 0.95;
const within = ({ low, high }: Interval, truth: number) =>
  low !== null && high !== null && low <= truth && truth <= high;

export function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

type Vector = readonly number[];
function products(vectors: readonly Vector[]): number[][] {
  const width = vectors[0]?.length ?? 0;
  const sums = times(width, () => times(width, () => 0));
  for (const vector of vectors)
    for (const [i, a] of vector.entries())
      for (const [j, b] of vector.entries()) (sums[i] as number[])[j] = (sums[i]?.[j] ?? 0) + a * b;
  return sums;
}

/** Sums of units, each with its variables, and of clusters where units name them. */
export function momentsOf(units: readonly Vector[], clusters?: readonly number[]): Moments {
  const vectors = units.map((unit) => [1, ...unit]);
  if (!clusters) return { units: products(vectors) };
  const totals = new Map<number, number[]>();
  for (const [i, vector] of vectors.entries()) {
    const cluster = clusters[i] ?? 0;
    totals.set(
      cluster,
      vector.map((value, j) => value + (totals.get(cluster)?.[j] ?? 0)),
    );
  }
  return { units: products(vectors), clusters: { count: totals.size, totals: products([...totals.values()]) } };
}

function independent(
  treated: readonly Cell[],
  control: readonly Cell[],
  shape: Shape,
  distribution: 'welch' | 'normal',
) {
  const origin = times((shape.kind === 'ratio' ? 2 : 1) + shape.covariates, () => 0);
  const frame = frameOf([treated, control], shape, origin);
  return compare(independentMean(treated, frame), independentMean(control, frame), { level, distribution });
}
const one = (units: readonly Vector[], clusters?: readonly number[]): Cell[] => [
  { stratum: '', moments: momentsOf(units, clusters) },
];
const plain: Shape = { kind: 'plain', covariates: 0 };

export const designs: readonly SimulatedDesign[] = [
  {
    name: 'means, unequal variances and sizes',
    holds: (random) => {
      const arm = (n: number, mean: number, sd: number) => one(times(n, () => [mean + sd * gauss(random)]));
      return within(independent(arm(60, 3, 1), arm(150, 2, 3), plain, 'welch').difference, 1);
    },
  },
  {
    name: 'proportions',
    holds: (random) => {
      const arm = (n: number, rate: number) => one(times(n, () => [Number(random() < rate)]));
      return within(independent(arm(600, 0.23), arm(600, 0.2), plain, 'normal').difference, 0.03);
    },
  },
  {
    name: 'relative effect',
    holds: (random) => {
      const arm = (mean: number) => one(times(300, () => [mean + 2 * gauss(random)]));
      return within(independent(arm(11), arm(10), plain, 'welch').relative, 0.1);
    },
  },
  {
    name: 'ratio, delta method',
    holds: (random) => {
      const arm = (rate: number) =>
        one(
          times(400, () => {
            const views = 1 + Math.floor(8 * random());
            return [times(views, () => Number(random() < rate)).reduce((a, b) => a + b, 0), views];
          }),
        );
      return within(independent(arm(0.25), arm(0.2), { kind: 'ratio', covariates: 0 }, 'normal').difference, 0.05);
    },
  },
  {
    name: 'CUPED',
    holds: (random) => {
      const arm = (mean: number) =>
        one(
          times(200, () => {
            const before = gauss(random);
            return [mean + 0.8 * before + 0.6 * gauss(random), before];
          }),
        );
      return within(independent(arm(0.1), arm(0), { kind: 'plain', covariates: 1 }, 'welch').difference, 0.1);
    },
  },
  {
    name: 'post-stratification',
    holds: (random) => {
      const drawn = times(800, () => ({ stratum: Math.floor(4 * random()), treated: random() < 0.5 }));
      const cells = (treated: boolean): Cell[] =>
        times(4, (stratum) => ({
          stratum: String(stratum),
          moments: momentsOf(
            drawn
              .filter((unit) => unit.treated === treated && unit.stratum === stratum)
              .map(() => [2 * stratum + (treated ? 0.3 : 0) + gauss(random)]),
          ),
        }));
      return within(independent(cells(true), cells(false), plain, 'normal').difference, 0.3);
    },
  },
  {
    name: 'clusters',
    holds: (random) => {
      const arm = (mean: number, from: number) => {
        const clusters: number[] = [];
        const units: number[][] = [];
        for (let cluster = from; cluster < from + 40; cluster++) {
          const effect = 0.5 * gauss(random);
          for (let i = 0; i < 10; i++) {
            clusters.push(cluster);
            units.push([mean + effect + gauss(random)]);
          }
        }
        return one(units, clusters);
      };
      const [treated, control] = [arm(0.2, 0), arm(0, 40)];
      const frame = frameOf([treated, control], plain, [0]);
      const effect = clusteredEffect(treated, control, frame, { clusters: 80 }, { level, distribution: 79 });
      return within(effect.difference, 0.2);
    },
  },
  {
    name: 'rates of a report, whole grids drawn',
    holds: (random) => {
      const arm = (grids: number, rate: number) => {
        const sums = { n: 0, successes: 0, nn: 0, ns: 0, ss: 0 };
        for (let grid = 0; grid < grids; grid++) {
          const own = rate * (0.5 + random());
          const n = 60 + Math.floor(80 * random());
          const s = times(n, () => Number(random() < own)).reduce((a, b) => a + b, 0);
          sums.n += n;
          sums.successes += s;
          sums.nn += n * n;
          sums.ns += n * s;
          sums.ss += s * s;
        }
        return independentWorth(sums, { count: grids, ...sums, nr: 0, rr: 0 });
      };
      return within(difference(arm(40, 0.12), arm(20, 0.1)), 0.02);
    },
  },
  {
    name: 'median, bootstrap without resampling',
    holds: (random) => {
      const arm = (shift: number) => {
        const values = times(500, () => shift + gauss(random)).toSorted((a, b) => a - b);
        const window = { n: 500, below: 0, values: values.map((value) => ({ value, count: 1 })) };
        return { mean: quantileAt(window, 0.5), variance: bootstrapError(window, 0.5) ** 2, df: Infinity };
      };
      return within(compare(arm(0.2), arm(0), { level, distribution: 'normal' }).difference, 0.2);
    },
  },
  {
    name: 'retention with censoring',
    holds: (random) => {
      const arm = (rate: number) => {
        const rows = times(400, () => {
          const [event, watched] = [-Math.log(1 - random()) / rate, 20 + 80 * random()];
          return {
            time: Math.min(event, watched),
            events: Number(event <= watched),
            censored: Number(event > watched),
          };
        }).toSorted((a, b) => a.time - b.time);
        const { survival, variance } = kaplanMeier(rows, 40);
        return { mean: survival, variance, df: Infinity };
      };
      const truth = Math.exp(-40 * 0.008) - Math.exp(-40 * 0.01);
      return within(compare(arm(0.008), arm(0.01), { level, distribution: 'normal' }).difference, truth);
    },
  },
  {
    name: 'at any of 30 looks',
    atAnyLook: true,
    holds: (random) => {
      const sums = { t: 0, tt: 0, c: 0, cc: 0 };
      for (let n = 1; n <= 3000; n++) {
        const [t, c] = [0.1 + gauss(random), gauss(random)];
        sums.t += t;
        sums.tt += t * t;
        sums.c += c;
        sums.cc += c * c;
        if (n % 100 !== 0) continue;
        const variance = (sums.tt - sums.t ** 2 / n + sums.cc - sums.c ** 2 / n) / (n - 1) / n;
        const seen = { estimate: (sums.t - sums.c) / n, standardError: Math.sqrt(variance), units: 2 * n };
        const { low, high } = sequentialInterval(seen, { level, tunedFor: 2000 });
        if (low > 0.1 || high < 0.1) return false;
      }
      return true;
    },
  },
  {
    name: 'a campaign on any of 20 days',
    atAnyLook: true,
    holds: (random) => {
      const sizes = { treated: 1700, control: 300 };
      const perDay = (units: number) => {
        const days = times(20, () => 0);
        for (let i = 0; i < units; i++) {
          const day = Math.floor(-Math.log(1 - random()) / 0.004);
          if (day < 20) days[day] = (days[day] ?? 0) + 1;
        }
        return days;
      };
      const [treated, control] = [perDay(sizes.treated), perDay(sizes.control)];
      const far = { treated: 0, control: 0 };
      for (let day = 0; day < 20; day++) {
        far.treated += treated[day] ?? 0;
        far.control += control[day] ?? 0;
        const band = anyLook(
          { n: sizes.treated, successes: far.treated },
          { n: sizes.control, successes: far.control },
        );
        if (band && (band.low > 0 || band.high < 0)) return false;
      }
      return true;
    },
  },
];

/** The share of so many simulated experiments whose interval holds the truth. */
export function coverage(design: SimulatedDesign, experiments: number, seed: number): number {
  const random = createRandom(seed);
  let held = 0;
  for (let i = 0; i < experiments; i++) if (design.holds(random)) held++;
  return held / experiments;
}
