import { createWriteStream, readFileSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { Period, type RuleInput } from '#contract';
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
    work: (
      connection: Connection,
      ask: Ask,
      output: Output,
      options: Options & { out?: string; fields?: string },
    ) => Promise<void>,
  ) =>
    audience
      .command(`${name} <rule>`)
      .description(description)
      .option('--period <YYYY-MM>', 'the month of the customer record (default: the newest)')
      .action(async (rule: string, options: Options) => {
        const output = createOutput(options.json === true);
        if (options.period !== undefined && !Period.safeParse(options.period).success)
          throw new UsageError(`--period takes a month such as 2026-10, not “${options.period}”.`);
        const ask = { rule: readRule(rule), ...(options.period && { period: options.period }) };
        await withConnection(ports, { data: resolve(options.data), as: options.as }, (connection) =>
          work(connection, ask, output, options),
        );
      });
  add('count', 'how many customers', count);
  add('explain', 'the rule in words, its SQL and what it will cost', explain);
  add('export', 'the customers as CSV', exportTo)
    .requiredOption('--out <file>', 'where to write')
    .option('--fields <a,b>', 'fields beside the customer number');
}

interface Ask {
  readonly rule: RuleInput;
  readonly period?: string;
}

function readRule(text: string): RuleInput {
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

async function exportTo(
  { client }: Connection,
  ask: Ask,
  output: Output,
  options: { out?: string; fields?: string },
): Promise<void> {
  const out = options.out ?? '';
  const fields = (options.fields ?? '')
    .split(',')
    .map((field) => field.trim())
    .filter(Boolean);
  const response = await client.exportAudience({ body: { ...ask, fields } });
  const draft = `${out}.part`;
  try {
    // Written beside and renamed when whole: a broken export leaves no half file under the name asked for.
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(draft));
    renameSync(draft, out);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  output.result({ file: resolve(out) }, () => `Written to ${out}`);
}
