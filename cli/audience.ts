import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Period, type RuleInput } from '#contract';
import { exportTo, overlap, sample, sampleOf, top, topOf, type SetOptions } from './audience-sets.ts';
import { withConnection, type Connection } from './connection.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts } from './ports.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
  readonly period?: string;
}

export function audienceCommands(program: Command, ports: CliPorts): void {
  const audience = program.command('audience').description('whom a rule selects; RULE is an expression, or @file.json');
  const add = (
    name: string,
    description: string,
    work: (connection: Connection, ask: Ask, output: Output, options: Options & SetOptions) => Promise<void>,
    check: (options: SetOptions) => void = () => {},
  ) =>
    audience
      .command(`${name} <rule>`)
      .description(description)
      .option('--period <YYYY-MM>', 'the month of the customer record (default: the newest)')
      .action(async (rule: string, options: Options & SetOptions) => {
        const output = createOutput(options.json === true);
        if (options.period !== undefined && !Period.safeParse(options.period).success)
          throw new UsageError(`--period takes a month such as 2026-10, not “${options.period}”.`);
        check(options);
        const ask = { rule: readRule(rule), ...(options.period && { period: options.period }) };
        await withConnection(ports, { data: resolve(options.data), as: options.as }, (connection) =>
          work(connection, ask, output, options),
        );
      });
  add('count', 'how many customers', count);
  add('explain', 'the rule in words, its SQL and what it will cost', explain);
  const fields = ['--fields <a,b>', 'fields beside the customer number'] as const;
  add('export', 'the customers as CSV', exportAll)
    .requiredOption('--out <file>', 'where to write')
    .option(...fields);
  add('overlap', 'how far it selects the same customers as saved audiences and published tags', overlap).option(
    '--with <a,b>',
    'with these saved audiences alone',
  );
  const limited = [
    add('top', 'its first customers by a number, a score or a formula', top, topOf)
      .requiredOption('--by <formula>', "what they are ranked by, as in arpu or score('churn')")
      .option('--lowest', 'the lowest first'),
    add('sample', 'a random sample that comes out the same again', sample, sampleOf).option(
      '--seed <number>',
      'another seed is another draw (default: 0)',
    ),
  ];
  for (const command of limited)
    command
      .requiredOption('--n <number>', 'how many')
      .option('--save <id>', 'save it as an audience')
      .option('--name <name>', 'the name to save it under')
      .option('--out <file>', 'write them as CSV')
      .option(...fields);
}

export interface Ask {
  readonly rule: RuleInput;
  readonly period?: string;
}

/** A rule of the command line: an expression, or @file.json. @throws UsageError when the file cannot be read */
export function readRule(text: string): RuleInput {
  if (!text.startsWith('@')) return text;
  const file = text.slice(1);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RuleInput;
  } catch (error) {
    throw new UsageError(`The rule file ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}

async function count({ client }: Connection, ask: Ask, output: Output): Promise<void> {
  const result = await client.countAudience({ body: ask });
  output.result(
    result,
    () =>
      `${result.count.toLocaleString('en-US')} of ${result.total.toLocaleString('en-US')} customers in ${result.period} (${Math.round(result.ms)} ms)`,
  );
}

async function explain({ client }: Connection, ask: Ask, output: Output): Promise<void> {
  const result = await client.explainAudience({ body: ask });
  output.result(result, () =>
    [
      result.words.en,
      result.words.zh,
      '',
      result.sql,
      JSON.stringify(result.params),
      '',
      `Fields: ${result.fields.join(', ')}`,
      `Reads about ${result.estimate.rows.toLocaleString('en-US')} rows.`,
    ].join('\n'),
  );
}

async function exportAll(connection: Connection, ask: Ask, output: Output, options: SetOptions): Promise<void> {
  const out = options.out ?? '';
  const fields = (options.fields ?? '')
    .split(',')
    .map((field) => field.trim())
    .filter(Boolean);
  await exportTo(connection, ask, out, fields);
  output.result({ file: resolve(out) }, () => `Written to ${out}`);
}
