import { z } from 'zod';
import { UpliftLearner } from './training.ts';
import { Period, Text2 } from './words.ts';

const share = z.number();
const Curve = z.array(z.object({ x: z.number(), y: z.number() }));

/** How well a model foretells, on customers it was not trained on. */
export const PredictionReport = z.object({
  kind: z.literal('prediction'),
  /** Held out from training. */
  customers: z.number().int(),
  positives: z.number().int(),
  /** Area under the ROC curve with its 95% interval (DeLong 1988). */
  auc: z.object({ estimate: z.number(), low: z.number(), high: z.number() }),
  /** Area under the precision-recall curve (average precision). */
  averagePrecision: z.number(),
  /** Mean squared error of the chance (Brier 1950). */
  brier: z.number(),
  /** How chances were corrected on rows apart from those learnt from and judged on, if that made them clearly truer. */
  correction: z.enum(['none', 'platt', 'isotonic']).default('none'),
  roc: Curve,
  precisionRecall: Curve,
  /** Tenths of the customers by falling score. */
  deciles: z.array(
    z.object({
      decile: z.number().int(),
      customers: z.number().int(),
      positives: z.number().int(),
      /** Of the tenth's own rate over the rate of all. */
      lift: z.number(),
      /** Share of all positives in this and the tenths before. */
      gain: share,
    }),
  ),
  calibration: z.array(z.object({ predicted: z.number(), observed: z.number(), customers: z.number().int() })),
  importance: z.array(z.object({ field: z.string(), label: Text2, gain: z.number() })),
  partialDependence: z.array(
    z.object({
      field: z.string(),
      label: Text2,
      points: z.array(z.object({ value: z.union([z.number(), z.string()]).nullable(), chance: z.number() })),
    }),
  ),
  /** Population stability index of the score in other months against the month of training. */
  stability: z.array(z.object({ period: Period, psi: z.number(), customers: z.number().int() })),
  fairness: z.array(
    z.object({
      field: z.string(),
      label: Text2,
      groups: z.array(
        z.object({
          value: z.string().nullable(),
          customers: z.number().int(),
          positives: z.number().int(),
          /** Share of the group in the top fifth of all scores. */
          selected: share,
          /** Share of the group's positives in the top fifth. */
          recall: z.number().nullable(),
          meanScore: z.number(),
          observed: z.number(),
          auc: z.number().nullable(),
        }),
      ),
    }),
  ),
});
export type PredictionReport = z.infer<typeof PredictionReport>;

/** How well a model foretells a number. */
export const ValueReport = z.object({
  kind: z.literal('value'),
  customers: z.number().int(),
  /** Share of the variance explained, and the mean absolute and root mean squared error, in the unit of the target. */
  r2: z.number(),
  meanAbsoluteError: z.number(),
  rootMeanSquaredError: z.number(),
  calibration: z.array(z.object({ predicted: z.number(), observed: z.number(), customers: z.number().int() })),
  importance: PredictionReport.shape.importance,
  partialDependence: PredictionReport.shape.partialDependence,
  stability: PredictionReport.shape.stability,
});

const Band = z.object({ estimate: z.number(), low: z.number(), high: z.number() });
/** Uplift of the best-scored share of customers: what treating just them adds, a head of the whole population. */
export const UpliftPoint = z.object({ share, model: Band, response: z.number(), random: z.number() });
export const UpliftArm = z.object({
  arm: z.string(),
  treated: z.number().int(),
  control: z.number().int(),
  effect: Band,
  /** Area between the Qini curve and that of random targeting, a head (Radcliffe 2007), with its bootstrap interval. */
  qini: Band,
  /** The same for targeting those who answer most, contacted or not. */
  qiniOfResponse: z.number(),
  /** Area under the uplift curve, a head. */
  areaUnderUplift: Band,
  /** Uplift among the best-scored 10, 20 and 30%. */
  upliftAt: z.array(z.object({ share, uplift: Band })),
  curve: z.array(UpliftPoint),
  /** Tenths by falling score: foretold and observed uplift. */
  deciles: z.array(
    z.object({ decile: z.number().int(), customers: z.number().int(), predicted: z.number(), observed: Band }),
  ),
});
export type UpliftArm = z.infer<typeof UpliftArm>;

export const UpliftGroup = z.enum(['persuadable', 'sure-thing', 'lost-cause', 'do-not-wake']);
export type UpliftGroup = z.infer<typeof UpliftGroup>;

export const UpliftReport = z.object({
  kind: z.literal('uplift'),
  learner: UpliftLearner,
  customers: z.number().int(),
  arms: z.array(UpliftArm),
  /** Held-out customers by group of the first arm, with the uplift that was really seen in it. */
  groups: z.array(
    z.object({
      group: UpliftGroup,
      customers: z.number().int(),
      uplift: Band,
      responseOfControl: z.number(),
    }),
  ),
  importance: PredictionReport.shape.importance,
});
export type UpliftReport = z.infer<typeof UpliftReport>;

export const ModelReport = z.discriminatedUnion('kind', [PredictionReport, ValueReport, UpliftReport]);
export type ModelReport = z.infer<typeof ModelReport>;
