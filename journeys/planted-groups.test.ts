import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectTo, plantedGroup, readTruth, type DemoClient } from '#demo';
import { readConfig, startServer } from '#server';
import { expect, test } from 'vitest';
import { finished } from './small-operator.ts';
import { adjustedRandIndex } from '../server/understand/segmentation/clustering/agreement.ts';
import { copyOperator } from './prepared-operator.ts';

/*
 * The demonstration operator's customers were made in seven groups. Nobody tells the system: it takes the measures it
 * would suggest to anybody, looks for 3 to 10 groups, and has to find those that were planted.
 */
test('the planted groups are found again, and how many they are', { timeout: 600_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-planted-'));
  await copyOperator(directory);
  const server = await startServer(readConfig({}, { dataDirectory: directory, port: 0, logLevel: 'error' }));
  try {
    const analyst = await connectTo(server.url)('analyst');
    const { items } = await analyst.suggestMeasures({});
    const body = {
      name: { en: 'Behaviour', zh: '行为' },
      measures: items.filter(({ chosen }) => chosen).map(({ family: _, chosen: __, ...measure }) => measure),
      k: [3, 10] satisfies [number, number],
    };
    await finished(analyst, (await analyst.fitSegmentation({ params: { id: 'planted' }, body })).job);
    const { groupList } = await analyst.readSegmentation({ params: { id: 'planted' } });
    expect(groupList.length).toBeGreaterThanOrEqual(6);
    expect(groupList.length).toBeLessThanOrEqual(8);

    await finished(analyst, (await analyst.publishSegmentation({ params: { id: 'planted' }, body: {} })).job);
    const { operator } = readTruth(join(directory, 'demo', 'truth'));
    const found = await groupsOf(analyst, 'planted');
    const both = [...found].flatMap(([customer, group]) => {
      const planted = plantedGroup(operator, customer);
      return planted === undefined ? [] : [[group, planted] as const];
    });
    expect(both.length).toBeGreaterThan(1000);
    expect(agreement(both)).toBeGreaterThanOrEqual(0.8);

    // From now on a report says in which group it worked: of every target there is one, or it is known that there is none.
    const planner = await connectTo(server.url)('planner');
    const report = await planner.campaignReport({ params: { id: 'winter-fibre' } });
    const groups = new Set(['', ...groupList.map((group) => group.id)]);
    const parts = report.by['segment'] ?? [];
    expect(parts.length).toBeGreaterThan(1);
    for (const { key, name } of parts) {
      expect(groups).toContain(key);
      expect(name).toEqual(groupList.find((group) => group.id === key)?.name);
    }
    const targets = (arms: (typeof report)['arms']) => arms.reduce((sum, arm) => sum + arm.targets, 0);
    expect(parts.reduce((sum, part) => sum + targets(part.arms), 0)).toBe(targets(report.arms));
  } finally {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
});

/** The published group of every customer who is in one. */
async function groupsOf(client: DemoClient, id: string): Promise<ReadonlyMap<string, string>> {
  const { groupList } = await client.readSegmentation({ params: { id } });
  const found = new Map<string, string>();
  for (const { id: group } of groupList) {
    const csv = await client.exportAudience({ body: { rule: `segment('${id}') = '${group}'` } });
    const [head = '', ...rows] = (await csv.text()).trim().split(/\r?\n/);
    const at = head.replace('\uFEFF', '').split(',').indexOf('customer_id');
    expect(at).toBeGreaterThanOrEqual(0);
    for (const row of rows) found.set(row.split(',')[at] ?? '', group);
  }
  return found;
}

function agreement(both: readonly (readonly [string, string])[]): number {
  const numbers = (names: readonly string[]): Int32Array => {
    const known = [...new Set(names)];
    return Int32Array.from(names, (name) => known.indexOf(name));
  };
  return adjustedRandIndex(numbers(both.map(([a]) => a)), numbers(both.map(([, b]) => b)));
}
