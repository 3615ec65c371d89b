import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { AnalysisPlan, type ExperimentAnalysis, type ExperimentResult } from '#contract';
import { gridExperimentCommands } from './grid-experiment.ts';
import { createOutput, UsageError } from './output.ts';
import type { CliPorts } from './ports.ts';
import { relativeText } from './report-text.ts';
import { table } from './table.ts';

interface Options {
  readonly file: string;
  readonly arm: string;
  readonly control: string;
  readonly metric: readonly string[];
  readonly covariate: readonly string[];
  readonly cluster?: string;
  readonly stratum?: string;
  readonly segment?: string;
  readonly level: number;
  readonly adjust: string;
  readonly normal?: boolean;
  readonly sequential?: number;
  readonly bayesian?: boolean;
  readonly observed?: boolean;
  readonly pair?: string;
  readonly match?: boolean;
  readonly share: Readonly<Record<string, number>>;
  readonly json?: boolean;
}

const collect = (value: string, before: readonly string[] = []) => [...before, value];

export function experimentCommands(program: Command, ports: CliPorts): void {
  const experiment = program.command('experiment').description('what a treatment did, against control');
  gridExperimentCommands(experiment, ports);
  experiment
    .command('analyse')
    .description('analyse any experiment: one unit a row of a csv or tsv file')
    .requiredOption('--file <file>', 'csv or tsv, also .gz, with a header')
    .requiredOption('--arm <column>', 'the column that chance filled')
    .requiredOption('--control <value>', 'the value of the control group in it')
    .requiredOption(
      '--metric <column:kind>',
      'proportion, mean, count, ratio (clicks/visits:ratio), change (after/before:change), revenue, quantile (wait:quantile:0.9), retention (days:retention:left@90); may be repeated',
      collect,
    )
    .option('--covariate <column>', 'known before the experiment: CUPED; may be repeated', collect, [])
    .option('--cluster <column>', 'units that belong together: cluster-robust variance')
    .option('--stratum <column>', 'post-stratification')
    .option('--segment <column>', 'effects by segment, drawn towards their mean')
    .option('--level <share>', 'of the intervals', number, 0.95)
    .option('--adjust <how>', 'p values of all arms and metrics: holm, bh or none', 'holm')
    .option('--normal', 'the normal distribution where Student’s t is the default')
    .option('--sequential <units>', 'also intervals that hold at any look, narrowest at so many units', number)
    .option('--bayesian', 'also the chance to beat control and the expected loss')
    .option('--pair <column>', 'units were paired before chance drew one of each pair')
    .option('--match', 'not randomised: each treated unit beside the untreated one most like it in the covariates')
    .option('--observed', 'chance did not decide who was treated: marked as weaker evidence')
    .option('--share <arm=share>', 'what chance should have given an arm (default: equal); may be repeated', share, {})
    .action(async (options: Options) => {
      const output = createOutput(options.json === true);
      const plan = readPlan(options);
      const analysis = await ports.analyseExperiment(resolve(options.file), plan);
      output.result(analysis, () => analysisText(analysis));
    });
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It takes a number.');
  return value;
}

function share(text: string, before: Readonly<Record<string, number>>): Record<string, number> {
  const at = text.lastIndexOf('=');
  if (at <= 0) throw new InvalidArgumentError('It takes ARM=SHARE, such as A=0.9.');
  return { ...before, [text.slice(0, at)]: number(text.slice(at + 1)) };
}

function readPlan(options: Options): AnalysisPlan {
  const { arm, control, cluster, stratum, segment, level, adjust, sequential } = options;
  const read = AnalysisPlan.safeParse({
    arm,
    control,
    metrics: options.metric,
    covariates: options.covariate,
    cluster,
    stratum,
    segment,
    level,
    adjust,
    normal: options.normal === true,
    sequential,
    bayesian: options.bayesian === true,
    observed: options.observed === true,
    pair: options.pair,
    match: options.match === true ? true : undefined,
    shares: Object.keys(options.share).length === 0 ? undefined : options.share,
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UsageError(`--${String(issue?.path[0] ?? '')}: ${issue?.message ?? 'cannot be read'}.`);
}

function analysisText(analysis: ExperimentAnalysis): string {
  const { results, sample_ratio: ratio, warnings, control, arms } = analysis;
  const rows = results.map((result) => [
    result.arm,
    result.metric,
    result.n,
    figure(result.mean),
    figure(result.control.mean),
    interval(result.difference),
    relativeText(result.relative, interval),
    chance(result.p),
    chance(result.p_adjusted),
    result.method,
  ]);
  const headings = ['arm', 'metric', 'units', 'mean', 'control', 'difference', 'relative', 'p', 'adjusted', 'method'];
  const planned = ratio.arms.map(({ arm, n, expected }) => `${arm} ${n} of ${expected.toFixed(1)}`).join(', ');
  return [
    `Against ${control}; ${arms.map(({ arm, n }) => `${arm} ${n.toLocaleString('en-US')}`).join(', ')} units; ${analysis.level * 100}% intervals; p values adjusted: ${analysis.adjust}`,
    table(headings, rows),
    `Sample ratio (${ratio.of}): ${planned}; p ${chance(ratio.p)}`,
    ...results.flatMap(more),
    ...warnings.map(({ message }) => `! ${message}`),
  ].join('\n');
}

function more(result: ExperimentResult): string[] {
  const { arm, metric, sequential, bayesian, permutation, segments, pairs, matched } = result;
  const name = `${arm} ${metric}`;
  return [
    ...(pairs === undefined ? [] : [`${name}: ${pairs} pairs`]),
    ...(matched
      ? [
          `${name}: not randomised; ${matched.treated} treated beside ${matched.taken} of ${matched.untreated} untreated units most like them`,
          table(
            ['covariate', 'apart before, sd', 'after'],
            matched.balance.map(({ covariate, before, after }) => [
              covariate,
              before?.toFixed(3) ?? null,
              after?.toFixed(3) ?? null,
            ]),
          ),
        ]
      : []),
    ...(sequential
      ? [`${name}: at any look ${figure(sequential.low)} to ${figure(sequential.high)}, p ${chance(sequential.p)}`]
      : []),
    ...(bayesian
      ? [
          `${name}: beats control with chance ${chance(bayesian.chance_to_beat_control)}; expected loss ${figure(bayesian.expected_loss)}`,
        ]
      : []),
    ...(permutation
      ? [
          `${name}: permutation test p ${chance(permutation.p)} (${permutation.assignments} assignments${permutation.exact ? ', all' : ''})`,
        ]
      : []),
    ...(segments
      ? [
          `${name}: segments differ with p ${chance(segments.p)}`,
          table(
            ['segment', 'units', 'difference', 'drawn to the mean'],
            segments.by.map(({ segment, n, own, shrunken }) => [segment, n, interval(own), interval(shrunken)]),
          ),
        ]
      : []),
  ];
}

const figure = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(6))));
const chance = (p: number | null) => (p === null ? '–' : p < 0.001 ? p.toExponential(2) : p.toFixed(4));
const interval = ({ estimate, low, high }: ExperimentResult['difference']) =>
  `${figure(estimate)} (${figure(low)} to ${figure(high)})`;
