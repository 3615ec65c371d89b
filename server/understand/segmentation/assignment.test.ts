import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, column, print, scope, selectRecords } from '#query';
import { openWarehouse, statement, type Warehouse } from '#platform/warehouse';
import { groupExpression } from './assignment.ts';
import { nearestCentres, squaredDistance } from './clustering/points.ts';
import { prepareField, preparePoints } from './clustering/preparation.ts';

let directory: string;
let warehouse: Warehouse;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-groups-'));
  warehouse = await openWarehouse({ dataDirectory: directory });
  await warehouse.define([
    {
      name: 'customer_record',
      columns: [
        { name: 'period', type: 'UInt32' },
        { name: 'customer_key', type: 'UInt32' },
        ...['f0', 'f1', 'f2'].map((name) => ({ name, type: 'Nullable(Float64)' })),
      ],
      engine: { kind: 'merge-tree' },
      partitionBy: 'period',
      orderBy: ['customer_key'],
      shardBy: 'customer_key',
    },
  ]);
});
afterAll(async () => {
  await warehouse.close();
  await rm(directory, { recursive: true, force: true });
});

test('SQL gives every customer the group that memory gives, with missing and extreme values', async () => {
  const cell = fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0, max: 500, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(-1e12, 1e12, 0, 5e-324) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  );
  const rowsOf = fc.array(fc.tuple(cell, cell, cell), { minLength: 200, maxLength: 300 });
  const centresOf = fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }), {
    minLength: 2,
    maxLength: 6,
  });
  let period = 0;
  await fc.assert(
    fc.asyncProperty(rowsOf, centresOf, async (rows, centres) => {
      period++;
      const columns = [0, 1, 2].map((d) => Float64Array.from(rows, (row) => row[d]!));
      const choices = ['log', 'rank', 'none'] as const;
      const preparations = columns.flatMap(
        (values, d) =>
          prepareField(String(d), values, { transform: choices[d]!, missing: 'median', winsorise: 0.01 }) ?? [],
      );
      fc.pre(preparations.length === 3);
      const points = preparePoints(columns, preparations);
      const flat = Float64Array.from(centres.flat());
      const inMemory = nearestCentres(points, flat);
      await warehouse.insert(
        { table: 'customer_record', columns: ['period', 'customer_key', 'f0', 'f1', 'f2'] },
        [
          rows
            .map(
              (row, i) =>
                `${JSON.stringify({ period, customer_key: i, ...Object.fromEntries(row.map((x, d) => [`f${d}`, Number.isNaN(x) ? null : x])) })}\n`,
            )
            .join(''),
        ],
        { format: 'JSONEachRow' },
      );
      const group = groupExpression(
        {
          measures: ['f0', 'f1', 'f2'].map((name) => call('toFloat64', column(name))),
          carveOuts: [],
          value: undefined,
        },
        { preparations, centres, bands: [] },
        centres.map((_, i) => ({ id: `g${i}`, name: { en: '', zh: '' }, kind: 'found', share: 0 })),
      );
      const select = selectRecords({
        period,
        columns: [{ expr: group, as: '~group' }],
        orderBy: [{ expr: column('customer_key') }],
      });
      const bySql = await warehouse.rows<{ '~group': string | null }>(print(scope(select, { kind: 'everything' })));
      for (const [i, row] of rows.entries()) {
        const found = bySql[i]!['~group'];
        if (row.every(Number.isNaN)) expect(found).toBe(null);
        else {
          // Two centres may be equally near but for rounding: then either is right.
          const at = Number(found?.slice(1));
          const [own, other] = [at, inMemory[i]!].map((c) => squaredDistance(points.values, i, flat, c, 3));
          expect(Math.abs(own! - other!)).toBeLessThan(1e-9 * (1 + other!));
        }
      }
    }),
    { numRuns: 8 },
  );
  await warehouse.execute(statement('truncate table customer_record'));
});
