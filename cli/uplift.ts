import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { createOutput, UsageError } from './output.ts';
import type { CliPorts, UpliftFromFile } from './ports.ts';
import { table } from './table.ts';

interface Options {
  readonly file: string;
  readonly treatment: string;
  readonly outcome: string;
  readonly control?: string;
  readonly exclude?: string;
  readonly learner: string;
  readonly seed: string;
  readonly folds: string;
  readonly test?: string;
  readonly out?: string;
  readonly gain?: string;
  readonly contactCost?: string;
  readonly json?: boolean;
}

const learners = ['x-learner', 'two-model', 'class-transformation'] as const;

export function upliftCommands(program: Command, ports: CliPorts): void {
  program
    .command('uplift')
    .description('whom does contact change')
    .command('train')
    .description('learn from a randomised file: one customer a row of a csv or tsv file')
    .requiredOption('--file <file>', 'csv or tsv with a header')
    .requiredOption('--treatment <column>', 'the column that chance filled; several arms may stand in it')
    .requiredOption('--outcome <column>', '0 or 1, or a number')
    .option('--control <value>', 'the value of the control group in it (default: 0, no, false or control)')
    .option('--exclude <a,b>', 'columns to leave out, such as a number of the customer')
    .option('--learner <name>', learners.join(', '), 'x-learner')
    .option('--folds <n>', 'hold out one of so many parts after the other', '5')
    .option('--test <file>', 'judge on this file instead of held-out parts')
    .option('--seed <n>', 'everything left to chance follows from it', '42')
    .option('--out <file>', 'write the model')
    .option('--gain <amount>', 'what a success brings: also tells the policy that earns most')
    .option('--contact-cost <amount>', 'what a contact costs', '0')
    .action(async (options: Options) => {
      const output = createOutput(options.json === true);
      const asked = askOf(options);
      const result = await ports.upliftFromFile(resolve(options.file), { ...asked, onStep: output.progress });
      output.result(result, () => upliftText(result, options.out));
    });
}

function askOf(options: Options) {
  const learner = learners.find((one) => one === options.learner);
  if (!learner) throw new UsageError(`--learner takes ${learners.join(', ')}, not “${options.learner}”.`);
  for (const file of [options.file, options.test])
    if (file !== undefined && !existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  if (options.out !== undefined && !existsSync(dirname(resolve(options.out))))
    throw new UsageError(`There is no folder ${dirname(resolve(options.out))} to write the model to.`);
  const policy =
    options.gain === undefined
      ? undefined
      : { gain: amount('--gain', options.gain), contactCost: amount('--contact-cost', options.contactCost ?? '0') };
  return {
    treatment: options.treatment,
    outcome: options.outcome,
    control: options.control,
    exclude: (options.exclude ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
    learner,
    folds: whole('--folds', options.folds, 2, 20),
    seed: whole('--seed', options.seed, 0, 2_147_483_647),
    test: options.test === undefined ? undefined : resolve(options.test),
    out: options.out === undefined ? undefined : resolve(options.out),
    policy,
  };
}

function amount(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`${name} takes a number, not “${text}”.`);
  return value;
}

function whole(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new UsageError(`${name} takes a whole number from ${low} to ${high}, not “${text}”.`);
}

function upliftText(result: UpliftFromFile, out: string | undefined): string {
  const figure = ({ estimate, low, high }: { estimate: number; low: number; high: number }) =>
    `${estimate.toFixed(5)} (${low.toFixed(5)} to ${high.toFixed(5)})`;
  return [
    `${result.rows.toLocaleString('en-US')} rows learnt from, ${result.held_out.toLocaleString('en-US')} judged on, ${result.learner}, ${Math.round(result.ms)} ms`,
    ...result.arms.map((arm) =>
      [
        `${arm.arm} (${arm.treated.toLocaleString('en-US')} treated, ${arm.control.toLocaleString('en-US')} control): effect ${figure(arm.effect)}`,
        table(
          ['measure', '95% interval'],
          [
            ['Qini coefficient', figure(arm.qini)],
            ['Qini by response', arm.qini_of_response.toFixed(5)],
            ['area under the uplift curve', figure(arm.area_under_uplift)],
            ...arm.uplift_at.map(({ share, uplift }): [string, string] => [
              `uplift at ${share * 100}%`,
              figure(uplift),
            ]),
          ],
        ),
      ].join('\n'),
    ),
    ...(result.policy
      ? [
          `Contact the ${(result.policy.share * 100).toFixed(1)}% with a foretold effect above ${result.policy.threshold.toFixed(5)}: net incremental revenue ${result.policy.net_incremental_revenue.toFixed(2)} (everybody ${result.policy.everybody.toFixed(2)}).`,
        ]
      : []),
    ...(out === undefined ? [] : [`Written to ${out}`]),
  ].join('\n');
}
