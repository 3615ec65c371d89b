import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { Period, type LoadReport } from '#contract';
import { finished, withConnection } from './connection.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';

export function loadCommand(program: Command, ports: CliPorts): void {
  program
    .command('load <manifest...>')
    .description('load feeds through their manifests, audit, rebuild the customer record')
    .option('--period <YYYY-MM>', 'the month the feeds are of, over what the manifests say')
    .action(async (manifests: string[], options: { period?: string; data: string; json?: boolean; as?: string }) => {
      const output = createOutput(options.json === true);
      if (options.period !== undefined && !Period.safeParse(options.period).success)
        throw new UsageError(`--period takes a month such as 2026-10, not “${options.period}”.`);
      const files = manifests.map(readManifest);
      const result = await withConnection(
        ports,
        { data: resolve(options.data), as: options.as, mayBegin: true },
        async ({ client }) => {
          const { job } = await client.load({
            body: { manifests: files, ...(options.period && { period: options.period }) },
          });
          return finished(client, job, output);
        },
      );
      const { reports } = result as { reports: LoadReport[] };
      output.result(result, () => loadText(reports));
      failWhereRefused(reports, output);
    });
}

function readManifest(path: string) {
  const file = resolve(path);
  try {
    return { text: readFileSync(file, 'utf8'), file: path, directory: dirname(file) };
  } catch (error) {
    throw new UsageError(
      `The manifest ${path} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}.`,
    );
  }
}

function loadText(reports: readonly LoadReport[]): string {
  const rows = reports.map((r) => [
    r.feed,
    r.period ?? '–',
    r.state,
    r.rowsIn,
    r.kept,
    r.rowsIn - r.kept,
    r.fields.filter((f) => f.drifted).length,
    Math.round(r.ms),
  ]);
  const quarantined = reports.flatMap((r) =>
    r.quarantined.map(({ reason, count }) => `  ${r.feed}: ${count.toLocaleString('en-US')} × ${reason}`),
  );
  return [
    table(['feed', 'period', 'state', 'rows', 'kept', 'quarantined', 'drifted fields', 'ms'], rows),
    ...(quarantined.length > 0 ? ['', 'Quarantined:', ...quarantined] : []),
  ].join('\n');
}

function failWhereRefused(reports: readonly LoadReport[], output: Output): void {
  const refused = reports.filter((report) => report.state === 'refused');
  for (const { feed, refusal } of refused) {
    const place = [
      refusal?.file,
      refusal?.line && `line ${refusal.line}`,
      refusal?.column && `column ${refusal.column}`,
    ]
      .filter(Boolean)
      .join(', ');
    output.note(`${feed} was refused${place ? ` (${place})` : ''}: ${refusal?.reason ?? 'see the audit report'}`);
  }
  if (refused.length > 0) process.exitCode = 1;
}
