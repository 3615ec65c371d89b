import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaigns } from '#act/campaigns';
import { channels } from '#act/channels';
import { openWarehouse, type Warehouse } from '#platform/warehouse';
import { readSums, type Sums, type Window } from './report-sums.ts';

// The engine's sums are held to the same sums made in memory, over random targets, orders, contacts and joined identities.
let warehouse: Warehouse;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-sums-'));
  warehouse = await openWarehouse({ dataDirectory: directory });
  const port = { create: async () => 0, progress: async () => new Map(), cancelOpen: async () => 0 };
  const { tables = [] } = campaigns({
    workOrders: port,
    measures: async () => ({}),
    readCatalogue: async () => Promise.reject(new Error('not asked for')),
  });
  const column = (name: string, type: string) => ({ name, type });
  await warehouse.define([
    ...tables,
    ...(channels.tables ?? []),
    {
      name: 'identity',
      engine: { kind: 'merge-tree' },
      orderBy: ['customer_key'],
      shardBy: 'customer_key',
      columns: [column('customer_key', 'UInt32'), column('unified_key', 'UInt32')],
    },
    {
      name: 'entity_order',
      engine: { kind: 'merge-tree' },
      orderBy: ['customer_key'],
      shardBy: 'customer_key',
      columns: [
        column('customer_key', 'UInt32'),
        column('offer_id', 'LowCardinality(Nullable(String))'),
        column('ordered_on', 'Nullable(Date32)'),
      ],
    },
  ]);
});
afterAll(async () => {
  await warehouse.close();
  await rm(directory, { recursive: true });
});

const windows: Window[] = [
  { wave: 1, from: '2026-10-01', to: '2026-10-20' },
  { wave: 2, from: '2026-10-10', to: '2026-10-30' },
];
const offers = [
  { id: 'a', revenue: 100, margin: 40 },
  { id: 'b', revenue: 30, margin: 10 },
];
const costs = { field: 12, call: 3 };
const day = fc.integer({ min: 1, max: 31 }).map((d) => `2026-10-${String(d).padStart(2, '0')}`);
const target = fc.record({
  arm: fc.constantFrom('standard', 'control'),
  wave: fc.constantFrom(1, 2),
  /** What did not fit goes on to a later wave. */
  moved: fc.constantFrom(0, 0, 1),
  grid: fc.constantFrom('g1', 'g2', null),
  offer: fc.constantFrom('a', 'b'),
  channel: fc.constantFrom('field', 'call'),
});
const order = fc.record({ of: fc.nat(11), offer: fc.constantFrom('a', 'b', 'other', null), on: fc.option(day) });
const contact = fc.record({
  of: fc.nat(11),
  channel: fc.constantFrom('field', 'call', 'sms'),
  result: fc.constantFrom('accepted', 'declined', 'unreachable'),
});
const instance = fc.record({
  released: fc.subarray([1, 2, 3]),
  targets: fc.array(target, { minLength: 1, maxLength: 8 }),
  orders: fc.array(order, { maxLength: 15 }),
  contacts: fc.array(contact, { maxLength: 10 }),
  // Source numbers 9 to 12 may belong to one of the targets.
  joined: fc.array(fc.record({ source: fc.integer({ min: 9, max: 12 }), unified: fc.integer({ min: 1, max: 8 }) }), {
    maxLength: 2,
  }),
});
type Instance = typeof instance extends fc.Arbitrary<infer T> ? T : never;

test('the engine sums what the rule of success means, by every cut', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(instance, async (given) => {
      const campaign = `c${run++}`;
      await fill(campaign, given);
      const sums = await readSums(
        { warehouse },
        {
          campaign,
          windows,
          released: given.released,
          offers,
          costs,
          scope: { kind: 'everything' },
          branchOf: new Map([
            ['g1', 'north'],
            ['g2', 'south'],
          ]),
          segmentColumn: undefined,
          period: undefined,
          together: null,
        },
      );
      for (const cut of ['all', 'wave', 'org_unit', 'grid', 'offer', 'channel'] as const)
        expect(plain(sums.filter((row) => row.cut === cut && (cut === 'all' || row.key !== '')))).toEqual(
          expected(given, cut),
        );
      const mine = await readSums(
        { warehouse },
        {
          campaign,
          windows,
          released: given.released,
          offers,
          costs,
          scope: { kind: 'units', units: ['g1'] },
          branchOf: new Map(),
          segmentColumn: undefined,
          period: undefined,
          together: null,
        },
      );
      const grouped = await readSums(
        { warehouse },
        {
          campaign,
          windows,
          released: given.released,
          offers,
          costs,
          scope: { kind: 'everything' },
          branchOf: new Map(),
          segmentColumn: undefined,
          period: undefined,
          together: 'grid',
        },
      );
      // Drawn by grid, the sums are the same; those over groups are of the cut by grid, and of whoever has none alone.
      for (const cut of ['all', 'wave', 'grid', 'offer', 'channel'] as const)
        expect(plain(grouped.filter((row) => row.cut === cut && (cut === 'all' || row.key !== '')))).toEqual(
          expected(given, cut),
        );
      for (const whole of grouped.filter((row) => row.cut === 'all'))
        expect(whole.groups).toEqual(groupsOf(grouped.filter((row) => row.cut === 'grid' && row.arm === whole.arm)));
      const begun = begunWaves(given);
      const inside = given.targets.filter(({ grid, wave }) => grid === 'g1' && begun.has(wave)).length;
      expect(mine.filter((row) => row.cut === 'all').reduce((sum, row) => sum + row.targets, 0)).toBe(inside);
    }),
    { numRuns: 50 },
  );
});

/** Sums over grids from what each grid of an arm has; customers of no grid are groups of one. */
function groupsOf(grids: readonly Sums[]): Sums['groups'] {
  const named = grids.filter(({ key }) => key !== '');
  const alone = grids.find(({ key }) => key === '')?.groups;
  const add = (of: (row: Sums) => number) => named.reduce((sum, row) => sum + of(row), 0);
  return {
    count: named.length + (alone?.count ?? 0),
    nn: add((row) => row.targets ** 2) + (alone?.nn ?? 0),
    ns: add((row) => row.targets * row.successes) + (alone?.ns ?? 0),
    ss: add((row) => row.successes ** 2) + (alone?.ss ?? 0),
    nr: add((row) => row.targets * row.revenue) + (alone?.nr ?? 0),
    rr: add((row) => row.revenue ** 2) + (alone?.rr ?? 0),
  };
}

async function fill(campaign: string, { targets, orders, contacts, joined }: Instance) {
  await warehouse.execute('truncate table entity_order');
  await warehouse.execute('truncate table identity');
  const json = (rows: object[]) => [rows.map((row) => JSON.stringify(row)).join('\n') + '\n'];
  const put = async (table: string, rows: object[]) => {
    if (rows.length > 0)
      await warehouse.insert({ table, columns: Object.keys(rows[0] ?? {}) }, json(rows), { format: 'JSONEachRow' });
  };
  await put(
    'campaign_target',
    targets.map((t, i) => ({
      campaign,
      customer_key: i + 1,
      customer_id: `n${i}`,
      org_unit_id: t.grid,
      arm: t.arm,
      stratum: '',
      wave: t.arm === 'control' ? t.wave : t.wave + t.moved,
      drawn_wave: t.wave,
      offer: t.offer,
      channel: t.channel,
      person_id: '',
      day: '2026-10-01',
      minutes: 0,
      status: 'scheduled',
      reason: '',
    })),
  );
  await put(
    'entity_order',
    orders.map((o) => ({ customer_key: o.of + 1, offer_id: o.offer, ordered_on: o.on })),
  );
  await put(
    'contact',
    contacts.map((c, i) => ({
      contact_id: `${campaign}${i}`,
      customer_key: c.of + 1,
      customer_id: '',
      org_unit_id: null,
      campaign,
      work_order_id: '',
      channel: c.channel,
      person_id: '',
      happened_at: '2026-10-05 00:00:00',
      happened_on: '2026-10-05',
      result: c.result,
      claimed_success: c.result === 'accepted',
    })),
  );
  const [one] = joined;
  if (one && one.unified <= targets.length)
    await put('identity', [{ customer_key: one.source, unified_key: one.unified }]);
}

type Row = Pick<
  Sums,
  'key' | 'arm' | 'targets' | 'contacted' | 'claimed' | 'successes' | 'rewarded' | 'revenue' | 'margin' | 'contactCost'
>;
const sorted = (rows: Row[]) => rows.sort((a, b) => `${a.key} ${a.arm}`.localeCompare(`${b.key} ${b.arm}`));
const plain = (sums: readonly Sums[]) => sorted(sums.map(({ cut: _, revenueSquares: __, groups: ___, ...row }) => row));

/** The waves of which somebody has been released: as drawn, whatever wave they are in now. */
const begunWaves = ({ targets, released }: Pick<Instance, 'targets' | 'released'>): ReadonlySet<number> =>
  new Set(targets.filter((t) => t.arm !== 'control' && released.includes(t.wave + t.moved)).map((t) => t.wave));

/** The meaning, in memory. */
function expected({ targets, released, orders, contacts, joined }: Instance, cut: string): Row[] {
  const begun = begunWaves({ targets, released });
  const [one] = joined;
  const unified = (key: number) => (one && one.unified <= targets.length && one.source === key ? one.unified : key);
  const rows = new Map<string, Row>();
  for (const [i, t] of targets.entries()) {
    const key =
      {
        all: '',
        wave: String(t.wave),
        org_unit:
          new Map([
            ['g1', 'north'],
            ['g2', 'south'],
          ]).get(t.grid ?? '') ?? '',
        grid: t.grid ?? '',
        offer: t.offer,
        channel: t.channel,
      }[cut] ?? '';
    if (!begun.has(t.wave) || (cut !== 'all' && key === '')) continue;
    const window = windows[t.wave - 1];
    const hits = orders.filter(
      (o) =>
        unified(o.of + 1) === i + 1 &&
        o.on !== null &&
        window &&
        o.on >= window.from &&
        o.on < window.to &&
        offers.some(({ id }) => id === o.offer),
    );
    const firstDay = hits.map((o) => o.on ?? '').sort()[0];
    const first = hits.filter((o) => o.on === firstDay);
    const own = contacts.filter((c) => c.of === i);
    const row = rows.get(`${key} ${t.arm}`) ?? {
      key,
      arm: t.arm,
      targets: 0,
      contacted: 0,
      claimed: 0,
      successes: 0,
      rewarded: 0,
      revenue: 0,
      margin: 0,
      contactCost: 0,
    };
    const contacted = own.some((c) => c.result !== 'unreachable');
    // Of two orders on the first day either may be taken; both count the same only if the offer is.
    fc.pre(new Set(first.map((o) => o.offer)).size <= 1);
    const value = offers.find(({ id }) => id === first[0]?.offer);
    rows.set(`${key} ${t.arm}`, {
      ...row,
      targets: row.targets + 1,
      contacted: row.contacted + Number(contacted),
      claimed: row.claimed + Number(own.some((c) => c.result === 'accepted')),
      successes: row.successes + Number(first.length > 0),
      rewarded: row.rewarded + Number(first.length > 0 && contacted),
      revenue: row.revenue + (value?.revenue ?? 0),
      margin: row.margin + (value?.margin ?? 0),
      contactCost:
        row.contactCost + own.reduce((sum, c) => sum + (new Map(Object.entries(costs)).get(c.channel) ?? 0), 0),
    });
  }
  return sorted([...rows.values()]);
}
