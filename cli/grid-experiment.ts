import { resolve } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { PairingPlan, type Pairing, type SyntheticControl } from '#contract';
import { createOutput } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';

const collect = (value: string, before: readonly string[] = []) => [...before, value];
const figure = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(6))));

function seedOf(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('It takes a whole number from 0.');
  return value;
}

/** Designs of few large units, such as grids. */
export function gridExperimentCommands(experiment: Command, ports: CliPorts): void {
  pairCommand(experiment, ports);
  syntheticCommand(experiment, ports);
}

function pairCommand(experiment: Command, ports: CliPorts): void {
  experiment
    .command('pair')
    .description('put units that are alike into pairs, and have chance treat one of each')
    .requiredOption('--file <file>', 'csv or tsv, also .gz, one row a unit')
    .requiredOption('--unit <column>', 'names the unit, such as a grid')
    .requiredOption('--covariate <column>', 'what is to be alike, known before; may be repeated', collect)
    .option('--seed <number>', 'of the draw: the same seed draws the same again', seedOf, 1)
    .option('--out <file>', 'csv of unit, pair and arm, as experiment analyse --pair reads it')
    .action(
      async (options: {
        file: string;
        unit: string;
        covariate: string[];
        seed: number;
        out?: string;
        json?: boolean;
      }) => {
        const output = createOutput(options.json === true);
        const { file, unit, covariate: covariates, seed, out } = options;
        const pairing = await ports.pairUnits(resolve(file), PairingPlan.parse({ unit, covariates, seed }));
        if (out !== undefined) await writeFile(resolve(out), pairsCsv(pairing));
        output.result(pairing, () => pairingText(pairing));
      },
    );
}

const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function pairsCsv({ pairs }: Pairing): string {
  const rows = pairs.flatMap(({ pair, treated, control }) => [
    `${cell(treated)},${pair},treated`,
    `${cell(control)},${pair},control`,
  ]);
  return `unit,pair,arm\n${rows.join('\n')}\n`;
}

function pairingText({ pairs, left, seed }: Pairing): string {
  return [
    table(
      ['pair', 'treated', 'control', 'distance'],
      pairs.map(({ pair, treated, control, distance }) => [pair, treated, control, distance.toFixed(3)]),
    ),
    `${pairs.length} pairs, drawn with seed ${seed}${left.length > 0 ? `; left over: ${left.join(', ')}` : ''}`,
  ].join('\n');
}

function syntheticCommand(experiment: Command, ports: CliPorts): void {
  experiment
    .command('synthetic')
    .description('one treated unit beside a mixture of untreated ones that went its way before; weaker evidence')
    .requiredOption('--file <file>', 'csv or tsv, also .gz, one row a unit and period')
    .requiredOption('--unit <column>', 'names the unit, such as a grid')
    .requiredOption('--time <column>', 'the period: numbers, or text that sorts, such as 2026-07')
    .requiredOption('--outcome <column>', 'what is compared')
    .requiredOption('--treated <unit>', 'the unit that was treated')
    .requiredOption('--from <period>', 'the first period of treatment')
    .action(
      async (options: {
        file: string;
        unit: string;
        time: string;
        outcome: string;
        treated: string;
        from: string;
        json?: boolean;
      }) => {
        const output = createOutput(options.json === true);
        const { file, unit, time, outcome, treated, from } = options;
        const found = await ports.syntheticControl(resolve(file), { unit, time, outcome, treated, from });
        output.result(found, () => syntheticText(found));
      },
    );
}

function syntheticText(found: SyntheticControl): string {
  const used = found.donors.filter(({ weight }) => weight > 0.0005);
  return [
    table(
      ['period', found.treated, 'synthetic', 'difference'],
      found.periods.map(({ at, actual, synthetic, gap, after }) => [
        after ? `${at} *` : at,
        figure(actual),
        figure(synthetic),
        figure(gap),
      ]),
    ),
    `Made of ${used.map(({ unit, weight }) => `${unit} ${(100 * weight).toFixed(1)}%`).join(', ')}`,
    `Mean difference from treatment on (*): ${figure(found.effect)} a period; the mixture missed by ${figure(found.error_before)} before`,
    `Placebo test: error after over before is ${figure(found.ratio)}; of ${found.donors.length + 1} units a share of ${found.p.toFixed(3)} has as much`,
    ...found.warnings.map(({ message }) => `! ${message}`),
  ].join('\n');
}
