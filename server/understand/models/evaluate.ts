import type { PredictionReport, ModelReport, UpliftReport } from '#contract';
import { periodText, readFields, readPeriods } from '#know/customers';
import type { ModelDocument, Scope } from '#query';
import type { Context } from '#platform/context';
import { importanceOf, partialDependence } from './learners/importance.ts';
import { areaUnderRoc, reportOf } from './learners/report.ts';
import { scoreTable } from './learners/score-table.ts';
import type { Table } from './learners/table.ts';
import { sharesOf, spreadOf, stabilityIndex } from './stability.ts';
import type { TrainingField } from './training-fields.ts';
import { trainingField } from './training-fields.ts';
import { drawMonthSample } from './training-set.ts';
import { reportUplift } from './uplift/report-uplift.ts';
import type { Trial } from './uplift/trial.ts';
import { documentsOf, type UpliftDocument } from './uplift/uplift-document.ts';

type ValueReport = Extract<ModelReport, { kind: 'value' }>;

/** A model with what it was learnt from. */
export interface Trained {
  readonly document: ModelDocument;
  readonly learnt: Table;
  readonly period: number;
  readonly scope: Scope;
}
/** Rows it has not seen. */
export interface Held {
  readonly table: Table;
  readonly outcome: Float64Array;
  readonly weights: Float64Array;
  /** With the fields that were left out of learning, over which fairness may be asked. */
  readonly whole: Table;
  readonly fields: readonly TrainingField[];
}

const fieldsShown = 6;
const monthsCompared = 6;
const customersOfMonth = 10_000;

export async function evaluatePrediction(
  context: Context,
  trained: Trained,
  held: Held,
  fairness: readonly string[],
): Promise<PredictionReport> {
  const { outcome: target, weights } = held;
  const scores = scoreTable(trained.document, held.table);
  const report = reportOf({ scores, target, weights });
  return {
    kind: 'prediction',
    customers: report.rows,
    positives: report.positives,
    auc: report.auc,
    averagePrecision: report.averagePrecision,
    brier: report.brier,
    correction: trained.document.calibration?.kind ?? 'none',
    roc: [...report.roc],
    precisionRecall: [...report.precisionRecall],
    deciles: report.deciles.map(({ rows, ...decile }) => ({ ...decile, customers: rows })),
    calibration: report.calibration.map(({ rows, ...band }) => ({ ...band, customers: rows })),
    ...explained(trained, held),
    stability: await stabilityOf(context, trained),
    fairness: fairness.flatMap((field) => fairnessOf(field, held, scores)),
  };
}

export async function evaluateValue(context: Context, trained: Trained, held: Held): Promise<ValueReport> {
  const scores = scoreTable(trained.document, held.table);
  const { outcome } = held;
  const mean = outcome.reduce((sum, y) => sum + y, 0) / outcome.length;
  const squares = sumOf(outcome, (y, row) => (y - scores[row]!) ** 2);
  return {
    kind: 'value',
    customers: outcome.length,
    r2:
      1 -
      squares /
        Math.max(
          Number.MIN_VALUE,
          sumOf(outcome, (y) => (y - mean) ** 2),
        ),
    meanAbsoluteError: sumOf(outcome, (y, row) => Math.abs(y - scores[row]!)) / outcome.length,
    rootMeanSquaredError: Math.sqrt(squares / outcome.length),
    calibration: tenths(scores, outcome),
    ...explained(trained, held),
    stability: await stabilityOf(context, trained),
  };
}

export function evaluateUplift(
  document: UpliftDocument,
  held: Trial,
  fields: readonly TrainingField[],
  seed: number,
): UpliftReport {
  // What tells the effect: the parts that foretell it, each by its share.
  const shares = new Map<string, number>();
  const parts = documentsOf(document);
  for (const part of parts)
    for (const { field, gain } of importanceOf(part)) shares.set(field, (shares.get(field) ?? 0) + gain / parts.length);
  const importance = Array.from(shares, ([field, gain]) => ({ field, gain })).toSorted((a, b) => b.gain - a.gain);
  return { ...reportUplift(document, held, seed), importance: labelled(importance, fields) };
}

const sumOf = (values: Float64Array, of: (value: number, row: number) => number): number =>
  values.reduce((sum, value, row) => sum + of(value, row), 0);

/** Customers by rising score, in tenths: the mean of what was foretold beside what came. */
function tenths(scores: Float64Array, outcome: Float64Array): ValueReport['calibration'] {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]! || a - b);
  return Array.from({ length: 10 }, (_, i) => {
    const rows = order.subarray(Math.floor((i * order.length) / 10), Math.floor(((i + 1) * order.length) / 10));
    const mean = (of: Float64Array): number => rows.reduce((sum, row) => sum + of[row]!, 0) / Math.max(1, rows.length);
    return { predicted: mean(scores), observed: mean(outcome), customers: rows.length };
  });
}

function explained(
  { document, learnt }: Trained,
  { fields }: Held,
): Pick<PredictionReport, 'importance' | 'partialDependence'> {
  const importance = importanceOf(document).filter(({ gain }) => gain > 0);
  return {
    importance: labelled(importance, fields),
    partialDependence: labelled(importance.slice(0, fieldsShown), fields).map(({ field, label }) => ({
      field,
      label,
      points: partialDependence(document, learnt, field).points.map(({ value, score }) => ({ value, chance: score })),
    })),
  };
}

function labelled(
  importance: readonly { field: string; gain: number }[],
  fields: readonly TrainingField[],
): PredictionReport['importance'] {
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  return importance.map(({ field, gain }) => ({ field, label: labels.get(field) ?? { en: field, zh: field }, gain }));
}

/** How far the score's spread in each of the newest months is from that of the month of training. */
async function stabilityOf(
  context: Context,
  { document, period, scope }: Trained,
): Promise<PredictionReport['stability']> {
  const catalogue = new Map((await readFields(context.db)).map((field) => [field.name, field]));
  const fields = document.inputs.flatMap(({ name }) => {
    const field = catalogue.get(name);
    return field ? [trainingField(field)] : [];
  });
  const months = (await readPeriods(context.warehouse)).map((month) => month.period).slice(-monthsCompared);
  const scoresOf = async (month: number) => {
    const { table, customers } = await drawMonthSample(context, {
      period: month,
      fields,
      scope,
      sample: customersOfMonth,
    });
    return { values: scoreTable(document, table), customers };
  };
  const score = (values: Float64Array) => ({ name: 'score', type: 'number' as const, values });
  const spread = spreadOf(score((await scoresOf(period)).values));
  const found: PredictionReport['stability'] = [];
  for (const month of months.filter((one) => one !== period)) {
    const { values, customers } = await scoresOf(month);
    found.push({
      period: periodText(month),
      psi: stabilityIndex(spread.shares, sharesOf(score(values), spread)),
      customers,
    });
  }
  return found;
}

const chosenShare = 0.2;
const fewestOfGroup = 20;

/** The groups of a field beside each other: who would be chosen among the best-scored fifth, and how well each is foretold. */
function fairnessOf(name: string, held: Held, scores: Float64Array): PredictionReport['fairness'] {
  const column = held.whole.columns.find((one) => one.name === name);
  const field = held.fields.find((one) => one.name === name);
  if (!column || !field) return [];
  const text = (row: number): string | null => {
    if (column.type === 'text') return column.values[column.codes[row]!] ?? null;
    const v = column.values[row]!;
    return Number.isNaN(v) ? null : String(v);
  };
  const chosen = cutOf(scores, held.weights);
  const groups = Map.groupBy(Array.from(scores.keys()), text);
  return [
    {
      field: name,
      label: field.label,
      groups: Array.from(groups, ([value, rows]) => groupOf(value, rows, held, scores, chosen))
        .filter(({ customers }) => customers >= fewestOfGroup)
        .toSorted((a, b) => b.customers - a.customers)
        .slice(0, 12),
    },
  ];
}

/** The score above which the best-scored fifth of the customers lies. */
function cutOf(scores: Float64Array, weights: Float64Array): number {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
  let left = weights.reduce((sum, w) => sum + w, 0) * chosenShare;
  for (const row of order) {
    left -= weights[row]!;
    if (left <= 0) return scores[row]!;
  }
  return -Infinity;
}

function groupOf(
  value: string | null,
  rows: readonly number[],
  { outcome, weights }: Held,
  scores: Float64Array,
  cut: number,
): PredictionReport['fairness'][number]['groups'][number] {
  const sum = (of: (row: number) => number): number => rows.reduce((all, row) => all + weights[row]! * of(row), 0);
  const customers = sum(() => 1);
  const positives = sum((row) => outcome[row]!);
  const pick = (of: Float64Array): Float64Array => Float64Array.from(rows, (row) => of[row]!);
  return {
    value,
    customers: Math.round(customers),
    positives: Math.round(positives),
    selected: sum((row) => (scores[row]! >= cut ? 1 : 0)) / customers,
    recall: positives === 0 ? null : sum((row) => (scores[row]! >= cut ? outcome[row]! : 0)) / positives,
    meanScore: sum((row) => scores[row]!) / customers,
    observed: positives / customers,
    auc: positives > 0 && positives < customers ? areaUnderRoc(pick(scores), pick(outcome), pick(weights)) : null,
  };
}
