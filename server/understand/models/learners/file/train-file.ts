import { availableParallelism } from 'node:os';
import { Problem, type TrainedFromFile, type TrainFromFile } from '#contract';
import { nearest, type ModelDocument } from '#query';
import { crossValidate } from '../cross-validate.ts';
import type { Learned } from '../options.ts';
import { refusalsOf } from '../refusals.ts';
import { reportOf } from '../report.ts';
import { scoreTable } from '../score-table.ts';
import { take, takeRows, without, type Table } from '../table.ts';
import { trainScorecard } from '../train-scorecard.ts';
import { trainTrees } from '../train-trees.ts';
import { openCells, type CellFile } from './cells-of-file.ts';
import { chooseColumns } from './choose-columns.ts';
import { readTable } from './read-table.ts';
import { surveyColumns } from './survey-columns.ts';
import { chooseTarget, isMissingTarget, isSame } from './target-of-file.ts';
import { writeWhole } from './write-whole.ts';

/** Reads, learns, measures on rows the model has not seen, and writes a model of all rows where one is asked for. @throws Problem */
export async function trainFromFile(ask: TrainFromFile): Promise<TrainedFromFile> {
  const began = performance.now();
  ask.progress(0, 'reading');
  const file = await openCells(ask.file);
  requireColumns(file, ask);
  const { positive, note } = await chooseTarget(file, ask.target, ask.positive);
  const surveyed = await surveyColumns(file);
  const { wanted, notes } = chooseColumns(surveyed, new Set([...ask.exclude, ask.target]));
  const read = async (from: CellFile, rows: number) =>
    labelled(await readTable(from, rows, [...wanted, { name: ask.target, type: 'text' }]), ask.target, positive);
  const learnt = await read(file, surveyed.rows);
  refuse(learnt.table, learnt.target);
  const learn = (table: Table, target: Float64Array): Promise<Learned<ModelDocument>> =>
    ask.learner === 'trees'
      ? trainTrees(table, target, { seed: ask.seed, ...(ask.threads !== undefined && { threads: ask.threads }) })
      : trainScorecard(table, target, { seed: ask.seed });
  ask.progress(0.1, 'learning');
  const measured = await measure(ask, learn, learnt, read);
  const all = ask.out === undefined ? undefined : (measured.model ?? (await learn(learnt.table, learnt.target)));
  if (all && ask.out !== undefined)
    await writeWhole(ask.out, `${JSON.stringify(described(all.document, ask, positive))}\n`);
  const dropped = surveyed.rows - learnt.table.rows;
  return {
    ...measured.figures,
    rows: learnt.table.rows,
    ms: Math.round(performance.now() - began),
    learner: ask.learner,
    target: ask.target,
    positive,
    positives: learnt.target.reduce((sum, y) => sum + y, 0),
    fields: wanted.length,
    notes: [
      ...(note === undefined ? [] : [note]),
      ...(dropped > 0 ? [`${dropped} rows without a value of ${ask.target} are left out.`] : []),
      ...notes,
      ...(all?.notes ?? []),
    ],
  };
}

interface Labelled {
  readonly table: Table;
  readonly target: Float64Array;
}

/** Takes the target off the table: 1 where it has the positive value. Rows without a target are left out. */
function labelled(table: Table, name: string, positive: string): Labelled {
  const column = table.columns.at(-1)!;
  if (column.type !== 'text') throw new Error('The target is read as a text');
  const is = column.values.map((value) => (isMissingTarget(value) ? NaN : isSame(value, positive) ? 1 : 0));
  const target = Float64Array.from(column.codes, (code) => is[code] ?? NaN);
  const rows = Int32Array.from(target, (_, row) => row).filter((row) => !Number.isNaN(target[row]!));
  const fields = without(table, new Set([name]));
  return rows.length === table.rows
    ? { table: fields, target }
    : { table: takeRows(fields, rows), target: take(target, rows) };
}

async function measure(
  ask: TrainFromFile,
  learn: (table: Table, target: Float64Array) => Promise<Learned<ModelDocument>>,
  { table, target }: Labelled,
  read: (file: CellFile, rows: number) => Promise<Labelled>,
) {
  if (ask.test !== undefined) {
    const file = await openCells(ask.test);
    requireSame(file, [...table.columns.map(({ name }) => name), ask.target], ask.test);
    const test = await read(file, (await surveyColumns(file)).rows);
    const model = await learn(table, target);
    const scores = scoreTable(model.document, test.table);
    return { model, figures: figuresOf(scores, test.target, undefined) };
  }
  const { scores, aucByFold } = await crossValidate(table, target, learn, {
    ...ask,
    together: table.rows * table.columns.length > 2_000_000 ? 1 : availableParallelism(),
    done: (share) => ask.progress(0.1 + 0.7 * share, 'folds'),
  });
  return { model: undefined, figures: figuresOf(scores, target, aucByFold) };
}

function figuresOf(scores: Float64Array, target: Float64Array, aucByFold: readonly number[] | undefined) {
  const report = reportOf({ scores, target });
  const folds = aucByFold ?? [report.auc.estimate];
  return {
    auc: folds.reduce((sum, auc) => sum + auc, 0) / folds.length,
    auc_by_fold: folds,
    brier: report.brier,
    lift_top_decile: report.liftTopDecile,
    log_loss: report.logLoss,
    average_precision: report.averagePrecision,
    deciles: report.deciles,
  };
}

const described = (document: ModelDocument, { target, file }: TrainFromFile, positive: string): ModelDocument => ({
  ...document,
  about: { ...document.about, target, positive, file: file.split(/[\\/]/).at(-1) ?? file },
});

function refuse(table: Table, target: Float64Array): void {
  const refusals = refusalsOf(table, target);
  const [first] = refusals;
  if (!first) return;
  const problems = refusals.map(({ code, field, message }) => ({ code, place: field ?? 'file', message }));
  throw new Problem('invalid', first.code, refusals.map(({ message }) => message).join(' '), { problems });
}

function requireColumns(file: CellFile, { target, exclude }: TrainFromFile): void {
  const missing = [
    ...(file.columns.includes(target) ? [] : [{ option: '--target', name: target }]),
    ...exclude.filter((name) => !file.columns.includes(name)).map((name) => ({ option: '--exclude', name })),
  ];
  refuseMissing(file, missing);
}

function requireSame(file: CellFile, names: readonly string[], path: string): void {
  refuseMissing(
    file,
    names.filter((name) => !file.columns.includes(name)).map((name) => ({ option: path, name })),
  );
}

/** @throws Problem that names each column that is not there, with the nearest one that is */
export function refuseMissing(
  file: CellFile,
  missing: readonly { readonly option: string; readonly name: string }[],
): void {
  if (missing.length === 0) return;
  const problems = missing.map(({ option, name }) => {
    const near = nearest(name, file.columns);
    const message = `There is no column “${name}”.`;
    return { code: 'no-such-column', place: option, message, ...(near !== undefined && { suggestion: near }) };
  });
  const columns = file.columns.slice(0, 40).join(', ') + (file.columns.length > 40 ? ', …' : '');
  throw new Problem('invalid', 'no-such-column', `${file.path} lacks columns that are asked for; it has ${columns}.`, {
    problems,
  });
}
