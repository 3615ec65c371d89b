import { z } from 'zod';
import { RuleInput } from './rules.ts';
import { Id, Period, Text2 } from './words.ts';

const months = z.number().int().min(1).max(12);

/**
 * What a model foretells. Features are those of one month of the customer record; what is foretold lies in the `months`
 * after it, so that no field can know it.
 */
export const ModelTarget = z.discriminatedUnion('kind', [
  /** Was a customer with a live subscription, and is none at the end of the months. */
  z.object({ kind: z.literal('churn'), months }),
  /** Orders one of the offers within the months. */
  z.object({ kind: z.literal('take-up'), offers: z.array(Id).min(1).max(200), months }),
  /** Begins to hold the product within the months. */
  z.object({ kind: z.literal('product'), product: z.string().min(1).max(80), months }),
  /** Pays at least so many days late within the months. */
  z.object({ kind: z.literal('arrears'), daysLate: z.number().int().min(1).max(365), months }),
  /** Mean monthly revenue over the months, in yuan: a number, not a chance. */
  z.object({ kind: z.literal('value'), months }),
  /** The rule holds of the customer so many months on. */
  z.object({ kind: z.literal('rule'), rule: RuleInput, months }),
  /** Succeeds within a campaign's outcome window, among the customers it treated. */
  z.object({ kind: z.literal('response'), campaign: Id }),
  /** What contact changes: treated against control of a campaign that chance split. */
  z.object({ kind: z.literal('uplift'), campaign: Id }),
  /** Is like the customers of an audience (look-alike): members against the others of the same month. */
  z.object({ kind: z.literal('look-alike'), rule: RuleInput }),
]);
export type ModelTarget = z.infer<typeof ModelTarget>;

export const Learner = z.enum(['trees', 'scorecard']);
export const UpliftLearner = z.enum(['two-model', 'class-transformation', 'x-learner']);

export const TrainingInput = z.object({
  target: ModelTarget,
  /** The month whose record gives the features; the newest whose outcome is known, when left out. */
  period: Period.optional(),
  /** Who is learnt from: the customers of this rule; everybody, when left out. */
  population: RuleInput.optional(),
  /** Fields to learn from; all that are fit for it, when left out. */
  fields: z.array(z.string()).max(500).optional(),
  /** Fields to leave out. */
  exclude: z.array(z.string()).max(500).default([]),
  /** Leave out what the leakage check is sure of. */
  dropLeaks: z.boolean().default(true),
  learner: Learner.default('trees'),
  upliftLearner: UpliftLearner.default('x-learner'),
  /** Most customers that leave the warehouse to be learnt from. */
  sample: z.number().int().min(200).max(400_000).default(60_000),
  seed: z.number().int().min(0).max(2_147_483_647).default(42),
  /** Fields over whose values the report asks whether the model is fair. */
  fairness: z.array(z.string()).max(5).default([]),
});
export type TrainingInput = z.infer<typeof TrainingInput>;

/** A field that may know the future, with the reason and how sure it is. */
export const Leak = z.object({
  field: z.string(),
  label: Text2,
  reason: z.enum(['equals-target', 'tells-target', 'missing-tells-target', 'changes-meaning', 'not-of-its-month']),
  /** `sure`: left out unless told otherwise; `doubt`: a person should look. */
  certainty: z.enum(['sure', 'doubt']),
  /** Area under the ROC curve of the field alone, folded so that 0.5 is nothing and 1 everything; or a PSI for `changes-meaning`. */
  measure: z.number(),
  words: Text2,
});
export type Leak = z.infer<typeof Leak>;

/** What a model was trained on. */
export const TrainingData = z.object({
  period: Period,
  /** The last month of the outcome. */
  outcomeUntil: Period.nullable(),
  /** Customers of the population, and those with the outcome among them. */
  customers: z.number().int(),
  positives: z.number().int(),
  /** How many of them left the warehouse as a sample, by class; rates are the shares drawn. */
  sampled: z.number().int(),
  sampledPositives: z.number().int(),
  fields: z.array(z.string()),
  seed: z.number().int(),
  /** Only those of these units; null: everybody. */
  orgUnitId: Id,
});
export type TrainingData = z.infer<typeof TrainingData>;

/** What a training would learn from. */
export const TrainingCheck = z.object({
  period: Period,
  outcomeUntil: Period.nullable(),
  customers: z.number().int(),
  positives: z.number().int(),
  fields: z.array(z.string()),
  leaks: z.array(Leak),
});
export type TrainingCheck = z.infer<typeof TrainingCheck>;
