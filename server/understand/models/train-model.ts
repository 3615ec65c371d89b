import {
  Problem,
  type TrainingInput,
  type Leak,
  type ModelReport,
  type ModelVersion,
  type Text2,
  type TrainingData,
} from '#contract';
import { periodText } from '#know/customers';
import type { Scope } from '#query';
import type { Context } from '#platform/context';
import type { JobTools } from '#platform/jobs';
import { chooseCalibration } from './learners/calibration.ts';
import { type Refusal, refusalsOf } from './learners/refusals.ts';
import { marginsOf } from './learners/score-table.ts';
import { take, takeRows, without, type Table } from './learners/table.ts';
import { trainScorecard } from './learners/train-scorecard.ts';
import { trainTrees } from './learners/train-trees.ts';
import type { Baseline } from './baseline.ts';
import { evaluatePrediction, evaluateUplift, evaluateValue, type Held } from './evaluate.ts';
import { insertVersion, putModel } from './model-store.ts';
import { baselineOf } from './monitor.ts';
import type { ModelPorts } from './ports.ts';
import { drawAndCheck, prepareTraining, type Prepared } from './prepare-training.ts';
import { inputsOf, scoresOf, type ScoreDocument } from './score-document.ts';
import type { TrainingSet } from './training-set.ts';
import { learnUplift } from './uplift/learn-uplift.ts';
import { checkTrial, type Trial } from './uplift/trial.ts';

/*
 *   training set ─leaks out─▶ 60% ─learner─▶ document ─┐
 *                             15% ─────────────────────▶ calibration ─┐
 *                             25% ───────────────────────────────────▶ report ─▶ draft version
 *
 * What has no chance to correct (a number, an uplift), or too few outcomes to correct it by, learns from 70%.
 * What is judged is what is kept: the model is not learnt again from all rows, since nobody would have seen that one fail.
 */

export interface TrainingTask {
  readonly id: string;
  readonly name: Text2 | null;
  readonly training: TrainingInput;
  readonly by: string;
  readonly orgUnitId: string;
  /** Whose customers may be learnt from. */
  readonly scope: Scope;
}

/** So much of the sample is learnt from, where the chances are corrected and where not; and where what is judged begins. */
const shares = { corrected: { learnt: 0.6, held: 0.75 }, plain: { learnt: 0.7, held: 0.7 } } as const;
/** So many of the rarer class are needed to correct by. */
const fewestToCorrect = 50;

/** Trains a draft version. Repeated after a crash it gives the same document, and one version. */
export async function trainModel(
  context: Context,
  ports: ModelPorts,
  task: TrainingTask,
  { progress, signal, step }: Pick<JobTools, 'progress' | 'signal' | 'step'>,
): Promise<{ model: string; version: number; quality: ModelVersion['quality'] }> {
  const { training } = task;
  await progress(0.02, 'training-set');
  const prepared = await prepareTraining(context, ports, training, task.scope, (share, message) =>
    progress(0.02 + share * 0.2, message),
  );
  await progress(0.25, 'training-set');
  const { set, leaks } = await drawAndCheck(context, prepared);
  const out = new Set(
    training.dropLeaks ? leaks.filter(({ certainty }) => certainty === 'sure').map(({ field }) => field) : [],
  );
  const table = without(set.table, out);
  await progress(0.35, 'learning');
  const learnt = await learn({ context, task, prepared, set, table, signal });
  await progress(0.9, 'report');
  const { quality, document } = learnt;
  const version = await step('version', () =>
    keep(context, task, { ...learnt, leaks, training: dataOf(prepared, set, task, document) }),
  );
  return { model: task.id, version, quality };
}

interface Learning {
  readonly context: Context;
  readonly task: TrainingTask;
  readonly prepared: Prepared;
  readonly set: TrainingSet;
  readonly table: Table;
  readonly signal: AbortSignal;
}
interface Learnt {
  readonly learner: string;
  readonly document: ScoreDocument;
  readonly report: ModelReport;
  readonly quality: NonNullable<ModelVersion['quality']>;
  readonly baseline: Baseline;
}

async function learn(learning: Learning): Promise<Learnt> {
  const { task, prepared, set, table } = learning;
  const learnt = prepared.arms.length > 0 && task.training.target.kind === 'uplift' ? upliftOf : predictionOf;
  const result = await learnt(learning, splitOf(set, learnt === predictionOf && !prepared.isNumber));
  const period = prepared.window.period;
  return { ...result, baseline: baselineOf(period, table, scoresOf(result.document, table), set.weights) };
}

interface Split {
  readonly learnt: Int32Array;
  /** To correct the chances by; may be nobody. */
  readonly corrected: Int32Array;
  readonly held: Int32Array;
}

/** Rows stand in an order of chance, so a part is the next so many. */
function splitOf({ table, outcome }: TrainingSet, isChance: boolean): Split {
  const positives = outcome.reduce((sum, y) => sum + (y >= 0.5 ? 1 : 0), 0);
  const rarer = Math.min(positives, table.rows - positives) * (shares.corrected.held - shares.corrected.learnt);
  const share = isChance && rarer >= fewestToCorrect ? shares.corrected : shares.plain;
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  const [first, second] = [Math.round(table.rows * share.learnt), Math.round(table.rows * share.held)];
  return { learnt: rows.subarray(0, first), corrected: rows.subarray(first, second), held: rows.subarray(second) };
}

async function predictionOf({ context, task, prepared, set, table, signal }: Learning, split: Split) {
  const { learnt, corrected, held } = split;
  const { learner, seed, fairness } = task.training;
  const { isNumber } = prepared;
  refuse(refusalsOf(table, set.outcome, isNumber ? 'number' : 'yes-no'));
  const part = takeRows(table, learnt);
  const target = take(set.outcome, learnt);
  const options = { seed, signal, weights: take(set.weights, learnt) };
  const { document: learned } =
    isNumber || learner === 'trees'
      ? await trainTrees(part, target, { ...options, loss: isNumber ? 'squared' : 'logistic' })
      : await trainScorecard(part, target, options);
  const document =
    corrected.length === 0
      ? learned
      : chooseCalibration(learned, {
          margins: marginsOf(learned, takeRows(table, corrected)),
          target: take(set.outcome, corrected),
          weights: take(set.weights, corrected),
        });
  const judged: Held = {
    table: takeRows(table, held),
    outcome: take(set.outcome, held),
    weights: take(set.weights, held),
    whole: takeRows(set.table, held),
    fields: prepared.fields,
  };
  const trained = { document, learnt: part, period: prepared.window.period, scope: task.scope };
  if (isNumber) {
    const report = await evaluateValue(context, trained, judged);
    return { learner: 'trees', document, report, quality: { measure: 'r2' as const, value: report.r2 } };
  }
  const report = await evaluatePrediction(context, trained, judged, fairness);
  return { learner, document, report, quality: { measure: 'auc' as const, value: report.auc.estimate } };
}

async function upliftOf({ task, prepared, set, table, signal }: Learning, { learnt, held }: Split) {
  const { upliftLearner, seed } = task.training;
  const places = new Map(['control', ...prepared.arms].map((arm, i) => [arm, i]));
  const arm = Uint8Array.from(set.arms, (name) => places.get(name) ?? 0);
  const trialOf = (rows: Int32Array): Trial => ({
    table: takeRows(table, rows),
    arm: Uint8Array.from(rows, (row) => arm[row]!),
    arms: prepared.arms,
    outcome: take(set.outcome, rows),
  });
  const [trial, judged] = [trialOf(learnt), trialOf(held)];
  checkTrial(trial);
  checkTrial(judged);
  const document = await learnUplift(trial, { learner: upliftLearner, seed, signal });
  const report = evaluateUplift(document, judged, prepared.fields, seed);
  const [first] = report.arms;
  return {
    learner: upliftLearner,
    document,
    report,
    quality: { measure: 'qini' as const, value: first?.qini.estimate ?? 0 },
  };
}

function refuse(refusals: readonly Refusal[]): void {
  const [first] = refusals;
  if (!first) return;
  const problems = refusals.map(({ code, field, message, parameters }) => ({
    code,
    place: field ?? 'target',
    message,
    parameters,
  }));
  throw new Problem('invalid', 'training-refused', first.message, { problems });
}

function dataOf(prepared: Prepared, set: TrainingSet, task: TrainingTask, document: ScoreDocument): TrainingData {
  const { window, counts } = prepared;
  return {
    period: periodText(window.period),
    outcomeUntil: window.until === window.period ? null : periodText(window.until),
    customers: counts.positives + counts.negatives,
    positives: counts.positives,
    sampled: set.table.rows,
    sampledPositives: set.outcome.reduce((sum, y) => sum + (y >= 0.5 ? 1 : 0), 0),
    fields: inputsOf(document).map(({ name }) => name),
    seed: task.training.seed,
    orgUnitId: task.orgUnitId,
  };
}

/** The version and, when it is the first, its model come to be together. */
async function keep(
  { db, clock }: Context,
  { id, name, training, by, orgUnitId }: TrainingTask,
  learnt: Learnt & { leaks: readonly Leak[]; training: TrainingData },
): Promise<number> {
  const at = clock.now();
  return db.transaction().execute(async (trx) => {
    await putModel(trx, { id, name, owner: by, orgUnitId, at });
    return insertVersion(
      trx,
      id,
      {
        origin: 'trained',
        learner: learnt.learner,
        target: training.target,
        training: learnt.training,
        quality: learnt.quality,
        leaks: learnt.leaks,
        fields: learnt.training.fields,
        document: JSON.stringify(learnt.document),
        report: learnt.report,
        baseline: learnt.baseline,
      },
      by,
      at,
    );
  });
}
