import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAudiences, readAudience } from './audience-list.ts';
import { countAudience } from './ask-audience.ts';
import { estimateAudience, estimated } from './estimate-audience.ts';
import { standardised } from './field-difference.ts';
import { profileAudience } from './profile-audience.ts';
import { reachAudience } from './reach-audience.ts';
import { handlers, openWorld, type World } from './testing-world.ts';

const units = ['g0', 'g1', 'g2'];
const people = Array.from({ length: 90 }, (_, i) => ({
  id: `c${i}`,
  unit: i % 10 === 9 ? '' : (units[i % 3] ?? ''),
  arpu: (i * 37) % 101,
  gender: i % 3 === 0 ? 'F' : 'M',
  phone: i % 7 === 0 ? '' : `1390000${String(i).padStart(4, '0')}`,
  dnd: i % 11 === 0,
}));
type Person = (typeof people)[number];

let world: World;
let directory: string;
beforeAll(async () => {
  world = await openWorld();
  directory = await mkdtemp(join(tmpdir(), 'insight-'));
  const rows = people.map((one) => `${one.id},n${one.id},${one.phone},${one.unit},${one.gender},${one.dnd}`);
  await writeFile(join(directory, 'c.csv'), `id,name,phone,unit,gender,dnd\n${rows.join('\n')}\n`);
  await writeFile(join(directory, 'b.csv'), `id,arpu\n${people.map((one) => `${one.id},${one.arpu}`).join('\n')}\n`);
  await world.load(
    'feed: c\nentity: customer\nsource: ./c.csv\nfields: { customer_id: id, name: name, phone: phone, org_unit_id: unit, gender: gender, dnd: dnd }\n',
    directory,
  );
  await world.load(
    'feed: b\nentity: bill\nsource: ./b.csv\nperiod: 2026-10\nfields: { customer_id: id, arpu: arpu }\n',
    directory,
  );
  await world.build();
});
afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true, force: true });
});

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const variance = (values: readonly number[]): number => mean(values.map((one) => (one - mean(values)) ** 2));

describe('a profile', () => {
  test('is what the definition of the standardised difference gives, field by field', async () => {
    const some = people.filter((one) => one.arpu >= 60);
    const { items, customers, population, sampled } = await profileAudience(world.context, {
      rule: 'arpu >= 60',
      limit: 100,
    });
    expect({ customers, population, sampled }).toEqual({ customers: some.length, population: 90, sampled: false });
    const wanted = (of: (one: Person) => number) => {
      const [audience, everybody] = [some.map(of), people.map(of)];
      return standardised({
        audience: mean(audience),
        population: mean(everybody),
        audienceVariance: variance(audience),
        populationVariance: variance(everybody),
      });
    };
    const byField = new Map(items.map((item) => [item.field, item]));
    const arpu = items.find((item) => item.field.startsWith('arpu'));
    expect(arpu).toMatchObject({ inRule: true, measure: 'mean' });
    expect(arpu?.difference).toBeCloseTo(wanted((one) => one.arpu) ?? NaN, 9);
    const gender = byField.get('gender');
    expect(gender?.difference).toBeCloseTo(wanted((one) => Number(one.gender === gender?.value)) ?? NaN, 9);
    expect(byField.get('dnd')?.difference).toBeCloseTo(wanted((one) => Number(one.dnd)) ?? NaN, 9);
    expect(items.map((item) => Math.abs(item.difference))).toEqual(
      items.map((item) => Math.abs(item.difference)).toSorted((a, b) => b - a),
    );
    expect(byField.has('org_unit_id') || byField.has('phone') || byField.has('name')).toBe(false);
  });

  test('compares with those whom the viewer may see, and says nothing of an audience of nobody', async () => {
    const narrow = world.as({ kind: 'units', units: ['g1'] });
    const seen = people.filter((one) => one.unit === 'g1');
    const some = seen.filter((one) => one.arpu >= 60);
    expect(await profileAudience(narrow, { rule: 'arpu >= 60', limit: 10 })).toMatchObject({
      customers: some.length,
      population: seen.length,
    });
    expect((await profileAudience(narrow, { rule: 'arpu > 1000', limit: 10 })).items).toEqual([]);
  });
});

test('who would get nothing is counted once each, by the first reason', async () => {
  const some = people.filter((one) => one.arpu >= 20);
  const refused = some.filter((one) => one.dnd);
  const placeless = some.filter((one) => !one.dnd && one.unit === '');
  const { total, reachable, items } = await reachAudience(world.context, { rule: 'arpu >= 20' });
  const counts = new Map(items.map((item) => [item.reason, item.count]));
  expect(total).toBe(some.length);
  expect(counts.get('do-not-disturb')).toBe(refused.length);
  expect(counts.get('no-grid')).toBe(placeless.length);
  expect(reachable + items.reduce((sum, item) => sum + item.count, 0)).toBe(total);
});

describe('an estimate', () => {
  test('of a small record is the exact count', async () => {
    const { count } = await countAudience(world.context, { rule: 'arpu >= 60' });
    const { count: about, share } = await estimateAudience(world.context, { rule: 'arpu >= 60' });
    expect({ about, share }).toEqual({ about: { estimate: count, low: count, high: count }, share: 1 });
  });

  test('of a sample of blocks has the true count in its 95% interval about that often', () => {
    let covered = 0;
    let tried = 0;
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ n: fc.integer({ min: 50, max: 100 }), p: fc.double({ min: 0.1, max: 0.6, noNaN: true }) }),
          {
            minLength: 300,
            maxLength: 300,
          },
        ),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (blocks, chance) => {
          const all = blocks.map(({ n, p }) => ({ n, k: Math.round(n * p) }));
          const share = 0.2;
          const seen = all.filter(() => (chance.next().value ?? 0) < share);
          const sum = (of: (one: { n: number; k: number }) => number) =>
            seen.reduce((total, one) => total + of(one), 0);
          const total = all.reduce((size, one) => size + one.n, 0);
          const truth = all.reduce((size, one) => size + one.k, 0);
          const { low, high } = estimated(total, share, {
            blocks: seen.length,
            customers: sum((one) => one.n),
            hits: sum((one) => one.k),
            nn: sum((one) => one.n * one.n),
            kk: sum((one) => one.k * one.k),
            nk: sum((one) => one.n * one.k),
          });
          tried++;
          if (low <= truth && truth <= high) covered++;
        },
      ),
      { numRuns: 300, seed: 7, endOnFailure: true },
    );
    expect(covered / tried).toBeGreaterThan(0.88);
    expect(covered / tried).toBeLessThanOrEqual(1);
  });
});

describe('saved audiences', () => {
  beforeAll(async () => {
    const { putAudience } = handlers;
    const save = (id: string, name: string, rule: string) =>
      putAudience?.(world.context, { params: { id }, body: { name, orgUnitId: 'g1', rule } });
    await save('alpha', 'Zebra', 'arpu >= 90');
    await save('beta', '高价值客户', 'arpu >= 60');
    await save('gamma', 'Middle', 'arpu >= 30');
    await save('gamma', 'Middle', 'arpu >= 40');
  });
  const list = (query: object) =>
    listAudiences(world.context, { text: '', sort: 'id', order: 'up', limit: 50, offset: 0, ...query });

  test('are found by name, id and rule, sorted and cut on the server', async () => {
    const ids = async (query: object) => (await list(query)).items.map(({ id }) => id);
    expect(await ids({ text: '高价值' })).toEqual(['beta']);
    expect(await ids({ text: 'ZEBRA' })).toEqual(['alpha']);
    expect(await ids({ text: '>= 40' })).toEqual(['gamma']);
    expect(await ids({ sort: 'size', order: 'down' })).toEqual(['gamma', 'beta', 'alpha']);
    expect(await ids({ sort: 'name', limit: 1, offset: 1 })).toEqual(['alpha']);
    expect((await list({ limit: 1 })).total).toBe(3);
  });

  test('keep every version of their rule', async () => {
    const { version, versions } = await readAudience(world.context, 'gamma');
    expect({ version, rules: versions.map(({ rule }) => rule) }).toEqual({
      version: 2,
      rules: ['arpu >= 40', 'arpu >= 30'],
    });
  });

  test('of another territory are not there', async () => {
    await expect(readAudience(world.as({ kind: 'units', units: ['g2'] }), 'gamma')).rejects.toMatchObject({
      code: 'no-such-audience',
    });
  });
});
