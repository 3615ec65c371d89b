import type { Estimate } from '#contract';
import { scoreInterval } from '#learn/measurement';

/** Sums over verified feedback, each with its weight, one over the chance with which it was drawn. */
export interface VerifiedSums {
  readonly verified: number;
  readonly weights: number;
  readonly squaredWeights: number;
  readonly trueWeights: number;
}

/** Fewer verified feedbacks say too little of a person to put anybody on a list. */
const leastVerified = 3;

/**
 * The true share of all feedback: Hájek's estimator Σ w y / Σ w (C.-E. Särndal et al., Model Assisted Survey Sampling,
 * 5.7), with Wilson's interval at Kish's effective sample size (Σw)²/Σw² (L. Kish, 1965; E. Korn and B. Graubard, Survey
 * Methodology 24 (1998)), which stays sensible where all or none are true.
 */
export function truthRate({ verified, weights, squaredWeights, trueWeights }: VerifiedSums): Estimate {
  if (verified === 0) return { estimate: null, low: null, high: null };
  return scoreInterval(trueWeights / weights, weights ** 2 / squaredWeights);
}

export function isBelow(sums: VerifiedSums, bar: number): boolean {
  const { high } = truthRate(sums);
  return sums.verified >= leastVerified && high !== null && high < bar;
}
