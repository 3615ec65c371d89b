import { z } from 'zod';
import { Estimate } from './words.ts';

/** How an experiment is analysed, whatever its units stand in. */
export const AnalysisPlan = z.strictObject({
  /** The column that chance filled. */
  arm: z.string().min(1),
  /** The value of the control group in it. */
  control: z.string(),
  /** `visit:proportion`, `spend:mean`, `clicks/visits:ratio`, … */
  metrics: z.array(z.string().min(1)).min(1).max(200),
  /** Known before the experiment began: CUPED. */
  covariates: z.array(z.string().min(1)).max(20).default([]),
  cluster: z.string().min(1).optional(),
  stratum: z.string().min(1).optional(),
  /** Effects for each value of it, drawn towards their mean. */
  segment: z.string().min(1).optional(),
  level: z.number().min(0.5).max(0.9999).default(0.95),
  adjust: z.enum(['holm', 'bh', 'none']).default('holm'),
  /** Take the normal distribution where Student's t is the default. */
  normal: z.boolean().default(false),
  /** Intervals that hold at any look, narrowest at so many units. */
  sequential: z.number().positive().optional(),
  bayesian: z.boolean().default(false),
  /** Chance did not decide who was treated. */
  observed: z.boolean().default(false),
  /** Units that were paired before chance drew: one pair has one value of it. */
  pair: z.string().min(1).optional(),
  /** Not randomised: each treated unit is compared with the untreated one most like it in the covariates. */
  match: z.boolean().optional(),
  /** What chance should have given each arm; equal unless said. */
  shares: z.record(z.string(), z.number().positive()).optional(),
});
export type AnalysisPlan = z.infer<typeof AnalysisPlan>;

const Posterior = z.object({
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  chance_to_beat_control: z.number(),
  expected_loss: z.number(),
});

/** Units that are to be paired, and drawn within the pairs. */
export const PairingPlan = z.strictObject({
  unit: z.string().min(1),
  covariates: z.array(z.string().min(1)).min(1).max(20),
  seed: z.number().int().min(0),
});
export type PairingPlan = z.infer<typeof PairingPlan>;
export interface Pairing {
  readonly seed: number;
  /** The closest first. */
  readonly pairs: readonly {
    readonly pair: number;
    readonly treated: string;
    readonly control: string;
    /** Mahalanobis distance of the covariates. */
    readonly distance: number;
  }[];
  /** With an odd number: the one that nobody is like. */
  readonly left: readonly string[];
}

/** One unit treated from a period on, beside a mixture of others. */
export const SyntheticPlan = z.strictObject({
  unit: z.string().min(1),
  time: z.string().min(1),
  outcome: z.string().min(1),
  /** The unit that was treated. */
  treated: z.string().min(1),
  /** The first period of treatment, as it stands in the file. */
  from: z.string().min(1),
});
export type SyntheticPlan = z.infer<typeof SyntheticPlan>;
export interface SyntheticControl {
  readonly treated: string;
  readonly evidence: 'weaker';
  /** The largest weights first; of each, its error after over its error before as if it had been treated. */
  readonly donors: readonly { readonly unit: string; readonly weight: number; readonly ratio: number | null }[];
  readonly periods: readonly {
    readonly at: string;
    readonly actual: number;
    readonly synthetic: number;
    readonly gap: number;
    readonly after: boolean;
  }[];
  /** Mean gap a period, after. */
  readonly effect: number;
  readonly error_before: number;
  readonly error_after: number;
  readonly ratio: number | null;
  /** Share of all units whose ratio is at least that of the treated one. */
  readonly p: number;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** One treated arm and metric against control. */
export const ExperimentResult = z.object({
  arm: z.string(),
  metric: z.string(),
  kind: z.string(),
  /** Units of the arm that have everything the metric needs. */
  n: z.number().int(),
  /** As it stands in the data; a ratio is the ratio of the sums. */
  mean: z.number().nullable(),
  control: z.object({ n: z.number().int(), mean: z.number().nullable() }),
  /** With covariates or strata: the two means that the difference is the difference of. */
  adjusted: z.object({ mean: z.number(), control: z.number() }).optional(),
  difference: Estimate,
  relative: Estimate,
  standard_error: z.number().nullable(),
  /** Degrees of freedom of t; null: normal distribution. */
  df: z.number().nullable(),
  p: z.number().nullable(),
  p_adjusted: z.number().nullable(),
  /** The estimator, by its name in docs/measurement.md. */
  method: z.string(),
  /** Share of the variance that the covariates took away. */
  variance_explained: z.number().optional(),
  clusters: z.number().int().optional(),
  /** Pairs that have both sides. */
  pairs: z.number().int().optional(),
  /** How many were matched to how many, and how far apart they were: differences in standard deviations of the treated. */
  matched: z
    .object({
      treated: z.number().int(),
      untreated: z.number().int(),
      taken: z.number().int(),
      /** Null where the treated are too few, or do not vary. */
      balance: z.array(
        z.object({ covariate: z.string(), before: z.number().nullable(), after: z.number().nullable() }),
      ),
    })
    .optional(),
  /** Revenue: what larger amounts were counted as. */
  cap: z.number().optional(),
  sequential: z.object({ low: z.number(), high: z.number(), p: z.number() }).optional(),
  bayesian: Posterior.optional(),
  permutation: z.object({ p: z.number(), assignments: z.number().int(), exact: z.boolean() }).optional(),
  segments: z
    .object({
      /** Cochran's Q: p of the hypothesis that all segments have one effect. */
      p: z.number(),
      between_sd: z.number(),
      mean: z.number(),
      by: z.array(
        z.object({
          segment: z.string(),
          n: z.number().int(),
          own: Estimate,
          shrunken: Estimate,
        }),
      ),
    })
    .optional(),
});
export type ExperimentResult = z.infer<typeof ExperimentResult>;

export const ExperimentAnalysis = z.object({
  control: z.string(),
  /** Weaker, where chance did not decide who was treated. */
  evidence: z.enum(['randomised', 'weaker']),
  level: z.number(),
  adjust: z.enum(['holm', 'bh', 'none']),
  /** Units by arm, control first. */
  arms: z.array(z.object({ arm: z.string(), n: z.number().int() })),
  results: z.array(ExperimentResult),
  /** Whether the arms have the sizes that chance should give them; of clusters, where whole clusters were assigned. */
  sample_ratio: z.object({
    p: z.number().nullable(),
    chi_square: z.number().nullable(),
    df: z.number().nullable(),
    of: z.enum(['units', 'clusters']),
    arms: z.array(z.object({ arm: z.string(), n: z.number().int(), share: z.number(), expected: z.number() })),
  }),
  /** Differences before anything was done: covariates by arm. */
  balance: z.array(
    z.object({ covariate: z.string(), arm: z.string(), difference: Estimate, p: z.number().nullable() }),
  ),
  /** Values that are missing, by column: units without them are left out where they are needed. */
  missing: z.array(z.object({ column: z.string(), units: z.number().int() })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type ExperimentAnalysis = z.infer<typeof ExperimentAnalysis>;
