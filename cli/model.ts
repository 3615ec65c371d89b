import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TrainedFromFile } from '#contract';
import { createOutput, UsageError } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';

interface TrainOptions {
  readonly file: string;
  readonly target: string;
  readonly positive?: string;
  readonly exclude: readonly string[];
  readonly learner: 'trees' | 'scorecard';
  readonly folds?: number;
  readonly seed: number;
  readonly test?: string;
  readonly out?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

export function modelCommands(program: Command, ports: CliPorts): void {
  const model =
    program.commands.find((command) => command.name() === 'model') ??
    program.command('model').description('models of what customers will do');
  model
    .command('train')
    .description('learn which rows have the target, and measure it on rows not learnt from')
    .requiredOption('--file <file>', 'csv or tsv, also .gz, with a header')
    .requiredOption('--target <column>', 'what is to be foretold')
    .option(
      '--positive <value>',
      'the value of the target that counts as yes (default: the yes of two, else the rarer)',
    )
    .option('--exclude <columns>', 'not to learn from, as a,b; may be repeated', names, [])
    .addOption(new Option('--learner <kind>', 'how').choices(['trees', 'scorecard']).default('trees'))
    .option('--folds <n>', 'measure by cross validation (default: 5)', (text) => whole(text, 2, 50))
    .option('--seed <n>', 'what chance decides follows from it', (text) => whole(text, 0, 4_294_967_295), 42)
    .option('--test <file>', 'measure on these rows instead')
    .option('--out <file>', 'write the model of all rows')
    .option('--threads <n>', 'the model is the same with any number', (text) => whole(text, 1, 256))
    .action(async (options: TrainOptions) => {
      const output = createOutput(options.json === true);
      if (options.folds !== undefined && options.test !== undefined)
        throw new UsageError('--folds and --test are two ways to measure: give one of them.');
      const trained = await ports.trainModel({
        ...options,
        file: fileOf('--file', options.file),
        folds: options.folds ?? 5,
        test: options.test === undefined ? undefined : fileOf('--test', options.test),
        out: options.out === undefined ? undefined : placeOf(options.out),
        progress: output.progress,
      });
      output.result(trained, () => trainedText(trained, options));
    });
  model
    .command('score')
    .description('score every row of a file: its number, what names it, its score')
    .requiredOption('--model <file>', 'as `model train` or `model import` wrote it')
    .requiredOption('--file <file>', 'csv or tsv, also .gz, with a header')
    .requiredOption('--out <file>', 'csv to write')
    .action(async (options: { model: string; file: string; out: string; json?: boolean }) => {
      const output = createOutput(options.json === true);
      const scored = await ports.scoreFile({
        model: fileOf('--model', options.model),
        file: fileOf('--file', options.file),
        out: placeOf(options.out),
      });
      output.result(
        scored,
        () =>
          `${scored.rows.toLocaleString('en-US')} rows scored, mean ${scored.mean_score.toPrecision(4)}. Written to ${scored.out}`,
      );
    });
  importCommand(model, ports);
}

function importCommand(model: Command, ports: CliPorts): void {
  model
    .command('import')
    .description('turn a model made elsewhere into one of ours: XGBoost JSON, LightGBM text, ONNX tree ensembles')
    .requiredOption('--file <file>', 'the model; its kind is seen from its content')
    .requiredOption('--out <file>', 'where to write ours')
    .option('--fields <list>', 'names of your own for its inputs, as f0=arpu,f1=data_gb; may be repeated', pairs, {})
    .action(async (options: { file: string; out: string; fields: Record<string, string>; json?: boolean }) => {
      const output = createOutput(options.json === true);
      const imported = await ports.importModel({
        file: fileOf('--file', options.file),
        out: placeOf(options.out),
        fields: options.fields,
      });
      for (const note of imported.notes) output.note(note);
      output.result(
        imported,
        () =>
          `${imported.format}: ${imported.trees} trees over ${imported.inputs.length} inputs (${imported.inputs.slice(0, 12).join(', ')}${imported.inputs.length > 12 ? ', …' : ''}). Written to ${imported.out}`,
      );
    });
}

const names = (text: string, before: readonly string[]) => [
  ...before,
  ...text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
];

function pairs(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const given = names(text, []).map((one) => one.split('=').map((part) => part.trim()));
  if (given.some((pair) => pair.length !== 2 || pair.includes('')))
    throw new InvalidArgumentError('It takes pairs, as f0=arpu,f1=data_gb.');
  return { ...before, ...Object.fromEntries(given as [string, string][]) };
}

function whole(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
}

function fileOf(option: string, path: string): string {
  const file = resolve(path);
  if (!existsSync(file)) throw new UsageError(`${option}: ${path} cannot be read: there is no such file.`);
  return file;
}

function placeOf(path: string): string {
  const file = resolve(path);
  if (!existsSync(dirname(file))) throw new UsageError(`--out: there is no folder ${dirname(file)} to write to.`);
  return file;
}

function trainedText(trained: TrainedFromFile, { test, out }: TrainOptions): string {
  const by = trained.auc_by_fold.map((auc) => auc.toFixed(4)).join(', ');
  const how = test === undefined ? `${trained.auc_by_fold.length} folds: ${by}` : `on ${test}`;
  return [
    `${trained.learner} on ${trained.rows.toLocaleString('en-US')} rows, ${trained.fields} fields; ${trained.target} = ${trained.positive} in ${trained.positives.toLocaleString('en-US')} of them`,
    `Area under the ROC curve ${trained.auc.toFixed(4)} (${how}); Brier score ${trained.brier.toFixed(4)}; log loss ${trained.log_loss.toFixed(4)}; average precision ${trained.average_precision.toFixed(4)}`,
    table(
      ['tenth by score', 'rows', 'positives', 'lift', 'gain'],
      trained.deciles.map(({ decile, rows, positives, lift, gain }) => [
        decile,
        rows,
        positives,
        lift.toFixed(2),
        `${(gain * 100).toFixed(1)}%`,
      ]),
    ),
    ...trained.notes.map((note) => `! ${note}`),
    ...(out === undefined ? [] : [`Written to ${out}`]),
  ].join('\n');
}
