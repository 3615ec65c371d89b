import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { IndicatorDefinition, Period, Problem, type Indicator, type IndicatorsQuery } from '#contract';
import { withConnection, type Connection } from './connection.ts';
import { answerText, detailText, formulaText, listText } from './indicator-text.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts } from './ports.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
  readonly unit?: string;
  readonly by?: string;
  readonly period?: string;
  readonly months?: string;
  readonly retired?: boolean;
}

type Work = (connection: Connection, output: Output, options: Options) => Promise<void>;

export function indicatorCommands(program: Command, ports: CliPorts): void {
  const indicator = program.command('indicator').description('measured quantities with one definition each');
  const run = (options: Options, work: Work): Promise<void> =>
    withConnection(ports, { data: resolve(options.data), as: options.as }, (connection) =>
      work(connection, createOutput(options.json === true), options),
    );
  indicator
    .command('list [text]')
    .description('the library; with TEXT, what holds it')
    .option('--retired', 'those out of use')
    .action((text: string | undefined, options: Options) => run(options, list(text, options.retired === true)));
  indicator
    .command('show <id>')
    .description('one indicator: what it means, how it is worked out, its versions')
    .action((id: string, options: Options) => run(options, show(id)));
  indicator
    .command('define <file>')
    .description('define indicators from a YAML file: id → definition; a changed one becomes a new version')
    .action((file: string, options: Options) => run(options, define(file)));
  indicator
    .command('retire <id>')
    .description('take it out of use; refused with the list of uses while a formula or rule names it')
    .action((id: string, options: Options) => run(options, retire(id)));
  indicator
    .command('rename <id> <to>')
    .description('give it another id, with its versions and targets; refused while something names it')
    .action((id: string, to: string, options: Options) => run(options, rename(id, to)));
  indicator
    .command('query <indicators...>')
    .description('figures of indicators (id, or id@version for an earlier definition)')
    .option('--unit <id>', 'the org unit asked of (default: your own)')
    .option('--by <field>', 'cut by the units below (unit) or by a field such as plan')
    .option('--period <YYYY-MM>', 'the last month (default: the newest)')
    .option('--months <n>', 'how many months up to then', '1')
    .action((indicators: string[], options: Options) => run(options, query(indicators, questionOf(options))));
  indicator
    .command('explain <formula>')
    .description('a formula in words, and its parts as SQL')
    .action((formula: string, options: Options) => run(options, explain(formula)));
}

const list =
  (text: string | undefined, retired: boolean): Work =>
  async ({ client }, output) => {
    const answer = await client.listIndicators({
      query: { ...(text !== undefined && { text }), ...(retired && { retired: 'true' }) },
    });
    output.result(answer, () => listText(answer.items));
  };

const show =
  (id: string): Work =>
  async ({ client }, output) => {
    const detail = await client.readIndicator({ params: { id } });
    output.result(detail, () => detailText(detail));
  };

const retire =
  (id: string): Work =>
  async ({ client }, output) => {
    const done = await client.retireIndicator({ params: { id }, body: {} });
    output.result(done, () => `${done.id} is out of use; define it again to bring it back.`);
  };

const rename =
  (id: string, to: string): Work =>
  async ({ client }, output) => {
    const done = await client.renameIndicator({ params: { id }, body: { to } });
    output.result(done, () => `${id} is ${done.id} from now on.`);
  };

const query =
  (indicators: string[], question: Question): Work =>
  async ({ client }, output) => {
    const answer = await client.queryIndicators({ body: { indicators, ...question } });
    output.result(answer, () => answerText(answer));
  };

const explain =
  (formula: string): Work =>
  async ({ client }, output) => {
    const answer = await client.explainIndicator({ body: { formula } });
    output.result(answer, () => formulaText(answer));
  };

type Question = Omit<IndicatorsQuery, 'indicators'>;

function questionOf({ unit, by, period, months }: Options): Question {
  if (period !== undefined && !Period.safeParse(period).success)
    throw new UsageError(`--period takes a month such as 2026-10, not “${period}”.`);
  const count = Number(months);
  if (!Number.isInteger(count) || count < 1 || count > 60)
    throw new UsageError(`--months takes a whole number from 1 to 60, not “${months ?? ''}”.`);
  return { months: count, ...(unit && { orgUnitId: unit }), ...(by && { by }), ...(period && { period }) };
}

/** All are read before any is written; what the server refuses is told with its id, and the others are still tried. */
const define =
  (file: string): Work =>
  async ({ client }, output) => {
    const definitions = readDefinitions(file);
    const written: Indicator[] = [];
    const refused: { id: string; message: string; problems: readonly unknown[] }[] = [];
    for (const [id, body] of definitions) {
      try {
        written.push(await client.putIndicator({ params: { id }, body }));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        refused.push({ id, message: error.message, problems: error.problems });
      }
    }
    if (refused.length > 0) process.exitCode = 1;
    output.result({ written, refused }, () =>
      [
        ...written.map(({ id, version }) => `${id}: version ${version}`),
        ...refused.map(({ id, message }) => `${id}: ${message}`),
      ].join('\n'),
    );
  };

function readDefinitions(file: string): readonly (readonly [string, IndicatorDefinition])[] {
  let document: unknown;
  try {
    document = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as YAML: ${(error as Error).message}`);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new UsageError(`${file} holds no definitions: it begins with an id and its definition below.`);
  const read = Object.entries(document).map(([id, body]) => [id, IndicatorDefinition.safeParse(body)] as const);
  const mistakes = read.flatMap(([id, { error }]) =>
    (error?.issues ?? []).map((issue) => `  ${[id, ...issue.path].join('.')}: ${issue.message}`),
  );
  if (mistakes.length > 0) throw new UsageError([`${file} is not right:`, ...mistakes].join('\n'));
  return read.flatMap(([id, { data }]) => (data ? [[id, data] as const] : []));
}
