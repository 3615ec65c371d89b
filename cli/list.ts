import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { routes, type Text2 } from '#contract';
import { withConnection } from './connection.ts';
import { createOutput, UsageError } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';

/** Every list of the console, by the name under which it is asked for here. */
const lists = {
  people: 'listPeople',
  customers: 'searchCustomers',
  feeds: 'listFeeds',
  loads: 'listLoads',
  quarantine: 'listQuarantine',
  fields: 'listFields',
  audiences: 'listAudiences',
  tags: 'listTags',
  indicators: 'listIndicators',
  segmentations: 'listSegmentations',
  schemes: 'listSegmentSchemes',
  models: 'listModels',
  plans: 'listPlans',
  campaigns: 'listCampaigns',
  work: 'listWorkOrders',
  points: 'listAppraised',
  verifications: 'listVerifications',
  truth: 'truthBoard',
  contests: 'listContests',
  accounts: 'listAccounts',
  refusals: 'listRefusals',
  audit: 'listAudit',
  jobs: 'listJobs',
} as const satisfies Readonly<Record<string, keyof typeof routes>>;
type What = keyof typeof lists;
const isList = (what: string): what is What => Object.hasOwn(lists, what);

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
  readonly where?: readonly string[];
  readonly sort?: string;
  readonly order?: string;
  readonly limit?: string;
  readonly offset?: string;
}
interface Found {
  readonly total: number;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** `gridloop list <what>`: what the console's lists do, filtered, sorted and paged by the server. */
export function listCommand(program: Command, ports: CliPorts): void {
  program
    .command('list <what>')
    .description(`any list of the console: ${Object.keys(lists).join(', ')}`)
    .option('--where <filter...>', 'filters of the list, as in text=fibre or state=failed')
    .option('--sort <by>', 'what to sort by')
    .option('--order <way>', 'up or down')
    .option('--limit <n>', 'at most so many', '50')
    .option('--offset <n>', 'leave out so many', '0')
    .action(async (what: string, options: Options) => {
      if (!isList(what)) throw new UsageError(`There is no list of ${what}: ${Object.keys(lists).join(', ')}.`);
      const { params, query } = askOf(what, options);
      const output = createOutput(options.json === true);
      const found = await withConnection(
        ports,
        { data: resolve(options.data), as: options.as },
        // Each list takes its own query, which has been read by its own route above.
        ({ client }) => (client[lists[what]] as unknown as (call: object) => Promise<Found>)({ params, query }),
      );
      output.result(found, () => textOf(found, Number(options.offset)));
    });
}

/**
 * What the list is of (a load's rows, a month's points) and how it is filtered: both are told by `--where`.
 * @throws UsageError with everything the list does not know or take, and with what it needs.
 */
function askOf(what: What, { where = [], sort, order, limit, offset }: Options): { params: object; query: object } {
  const route = routes[lists[what]];
  const of: z.ZodObject = 'params' in route && route.params ? (route.params as z.ZodObject) : z.object({});
  const schema = of.extend((route.query as z.ZodObject).shape);
  const filters = where.map((text) => [text.split('=', 1)[0] ?? '', text.slice(text.indexOf('=') + 1)]);
  const given = Object.fromEntries(
    [...filters, ['sort', sort], ['order', order], ['limit', limit], ['offset', offset]].filter(
      ([, value]) => value !== undefined,
    ),
  ) as Record<string, string>;
  const read = schema.strict().safeParse(given);
  if (read.success) {
    const isOf = (name: string) => name in of.shape;
    const part = (wanted: boolean) =>
      Object.fromEntries(Object.entries(given).filter(([name]) => isOf(name) === wanted));
    return { params: part(true), query: part(false) };
  }
  const known = Object.keys((route.query as z.ZodObject).shape).filter(
    (name) => !['sort', 'order', 'limit', 'offset'].includes(name),
  );
  throw new UsageError(
    [
      ...read.error.issues.map(({ path, message }) => [...path, message].join(': ')),
      `${what} can be filtered by ${known.join(', ')}.`,
      ...Object.keys(of.shape).map((name) => `${what} are of one ${name}: --where ${name}=…`),
    ].join('\n'),
  );
}

function textOf({ total, items }: Found, offset: number): string {
  const [first] = items;
  if (!first) return total === 0 ? 'Nothing fits.' : `There are only ${total.toLocaleString('en-US')}.`;
  const columns = Object.keys(first).filter((name) => items.every((item) => cellOf(item[name]) !== undefined));
  return [
    table(
      columns,
      items.map((item) => columns.map((name) => cellOf(item[name]) ?? null)),
    ),
    `${(offset + 1).toLocaleString('en-US')} to ${(offset + items.length).toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`,
  ].join('\n');
}

/** What fits into a cell; undefined for what is a list or has parts of its own. */
function cellOf(value: unknown): string | number | null | undefined {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value.length > 60 ? `${value.slice(0, 59)}…` : value;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const { en } = value as Partial<Text2>;
  return typeof en === 'string' ? en : undefined;
}
