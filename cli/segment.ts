import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { SegmentFilePlan, type SegmentFileFit } from '#contract';
import { finished, withConnection } from './connection.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts, GridloopClient } from './ports.ts';
import { table } from './table.ts';

interface FitOptions {
  readonly file: string;
  readonly fields: string;
  readonly k: readonly [number, number];
  readonly seed: number;
  readonly transform: string;
  readonly out?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

interface ServerOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
}

export function segmentCommands(program: Command, ports: CliPorts): void {
  const segment = program.command('segment').description('groups of customers who are alike');
  const ask = async (
    options: ServerOptions,
    work: (client: GridloopClient, output: Output) => Promise<void>,
  ): Promise<void> => {
    const output = createOutput(options.json === true);
    await withConnection(ports, { data: resolve(options.data), as: options.as }, async ({ client }) =>
      work(client, output),
    );
  };
  segment
    .command('list')
    .description('the segmentations')
    .action(async (options: ServerOptions) => ask(options, list));
  segment
    .command('show <id>')
    .description('the groups of a segmentation: size, revenue and what sets each apart')
    .action(async (id: string, options: ServerOptions) => ask(options, (client, output) => show(client, output, id)));
  segment
    .command('publish <id>')
    .description('label everybody, so that rules may name the groups')
    .action(async (id: string, options: ServerOptions) =>
      ask(options, async (client, output) => {
        const { job } = await client.publishSegmentation({ params: { id }, body: {} });
        const done = await finished(client, job, output);
        output.result(done, () => `Published: rules may now say segment('${id}').`);
      }),
    );
  segment
    .command('retire <id>')
    .description('take its labels out of use; refused with the list of uses while a rule names them')
    .action(async (id: string, options: ServerOptions) =>
      ask(options, async (client, output) => {
        const done = await client.retireSegmentation({ params: { id }, body: {} });
        output.result(done, () => `${done.id} is out of use: rules cannot name segment('${done.id}').`);
      }),
    );
  segment
    .command('fit')
    .description('find groups in any file: one record a row of a csv or tsv file')
    .requiredOption('--file <file>', 'csv or tsv, also .gz, with a header')
    .requiredOption('--fields <a,b,c>', 'columns of numbers; yes and no count as 1 and 0')
    .option('--k <from..to>', 'from and to how many groups, or how many exactly', range, [2, 10] as const)
    .option('--seed <number>', 'the same seed finds the same groups', whole, 1)
    .option('--transform <how>', 'auto (the logarithm of what leans to the right), none, log or rank', 'auto')
    .option('--out <file>', 'write the group of every record')
    .option('--threads <number>', 'how many work at once; it changes no figure', whole)
    .action(async (options: FitOptions) => {
      const output = createOutput(options.json === true);
      if (!existsSync(options.file))
        throw new UsageError(`--file: ${options.file} cannot be read: there is no such file.`);
      const fit = await ports.fitSegmentFile(resolve(options.file), readPlan(options), output.progress);
      output.result(fit, () => fitText(fit));
    });
}

async function list(client: GridloopClient, output: Output): Promise<void> {
  const { items } = await client.listSegmentations({ query: {} });
  output.result({ items }, () =>
    items.length === 0
      ? 'No groups have been looked for yet.'
      : table(
          ['id', 'name', 'groups', 'month', 'fit', 'published'],
          items.map((one) => [one.id, one.name.en, one.groups, one.period, one.version, one.published ? 'yes' : 'no']),
        ),
  );
}

async function show(client: GridloopClient, output: Output, id: string): Promise<void> {
  const [of, profile] = [
    await client.readSegmentation({ params: { id } }),
    await client.profileSegmentation({ params: { id }, query: {} }),
  ];
  const nameOf = (group: string | null): string =>
    of.groupList.find((one) => one.id === group)?.name.en ?? '(in no group)';
  const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)}%`);
  output.result({ segmentation: of, profile }, () =>
    [
      `${of.name.en}: ${of.why}.`,
      table(
        ['group', 'name', 'customers', 'share', 'revenue', 'what sets it apart'],
        profile.groups.map((one) => [
          one.id ?? '–',
          nameOf(one.id),
          one.customers,
          percent(one.share),
          percent(one.revenueShare),
          one.words.en,
        ]),
      ),
    ].join('\n'),
  );
}

function range(text: string): [number, number] {
  const found = /^(\d+)(?:(?:\.\.|-)(\d+))?$/.exec(text.trim());
  if (!found) throw new InvalidArgumentError('It takes FROM..TO, such as 2..10.');
  return [Number(found[1]), Number(found[2] ?? found[1])];
}

function whole(text: string): number {
  if (!/^\d+$/.test(text.trim())) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

function readPlan({ fields, k, seed, transform, out, threads }: FitOptions): SegmentFilePlan {
  const names = [...new Set(fields.split(',').map((field) => field.trim()))].filter((field) => field !== '');
  const read = SegmentFilePlan.safeParse({ fields: names, k, seed, transform, out: out && resolve(out), threads });
  if (read.success) return read.data;
  throw new UsageError(
    read.error.issues.map((issue) => `--${String(issue.path[0] ?? '')}: ${issue.message}.`).join('\n'),
  );
}

function fitText(fit: SegmentFileFit): string {
  const figure = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(4))));
  const fields = fit.fields.map(({ field }) => field);
  return [
    `${fit.k} groups in ${fit.rows.toLocaleString('en-US')} records: ${fit.why}.`,
    table(
      ['k', 'silhouette', 'Davies–Bouldin', 'gap', 'stability', 'smallest'],
      fit.measures.map((at) => [
        at.k === fit.k ? `${at.k} *` : at.k,
        figure(at.silhouette),
        figure(at.davies_bouldin),
        `${figure(at.gap)} ± ${figure(at.gap_error)}`,
        figure(at.stability),
        `${(at.smallest * 100).toFixed(1)}%`,
      ]),
    ),
    table(
      ['group', 'records', 'share', ...fields],
      fit.centres.map(({ group, size, share, mean }) => [
        group,
        size,
        `${(share * 100).toFixed(1)}%`,
        ...fields.map((field) => figure(mean[field] ?? null)),
      ]),
    ),
    ...fit.warnings.map((warning) => `! ${warning}`),
  ].join('\n');
}
