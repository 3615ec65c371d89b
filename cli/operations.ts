import { resolve } from 'node:path';
import type { Command } from 'commander';
import { finished, withConnection } from './connection.ts';
import { createOutput } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
}

export function operationsCommands(program: Command, ports: CliPorts): void {
  program
    .command('migrate')
    .description('bring both stores to this version')
    .action(async (options: Options) => {
      const output = createOutput(options.json === true);
      const { applied } = await ports.migrateStores({ dataDirectory: resolve(options.data) });
      output.result({ applied }, () =>
        applied.length === 0
          ? 'Nothing to do: both stores are of this version.'
          : `Applied:\n${applied.map((name) => `  ${name}`).join('\n')}`,
      );
    });
  program
    .command('doctor')
    .description('check engines, disk, versions, clock, and say what to do')
    .action(async (options: Options) => {
      const output = createOutput(options.json === true);
      const found = await withConnection(
        ports,
        { data: resolve(options.data), as: options.as, mayBegin: true },
        ({ client }) => client.doctor(),
      );
      output.result(found, () =>
        table(
          ['', 'check', 'found', 'what to do'],
          found.checks.map((check) => [check.ok ? '✓' : '✗', check.name, check.value, check.advice ?? '']),
        ),
      );
      if (!found.ok) process.exitCode = 1;
    });
  program
    .command('backup <file>')
    .description('write both stores, as they are at one moment, into one file on the server’s machine')
    .action(async (file: string, options: Options) => {
      const output = createOutput(options.json === true);
      const result = await withConnection(
        ports,
        { data: resolve(options.data), as: options.as },
        async ({ client }) => {
          const { job } = await client.backup({ body: { file: resolve(file) } });
          return finished(client, job, output);
        },
      );
      output.result(result, () => backupText(result as BackedUp));
    });
  program
    .command('restore <file>')
    .description('fill an empty data directory (and the empty database of DATABASE_URL) from a backup')
    .action(async (file: string, options: Options) => {
      const output = createOutput(options.json === true);
      const result = await ports.restoreStores(
        { dataDirectory: resolve(options.data) },
        resolve(file),
        (fraction, message) => output.progress(fraction, message),
      );
      output.result(result, () => restoredText(result as Restored, options.data));
    });
}

interface BackedUp {
  readonly file: string;
  readonly bytes: number;
  readonly records: { readonly tables: number; readonly rows: number };
  readonly warehouse: { readonly tables: number; readonly rows: number } | null;
}

function backupText({ file, bytes, records, warehouse }: BackedUp): string {
  const count = (part: { tables: number; rows: number }) =>
    `${part.rows.toLocaleString('en-US')} rows of ${part.tables} tables`;
  return [
    `Written to ${file} (${(bytes / 1e6).toFixed(1)} MB)`,
    `  records:   ${count(records)}`,
    warehouse
      ? `  warehouse: ${count(warehouse)}`
      : '  warehouse: not in it. It is a ClickHouse server: back it up with its own BACKUP, see docs/operations.md.',
  ].join('\n');
}

interface Restored {
  readonly at: string;
  readonly warehouse: boolean;
}

function restoredText({ at, warehouse }: Restored, data: string): string {
  const rest = warehouse ? '' : '\nThe backup holds the records alone: restore ClickHouse with its own RESTORE.';
  return `Restored as it was at ${at}. Start it: gridloop serve --data ${data}${rest}`;
}
