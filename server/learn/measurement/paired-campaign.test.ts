import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inPairs } from '#act/campaigns';
import { openWarehouse, statement, type Warehouse } from '#platform/warehouse';
import { armSplit } from '#understand/audiences';
import { campaignExperiment, sizesOf } from './campaign-experiment.ts';
import { analyse } from './experiment/analyse.ts';

// Customers of 60 grids, each grid with a level of its own, whose revenue follows what was known of them before.
let warehouse: Warehouse;
let directory: string;
const planted = 2;
const customers = 1800;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-pairs-'));
  warehouse = await openWarehouse({ dataDirectory: directory });
  await warehouse.execute(
    statement(
      `create table person engine = MergeTree order by customer_id as
       select toString(number) as customer_id, concat('g', toString(cityHash64('grid', number) % 60)) as grid,
         cityHash64('x', number) % 1000 / 100 + cityHash64('level', grid) % 1000 / 100 as x, '' as reason, '' as stratum, 1 as wave,
         cityHash64('luck', grid) % 200 / 100 as luck from numbers({customers:UInt32})`,
      { customers },
    ),
  );
});
afterAll(async () => {
  await warehouse.close();
  await rm(directory, { recursive: true, force: true });
});

const drawnColumns = ['customer_id', 'grid', 'x', 'luck', 'unit', 'stratum', 'wave', 'reason'];

/** One campaign drawn and analysed: the interval of its effect on revenue. */
async function campaign(unit: 'customer' | 'grid', inPairsBy: readonly string[], salt: string) {
  const people = `select *, ${unit === 'grid' ? 'grid' : 'customer_id'} as unit from person`;
  const paired = inPairs(people, drawnColumns, { covariates: inPairsBy, groups: unit === 'grid' });
  const left = inPairsBy.length === 0 ? people : `select * from (${paired}) where reason = ''`;
  const terms = { unit, control: 0.5, arms: { standard: 1 }, stratify_by: [], pair_by: [...inPairsBy] };
  const split = armSplit(statement(left, {}), { salt, ...terms, groups: unit === 'grid' });
  await warehouse.execute('drop table if exists drawn');
  // Noise is another one in every campaign: twelve uniform draws less six.
  await warehouse.execute(
    statement(
      `create table drawn engine = MergeTree order by arm as
       select arm, stratum, unit as drawn_with, 0. as success, 0. as before, 0. as early, 0. as late, 0. as fade,
         3 * x + luck + 3 * (arraySum(i -> cityHash64({splitSalt:String}, customer_id, i) / 18446744073709551616., range(12)) - 6) + ${planted} * (arm != 'control') as revenue
       from (${split.sql})`,
      split.params,
    ),
  );
  const units = { from: 'drawn', params: {}, hasBefore: false };
  const sizes = await sizesOf(warehouse, units);
  const { results, sample_ratio, warnings } = await analyse(warehouse, campaignExperiment(units, terms, sizes));
  const revenue = results.find(({ metric }) => metric === 'revenue');
  return {
    difference: revenue!.difference,
    method: revenue!.method,
    pairs: revenue!.pairs,
    ratio: sample_ratio.p,
    warnings,
  };
}
const widthOf = ({ low, high }: { low: number | null; high: number | null }) => (high ?? NaN) - (low ?? NaN);

test.each(['customer', 'grid'] as const)(
  'pairs of each %s: the interval of the difference covers the planted effect as often as it says, and is narrower than without pairs',
  async (unit) => {
    const campaigns = 200;
    let [covered, paired, plain] = [0, 0, 0];
    for (let i = 0; i < campaigns; i++) {
      const found = await campaign(unit, ['x'], `pairs ${i}`);
      expect([found.method, found.pairs, found.ratio, found.warnings]).toEqual([
        'paired',
        unit === 'grid' ? 30 : customers / 2,
        1,
        [],
      ]);
      const { low, high } = found.difference;
      covered += Number((low ?? NaN) <= planted && planted <= (high ?? NaN));
      paired += widthOf(found.difference);
      if (i < 20) plain += widthOf((await campaign(unit, [], `plain ${i}`)).difference);
    }
    // Three standard deviations of a count of 95 in 100.
    expect(Math.abs(covered / campaigns - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / campaigns));
    expect(paired / campaigns).toBeLessThan((0.7 * plain) / 20);
  },
  600_000,
);
