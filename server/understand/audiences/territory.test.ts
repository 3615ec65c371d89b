import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customerFacts } from '#know/customers';
import type { Scope } from '#query';
import type { Context } from '#platform/context';
import { handlers, openWorld, type World } from './testing-world.ts';

const units = ['g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6'];
/** c0…c69: customer i stands in unit i mod 7, every tenth in none; arpu i. */
const people = Array.from({ length: 70 }, (_, i) => ({
  id: `c${i}`,
  unit: i % 10 === 9 ? null : (units[i % 7] ?? null),
  arpu: i,
  gender: i % 3 === 0 ? 'F' : 'M',
}));
type Person = (typeof people)[number];

/** Rules and what they mean, worked out here and not by the product. */
const rules: readonly (readonly [string, (one: Person) => boolean])[] = [
  ['arpu >= 30', ({ arpu }) => arpu >= 30],
  ["gender = 'F' or arpu < 10", ({ gender, arpu }) => gender === 'F' || arpu < 10],
  ["not (gender = 'F')", ({ gender }) => gender !== 'F'],
  ["tag('women')", ({ gender }) => gender === 'F'],
  ["not tag('women') and tag('rich')", ({ gender, arpu }) => gender !== 'F' && arpu >= 50],
  ["audience('middle') and gender = 'M'", ({ gender, arpu }) => arpu >= 20 && arpu < 40 && gender === 'M'],
];
const scopes: fc.Arbitrary<Scope> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Scope>({ kind: 'everything' }) },
  { weight: 6, arbitrary: fc.subarray(units).map((some): Scope => ({ kind: 'units', units: some })) },
);
const sees = (scope: Scope, one: Person): boolean =>
  scope.kind === 'everything' || (one.unit !== null && scope.units.includes(one.unit));

let world: World;
let directory: string;
beforeAll(async () => {
  world = await openWorld();
  directory = await mkdtemp(join(tmpdir(), 'territory-'));
  await writeFile(
    join(directory, 'c.csv'),
    `id,name,phone,unit,gender\n${people.map((one, i) => `${one.id},=cmd ${i},1390000${String(i).padStart(4, '0')},${one.unit ?? ''},${one.gender}`).join('\n')}\n`,
  );
  await writeFile(join(directory, 'b.csv'), `id,arpu\n${people.map((one) => `${one.id},${one.arpu}`).join('\n')}\n`);
  await world.load(
    'feed: c\nentity: customer\nsource: ./c.csv\nfields: { customer_id: id, name: name, phone: phone, org_unit_id: unit, gender: gender }\n',
    directory,
  );
  await world.load(
    'feed: b\nentity: bill\nsource: ./b.csv\nperiod: 2026-10\nfields: { customer_id: id, arpu: arpu }\n',
    directory,
  );
  await world.build();
  const { putTag, putAudience } = handlers;
  await putTag?.(world.context, {
    params: { id: 'women' },
    body: { name: { en: 'Women', zh: '女' }, rule: "gender = 'F'" },
  });
  await putTag?.(world.context, {
    params: { id: 'rich' },
    body: { name: { en: 'Rich', zh: '富' }, rule: 'arpu >= 50' },
  });
  await putAudience?.(world.context, {
    params: { id: 'middle' },
    body: { name: 'Middle', orgUnitId: 'group', rule: 'arpu >= 20 and arpu < 40' },
  });
});
afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true, force: true });
});

const h = handlers;
async function csvOf(context: Context, rule: string, fields: string[]): Promise<string[]> {
  const parts: string[] = [];
  const stream = await h.exportAudience?.(context, { body: { rule, fields } });
  for await (const part of stream ?? []) parts.push(String(part));
  return parts.join('').trimEnd().split('\r\n');
}

describe('territory', () => {
  test('count, funnel, group and export show exactly the customers of the viewer’s units', async () => {
    await fc.assert(
      fc.asyncProperty(scopes, fc.constantFrom(...rules), async (scope, [rule, means]) => {
        const context = world.as(scope);
        const mine = people.filter((one) => sees(scope, one));
        const found = mine.filter(means);
        expect(await h.countAudience?.(context, { body: { rule } })).toMatchObject({
          count: found.length,
          total: mine.length,
        });
        const funnel = await h.audienceFunnel?.(context, { body: { rule } });
        expect([funnel?.total, funnel?.steps.at(-1)?.soFar]).toEqual([mine.length, found.length]);
        const groups = await h.groupAudience?.(context, { body: { rule, by: 'org_unit_id' } });
        const expected = Map.groupBy(found, ({ unit }) => unit);
        expect(new Map(groups?.items.map(({ value, count }) => [value, count]))).toEqual(
          new Map([...expected].map(([unit, some]) => [unit, some.length])),
        );
        const [head, ...lines] = await csvOf(context, rule, ['arpu']);
        expect([head, lines.toSorted()]).toEqual([
          'customer_id,arpu',
          found.map(({ id, arpu }) => `${id},${arpu}`).toSorted(),
        ]);
      }),
      { numRuns: 60 },
    );
  });

  test('one customer outside it is not found, by key or by number', async () => {
    const mine = world.as({ kind: 'units', units: ['g1'] });
    const facts = await customerFacts(
      mine,
      people.map((_, i) => i + 1),
      ['customer_id'],
    );
    expect([...facts.values()].map(({ customer_id: id }) => id).toSorted()).toEqual(
      people
        .filter(({ unit }) => unit === 'g1')
        .map(({ id }) => id)
        .toSorted(),
    );
  });
});

describe('a rule', () => {
  test('with mistakes runs nowhere and names each with its place', async () => {
    await expect(
      h.countAudience?.(world.context, { body: { rule: 'arpuu > 3 and gender = 5' } }),
    ).rejects.toMatchObject({
      kind: 'invalid',
      code: 'rule-invalid',
      problems: [{ code: 'unknown-name', place: 'rule', from: 0, to: 5, suggestion: 'arpu' }, { from: 23 }],
    });
    await expect(h.countAudience?.(world.context, { body: { rule: '' } })).rejects.toMatchObject({
      code: 'rule-invalid',
    });
  });

  test('may be a form, and is explained in both languages with its SQL and estimate', async () => {
    const rule = { combinator: 'and', rules: [{ field: 'arpu', operator: '>=', value: 30 }] };
    expect(await h.countAudience?.(world.context, { body: { rule } })).toMatchObject({ count: 40 });
    const told = await h.explainAudience?.(world.context, { body: { rule } });
    expect(told).toMatchObject({ rule: 'arpu >= 30', fields: ['arpu'], period: '2026-10' });
    expect(told?.words.zh).toContain('月消费');
    expect(told?.estimate.rows).toBeGreaterThan(0);
  });

  test('changed is another version, and what stands on it follows; it cannot stand on itself', async () => {
    const name = { en: 'x', zh: 'x' };
    await h.putTag?.(world.context, { params: { id: 'base' }, body: { name, rule: 'arpu < 5' } });
    await h.putTag?.(world.context, { params: { id: 'above' }, body: { name, rule: "tag('base') and gender = 'M'" } });
    expect(await h.countAudience?.(world.context, { body: { rule: "tag('above')" } })).toMatchObject({ count: 3 });
    const changed = await h.putTag?.(world.context, { params: { id: 'base' }, body: { name, rule: 'arpu < 2' } });
    expect(changed).toMatchObject({ version: 2, coverage: [{ period: '2026-10', customers: 2 }] });
    expect(await h.countAudience?.(world.context, { body: { rule: "tag('above')" } })).toMatchObject({ count: 1 });
    await expect(
      h.putTag?.(world.context, { params: { id: 'base' }, body: { name, rule: "tag('above')" } }),
    ).rejects.toMatchObject({ code: 'rule-circle' });
  });
});

describe('an export', () => {
  test('masks personal fields for who may not unmask, and text cannot become a formula', async () => {
    const rule = 'arpu = 1';
    expect(await csvOf(world.as({ kind: 'everything' }), rule, ['name', 'phone'])).toEqual([
      'customer_id,name,phone',
      "c1,'=*****,139****0001",
    ]);
    expect(await csvOf(world.context, rule, ['name', 'phone'])).toEqual([
      'customer_id,name,phone',
      "c1,'=cmd 1,13900000001",
    ]);
  });
});
