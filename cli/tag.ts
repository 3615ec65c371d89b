import { existsSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import type { Command } from 'commander';
import { Id, Period, TagCategory, TagRefresh, TagState, type LoadReport, type Tag, type TagDetail } from '#contract';
import { readRule } from './audience.ts';
import { finished, withConnection, type Connection } from './connection.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
}

export function tagCommands(program: Command, ports: CliPorts): void {
  const tag = program.command('tag').description('the tag library: named, versioned properties of customers');
  const run = <O extends Options>(options: O, work: (connection: Connection, output: Output) => Promise<void>) => {
    const output = createOutput(options.json === true);
    return withConnection(ports, { data: resolve(options.data), as: options.as }, (to) => work(to, output));
  };
  tag
    .command('list')
    .description('the library with coverage')
    .option('--text <words>', 'part of the id, the names or the rule')
    .option('--category <path>', 'a category and everything below it, as in usage/data')
    .option('--state <state>', 'draft, published or retired')
    .action((options: Options & { text?: string; category?: string; state?: string }) => {
      const state = chosen(TagState, '--state', options.state);
      return run(options, ({ client }, output) => list(client, output, { ...options, state }));
    });
  tag
    .command('show <id>')
    .description('one tag: its rule in words, its coverage month by month, who uses it')
    .option('--overlap', 'and the ten tags most alike')
    .action((id: string, options: Options & { overlap?: boolean }) =>
      run(options, ({ client }, output) => show(client, output, id, options.overlap === true)),
    );
  tag
    .command('define <id> <rule>')
    .description('save a tag, as a draft when it is new; RULE is an expression, or @file.json')
    .requiredOption('--name <english>', 'its name in English')
    .option('--name-zh <chinese>', 'its name in Chinese (default: the English one)')
    .option('--definition <english>', 'what it means')
    .option('--definition-zh <chinese>', 'what it means, in Chinese')
    .option('--category <path>', 'its place in the tree, as in usage/data')
    .option('--refresh <when>', 'with-record or when-asked')
    .action((id: string, rule: string, options: DefineOptions) => define(run, id, rule, options));
  for (const act of ['publish', 'retire'] as const)
    tag
      .command(`${act} <id>`)
      .description(
        act === 'publish'
          ? 'let saved audiences and published tags name it'
          : 'take it out of use; refused with the list of uses while a rule names it',
      )
      .action((id: string, options: Options) =>
        run(options, async ({ client }, output) => {
          const call = { params: { id }, body: {} };
          const done = await (act === 'publish' ? client.publishTag(call) : client.retireTag(call));
          output.result(done, () => `${done.id} is ${done.state}.`);
        }),
      );
  loadCommand(tag, ports);
}

type Client = Connection['client'];

async function list(
  client: Client,
  output: Output,
  query: { text?: string; category?: string; state?: TagState | undefined },
): Promise<void> {
  const { text, category, state } = query;
  const found = await client.listTags({
    query: { ...(text && { text }), ...(category && { category }), ...(state && { state }) },
  });
  output.result(found, () =>
    table(
      ['tag', 'category', 'state', 'name', 'customers', 'share', 'uses'],
      found.items.map((tag) => {
        const newest = tag.coverage.at(-1);
        return [
          tag.id,
          tag.category,
          tag.missing.length > 0 ? 'no data' : tag.state,
          tag.name.en,
          newest?.customers ?? null,
          newest ? share(newest.customers, newest.total) : null,
          tag.uses,
        ];
      }),
    ),
  );
}

const share = (part: number, all: number): string => (all === 0 ? '–' : `${((100 * part) / all).toFixed(1)}%`);

async function show(client: Client, output: Output, id: string, withOverlap: boolean): Promise<void> {
  const tag = await client.readTag({ params: { id } });
  const overlap = withOverlap ? await client.tagOverlap({ params: { id }, query: { limit: 10 } }) : undefined;
  output.result({ ...tag, ...(overlap && { overlap }) }, () =>
    [
      ...describe(tag),
      ...(overlap
        ? [
            '',
            table(
              ['alike', 'customers', 'both', 'Jaccard'],
              overlap.items.map((one) => [one.id, one.customers, one.both, one.jaccard.toFixed(3)]),
            ),
          ]
        : []),
    ].join('\n'),
  );
}

function describe(tag: TagDetail): string[] {
  const uses = [
    ...tag.usedBy.map((use) => `  ${use.kind} ${use.id}`),
    ...(tag.usedElsewhere > 0 ? [`  ${tag.usedElsewhere} outside your territory`] : []),
  ];
  return [
    `${tag.id}: ${tag.name.en} / ${tag.name.zh} (${tag.state}, version ${tag.version}, owner ${tag.owner})`,
    ...[tag.definition.en, tag.rule, tag.words?.en ?? ''].filter(Boolean),
    ...(tag.missing.length > 0 ? [`The customer record does not have: ${tag.missing.join(', ')}`] : []),
    '',
    table(
      ['month', 'customers', 'share'],
      tag.coverage.map((one) => [one.period, one.customers, share(one.customers, one.total)]),
    ),
    ...(uses.length > 0 ? ['', 'Used by', ...uses] : []),
  ];
}

interface DefineOptions extends Options {
  readonly name: string;
  readonly nameZh?: string;
  readonly definition?: string;
  readonly definitionZh?: string;
  readonly category?: string;
  readonly refresh?: string;
}

async function define(
  run: (options: Options, work: (connection: Connection, output: Output) => Promise<void>) => Promise<void>,
  id: string,
  rule: string,
  options: DefineOptions,
): Promise<void> {
  if (!Id.safeParse(id).success)
    throw new UsageError(`“${id}” cannot be the id of a tag: letters, digits, dot, dash and underscore, at most 80.`);
  const category = chosen(TagCategory, '--category', options.category);
  const refresh = chosen(TagRefresh, '--refresh', options.refresh);
  const { name, definition } = options;
  const body = {
    name: { en: name, zh: options.nameZh ?? name },
    rule: readRule(rule),
    ...(category && { category }),
    ...(refresh && { refresh }),
    ...(definition && { definition: { en: definition, zh: options.definitionZh ?? definition } }),
  };
  await run(options, async ({ client }, output) => {
    const tag: Tag = await client.putTag({ params: { id }, body });
    const newest = tag.coverage.at(-1);
    output.result(
      tag,
      () =>
        `${tag.id} is saved as version ${tag.version} (${tag.state})${newest ? `: ${newest.customers.toLocaleString('en-US')} customers in ${newest.period}` : ''}.`,
    );
  });
}

function chosen<T>(
  schema: { safeParse: (value: unknown) => { success: boolean; data?: T } },
  option: string,
  value: string | undefined,
): T | undefined {
  if (value === undefined) return undefined;
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new UsageError(`${option} does not take “${value}”; see gridloop tag --help.`);
}

function loadCommand(tag: Command, ports: CliPorts): void {
  tag
    .command('load <file>')
    .description('tags of a CSV file with one row a customer and tag; it takes the place of what this feed had')
    .option('--customer <column>', 'the column with the customer number', 'customer_id')
    .option('--tag <column>', 'the column with the tag', 'tag')
    .option('--as-tag <id>', 'every row has this tag: the file has no column for it')
    .option('--feed <name>', 'the name of the feed (default: of the file)')
    .option('--period <YYYY-MM>', 'from this month on')
    .action(async (file: string, options: LoadOptions) => {
      const output = createOutput(options.json === true);
      const manifest = manifestOf(file, options);
      const result = await withConnection(
        ports,
        { data: resolve(options.data), as: options.as },
        async ({ client }) => {
          const { job } = await client.load({ body: { manifests: [manifest] } });
          return finished(client, job, output);
        },
      );
      const [report] = (result as { reports: LoadReport[] }).reports;
      output.result(report, () => loadText(report));
      if (report?.state === 'refused') process.exitCode = 1;
    });
}

interface LoadOptions extends Options {
  readonly customer: string;
  readonly tag: string;
  readonly asTag?: string;
  readonly feed?: string;
  readonly period?: string;
}

function manifestOf(path: string, options: LoadOptions) {
  const source = resolve(path);
  if (!existsSync(source)) throw new UsageError(`The file ${path} cannot be read: there is no such file.`);
  if (options.period !== undefined && !Period.safeParse(options.period).success)
    throw new UsageError(`--period takes a month such as 2026-10, not “${options.period}”.`);
  if (options.asTag !== undefined && !Id.safeParse(options.asTag).success)
    throw new UsageError(`--as-tag does not take “${options.asTag}”: letters, digits, dot, dash and underscore.`);
  const feed = options.feed ?? `tags-${basename(source, extname(source)).replace(/[^\p{L}\p{N}_-]+/gu, '-')}`;
  // JSON is YAML: whatever the names hold, the manifest says what was meant.
  const text = JSON.stringify({
    feed,
    entity: 'customer_tag',
    source,
    ...(options.period && { period: options.period }),
    fields: {
      customer_id: options.customer,
      tag: options.asTag === undefined ? options.tag : { expr: `'${options.asTag}'` },
    },
    audit: [{ references: { customer_id: 'customer' } }, { not_null: ['tag'] }],
    quarantine: { max_share: 1 },
  });
  return { text, file: path, directory: dirname(source) };
}

function loadText(report: LoadReport | undefined): string {
  if (!report) return 'Nothing was loaded.';
  if (report.state === 'refused') return `Refused: ${report.refusal?.reason ?? 'see the report of the load'}`;
  const words: Readonly<Record<string, string>> = {
    'unknown-reference': 'customer numbers nobody knows',
    duplicate: 'rows that stood there twice',
  };
  return [
    `${report.kept.toLocaleString('en-US')} of ${report.rowsIn.toLocaleString('en-US')} rows taken (${report.feed}, ${report.state}).`,
    ...report.quarantined.map(
      ({ reason, count }) => `  put aside: ${count.toLocaleString('en-US')} ${words[reason] ?? reason}`,
    ),
  ].join('\n');
}
