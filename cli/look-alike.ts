import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { finished, withConnection } from './connection.ts';
import { createOutput, UsageError } from './output.ts';
import type { CliPorts } from './ports.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
  readonly top: string;
  readonly id: string;
  readonly out?: string;
  readonly exclude?: string;
  readonly seed: string;
}

/** Trains against everybody else from a seed audience, and writes those most like it. */
export function lookAlikeCommand(program: Command, ports: CliPorts): void {
  const audience = program.commands.find((command) => command.name() === 'audience');
  audience
    ?.command('lookalike <rule>')
    .description('the customers most like those of a rule, among the others')
    .requiredOption('--top <n>', 'how many')
    .option('--id <id>', 'the model it is kept as', 'look-alike')
    .option('--out <file>', 'write them as CSV: customer_id, score')
    .option('--exclude <a,b>', 'fields to leave out')
    .option('--seed <n>', 'everything left to chance follows from it', '42')
    .action(async (rule: string, options: Options) => {
      const output = createOutput(options.json === true);
      const top = wholeNumber('--top', options.top);
      const seed = wholeNumber('--seed', options.seed);
      const exclude = (options.exclude ?? '')
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean);
      await withConnection(ports, { data: resolve(options.data), as: options.as }, async ({ client }) => {
        const { job } = await client.lookAlike({ body: { rule, top, id: options.id, seed, exclude } });
        const made = (await finished(client, job, output)) as { version: number; quality: { value: number } | null };
        const params = { id: options.id, version: made.version };
        const csv = await client.lookAlikeTop({ params, query: { top: String(top) } });
        const found = options.out === undefined ? await firstOf(csv) : undefined;
        if (options.out !== undefined) await writeTo(options.out, csv);
        const document = { model: options.id, version: made.version, auc: made.quality?.value ?? null, top };
        output.result({ ...document, ...(found ? { customers: found } : { file: resolve(options.out ?? '') }) }, () =>
          [
            `${options.id} v${made.version}: area under the ROC curve ${made.quality?.value.toFixed(4) ?? '–'}`,
            ...(found ?? []).map(({ customer_id: id, score }) => `${id}\t${score}`),
            ...(options.out === undefined ? [] : [`Written to ${options.out}`]),
          ].join('\n'),
        );
      });
    });
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text) || (name === '--top' && Number(text) === 0))
    throw new UsageError(`${name} takes a whole number, not “${text}”.`);
  return Number(text);
}

async function firstOf(csv: Response): Promise<{ customer_id: string; score: number }[]> {
  const [, ...lines] = (await csv.text()).trim().split(/\r?\n/);
  return lines.map((line) => {
    const at = line.lastIndexOf(',');
    return {
      customer_id: line.slice(0, at).replace(/^"|"$/g, '').replaceAll('""', '"'),
      score: Number(line.slice(at + 1)),
    };
  });
}

async function writeTo(file: string, csv: Response): Promise<void> {
  const draft = `${file}.part`;
  try {
    // Written beside and renamed when whole: a broken answer leaves no half file under the name asked for.
    await pipeline(Readable.fromWeb(csv.body as never), createWriteStream(draft));
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
