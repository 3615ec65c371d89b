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
      const found = await withConnection(ports, { data: resolve(options.data), as: options.as }, ({ client }) =>
        client.doctor(),
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
    .description('write both stores into one file')
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
      output.result(result, () => `Written to ${file}`);
    });
  program
    .command('restore <file>')
    .description('fill an empty data directory from a backup')
    .action(async (file: string, options: Options) => {
      const output = createOutput(options.json === true);
      const result = await ports.restoreStores(
        { dataDirectory: resolve(options.data) },
        resolve(file),
        (fraction, message) => output.progress(fraction, message),
      );
      output.result(result, () => `Restored from ${file}`);
    });
}
