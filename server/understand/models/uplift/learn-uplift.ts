import type { UpliftReport } from '#contract';
import type { ModelDocument } from '#query';
import { scoreTable } from '../learners/score-table.ts';
import { take, takeRows, type Table } from '../learners/table.ts';
import { trainTrees } from '../learners/train-trees.ts';
import { rowsOfArm, type Trial } from './trial.ts';
import type { GroupBounds, UpliftArmDocument, UpliftDocument } from './uplift-document.ts';

export type UpliftLearner = UpliftReport['learner'];
export interface UpliftOptions {
  readonly learner: UpliftLearner;
  readonly seed: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/*
 * Whom does contact change? Three ways to find out, all on boosted trees; e is the share of treated, y the outcome:
 *
 *   two-model             μ1(x) − μ0(x), one model of the treated and one of control                       (Radcliffe and Surry 1999)
 *   class-transformation  2 · P(z = 1) − 1 with z = (treated and y) or (control and not y), arms weighted alike  (Jaskowski and Jaroszewicz 2012)
 *   x-learner             (1 − e) · τ1(x) + e · τ0(x), τ1 learnt from y − μ0(x) of the treated, τ0 from μ1(x) − y of control (Künzel et al. 2019)
 */

/** Learns the effect of each arm against control. @throws Problem of the learners where nothing can be learnt. */
export async function learnUplift(trial: Trial, options: UpliftOptions): Promise<UpliftDocument> {
  const control = rowsWhere(trial, (arm) => arm === 0);
  const untouched = await learnOutcome(trial, control, options);
  const arms: UpliftArmDocument[] = [];
  for (const [i, arm] of trial.arms.entries()) {
    const part = { trial, arm: i + 1, control, untouched, options };
    arms.push({ arm, ...(await learners[options.learner](part)) });
  }
  const document: Omit<UpliftDocument, 'groups'> = {
    format: 'gridloop-uplift',
    version: 1,
    learner: options.learner,
    arms,
    untouched,
  };
  return { ...document, groups: boundsOf(document, trial) };
}

interface Part {
  readonly trial: Trial;
  readonly arm: number;
  readonly control: Int32Array;
  readonly untouched: ModelDocument;
  readonly options: UpliftOptions;
}
type Effect = Omit<UpliftArmDocument, 'arm'>;

const learners: Readonly<Record<UpliftLearner, (part: Part) => Promise<Effect>>> = {
  'two-model': async ({ trial, arm, untouched, options }) => {
    const contacted = await learnOutcome(
      trial,
      rowsWhere(trial, (of) => of === arm),
      options,
    );
    return {
      constant: 0,
      terms: [
        { weight: 1, document: contacted },
        { weight: -1, document: untouched },
      ],
    };
  },
  'class-transformation': async ({ trial, arm, options }) => {
    if (!isChance(trial.outcome)) return transformedOutcome({ trial, arm, options });
    const rows = rowsOfArm(trial.arm, arm);
    const e = shareTreated(trial, rows);
    const turned = Float64Array.from(rows, (row) => ((trial.arm[row] === 0) === (trial.outcome[row] === 0) ? 1 : 0));
    const weights = Float64Array.from(
      rows,
      (row) => weightOf(trial, row) / (trial.arm[row] === 0 ? 2 * (1 - e) : 2 * e),
    );
    const document = await learn(takeRows(trial.table, rows), turned, 'logistic', options, weights);
    return { constant: -1, terms: [{ weight: 2, document }] };
  },
  'x-learner': async ({ trial, arm, control, untouched, options }) => {
    const treated = rowsWhere(trial, (of) => of === arm);
    const contacted = await learnOutcome(trial, treated, options);
    const [ofTreated, ofControl] = [takeRows(trial.table, treated), takeRows(trial.table, control)];
    const expected = scoreTable(untouched, ofTreated);
    const wouldBe = scoreTable(contacted, ofControl);
    const gained = take(trial.outcome, treated).map((y, i) => y - expected[i]!);
    const missed = take(trial.outcome, control).map((y, i) => wouldBe[i]! - y);
    const [tau1, tau0] = [
      await learn(ofTreated, gained, 'squared', options, weightsOf(trial, treated)),
      await learn(ofControl, missed, 'squared', options, weightsOf(trial, control)),
    ];
    const e = treated.length / (treated.length + control.length);
    return {
      constant: 0,
      terms: [
        { weight: 1 - e, document: tau1 },
        { weight: e, document: tau0 },
      ],
    };
  },
};

/** Of an outcome that is a number: y · (t − e) / (e · (1 − e)) has the effect as its mean (Athey and Imbens 2016). */
async function transformedOutcome({ trial, arm, options }: Pick<Part, 'trial' | 'arm' | 'options'>): Promise<Effect> {
  const rows = rowsOfArm(trial.arm, arm);
  const e = shareTreated(trial, rows);
  const turned = Float64Array.from(rows, (row) => trial.outcome[row]! / (trial.arm[row] === 0 ? e - 1 : e));
  const document = await learn(takeRows(trial.table, rows), turned, 'squared', options, weightsOf(trial, rows));
  return { constant: 0, terms: [{ weight: 1, document }] };
}

const isChance = (outcome: Float64Array): boolean => outcome.every((y) => y === 0 || y === 1);
const weightOf = ({ weights }: Trial, row: number): number => weights?.[row] ?? 1;
const weightsOf = ({ weights }: Trial, rows: Int32Array): Float64Array | undefined => weights && take(weights, rows);

function rowsWhere({ arm }: Trial, holds: (arm: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < arm.length; i++) if (holds(arm[i]!)) rows.push(i);
  return Int32Array.from(rows);
}

function shareTreated({ arm }: Trial, rows: Int32Array): number {
  let treated = 0;
  for (const row of rows) if (arm[row] !== 0) treated++;
  return treated / rows.length;
}

const learnOutcome = (trial: Trial, rows: Int32Array, options: UpliftOptions): Promise<ModelDocument> =>
  learn(
    takeRows(trial.table, rows),
    take(trial.outcome, rows),
    isChance(trial.outcome) ? 'logistic' : 'squared',
    options,
    weightsOf(trial, rows),
  );

/** Effects are small beside the noise: shallow trees, large leaves, slow steps. */
async function learn(
  table: Table,
  target: Float64Array,
  loss: 'logistic' | 'squared',
  { seed, threads, signal }: UpliftOptions,
  weights?: Float64Array,
): Promise<ModelDocument> {
  const { document } = await trainTrees(table, target, {
    loss,
    seed,
    rounds: 300,
    rate: 0.03,
    depth: 4,
    leaves: 8,
    minLeafRows: Math.max(20, Math.round(table.rows / 200)),
    l2: 10,
    ...(weights && { weights }),
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
  });
  return document;
}

/** What contact changes, a row, for one arm. */
export function effectOf({ constant, terms }: UpliftArmDocument, table: Table): Float64Array {
  const effect = new Float64Array(table.rows).fill(constant);
  for (const { weight, document } of terms) {
    const scores = scoreTable(document, table);
    for (let i = 0; i < effect.length; i++) effect[i]! += weight * scores[i]!;
  }
  return effect;
}

/** An effect is one when it is a tenth of the usual chance to answer; who answers more than usual without contact is a sure thing. */
function boundsOf(document: Omit<UpliftDocument, 'groups'>, trial: Trial): GroupBounds {
  const chance = scoreTable(document.untouched, trial.table);
  const mean = chance.reduce((sum, p) => sum + p, 0) / Math.max(1, chance.length);
  const margin = Math.abs(mean) * 0.1;
  return { wakes: margin, harms: -margin, sure: mean };
}
