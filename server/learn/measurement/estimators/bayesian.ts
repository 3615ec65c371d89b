import { betaCdf, betaLogpdf, normal } from './distributions.ts';

export interface Posterior {
  /** Of the difference, with its central interval. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** P(treated > control). */
  readonly chanceToBeatControl: number;
  /** What is lost on average by taking the treated arm: E max(control − treated, 0), in the metric's unit. */
  readonly expectedLoss: number;
}

/**
 * Normal posterior of a difference: normal prior with mean 0 and the standard deviation given (infinite: flat).
 * A. Gelman et al., Bayesian Data Analysis, 3rd ed., 2.5.
 */
export function normalPosterior(
  effect: { readonly estimate: number; readonly standardError: number },
  { level, priorSd }: { readonly level: number; readonly priorSd: number },
): Posterior {
  const precision = 1 / effect.standardError ** 2 + 1 / priorSd ** 2;
  const mean = effect.estimate / effect.standardError ** 2 / precision;
  const sd = Math.sqrt(1 / precision);
  const half = normal.quantile(1 - (1 - level) / 2) * sd;
  const z = mean / sd;
  return {
    mean,
    low: mean - half,
    high: mean + half,
    chanceToBeatControl: normal.cdf(z),
    expectedLoss: sd * normal.density(z) - mean * normal.cdf(-z),
  };
}

/** Beta posteriors of two rates under Beta(1, 1) priors; integrals by Gauss–Legendre quadrature over ±12 standard deviations. */
export function betaPosterior(
  treated: { readonly n: number; readonly successes: number },
  control: { readonly n: number; readonly successes: number },
): Pick<Posterior, 'mean' | 'chanceToBeatControl' | 'expectedLoss'> {
  const t = betaOf(treated);
  const c = betaOf(control);
  const [from, to] = [Math.max(0, Math.min(t.from, c.from)), Math.min(1, Math.max(t.to, c.to))];
  // P(t > c) = ∫ f_t(x) F_c(x) dx.
  const chance = integrate((x) => Math.exp(betaLogpdf(x, t.a, t.b)) * betaCdf(x, c.a, c.b), t.from, t.to);
  // E max(c − t, 0) = ∫ F_t(x) (1 − F_c(x)) dx.
  const loss = integrate((x) => betaCdf(x, t.a, t.b) * (1 - betaCdf(x, c.a, c.b)), from, to);
  return { mean: t.mean - c.mean, chanceToBeatControl: Math.min(1, chance), expectedLoss: Math.max(0, loss) };
}

function betaOf({ n, successes }: { readonly n: number; readonly successes: number }) {
  const [a, b] = [successes + 1, n - successes + 1];
  const mean = a / (a + b);
  const sd = Math.sqrt((mean * (1 - mean)) / (a + b + 1));
  return { a, b, mean, from: Math.max(0, mean - 12 * sd), to: Math.min(1, mean + 12 * sd) };
}

/**
 * The chance of each arm to be the best, from independent normal posteriors: P(i best) = ∫ fᵢ(x) Πⱼ≠ᵢ Fⱼ(x) dx. What
 * Thompson sampling draws, worked out instead of drawn (S. L. Scott, Appl. Stoch. Models Bus. Ind. 26 (2010)).
 */
export function chanceToBeBest(arms: readonly { readonly mean: number; readonly sd: number }[]): number[] {
  const chances = arms.map((arm, i) =>
    integrate(
      (x) =>
        arms.reduce(
          (product, other, j) => (j === i ? product : product * normal.cdf((x - other.mean) / other.sd)),
          normal.density((x - arm.mean) / arm.sd) / arm.sd,
        ),
      arm.mean - 12 * arm.sd,
      arm.mean + 12 * arm.sd,
    ),
  );
  const sum = chances.reduce((all, chance) => all + chance, 0);
  return chances.map((chance) => chance / sum);
}

/** Composite Gauss–Legendre quadrature: 200 pieces of 5 points. */
function integrate(of: (x: number) => number, from: number, to: number): number {
  const pieces = 200;
  const half = (to - from) / pieces / 2;
  let sum = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const middle = from + (2 * piece + 1) * half;
    for (const [node, weight] of gauss) sum += weight * of(middle + half * node);
  }
  return sum * half;
}
const gauss: readonly (readonly [node: number, weight: number])[] = [
  [0, 0.5688888888888889],
  [0.5384693101056831, 0.47862867049936647],
  [-0.5384693101056831, 0.47862867049936647],
  [0.906179845938664, 0.23692688505618908],
  [-0.906179845938664, 0.23692688505618908],
];
