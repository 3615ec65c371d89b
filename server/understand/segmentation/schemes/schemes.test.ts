import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SegmentScheme, segmentSchemeRoutes } from '#contract';
import { countAudience } from '#understand/audiences';
import { emptyCatalogue, readRule, type Catalogue, type FieldType, type Rule } from '#query';
import { proveField } from './field-proof.ts';
import { countSegmentScheme, proveSegmentScheme } from './prove-scheme.ts';
import { placesOf } from './scheme.ts';
import {
  listSegmentSchemes,
  putSegmentScheme,
  readSchemeCell,
  readSegmentScheme,
  retireSegmentScheme,
  schemeHolders,
} from './segment-schemes.ts';
import { seedStandardSchemes, standardSchemes } from './standard-schemes.ts';
import { openSchemeWorld, people, type Person, type SchemeWorld } from './testing-world.ts';

let world: SchemeWorld;
beforeAll(async () => {
  world = await openSchemeWorld();
}, 120_000);
afterAll(() => world.close());

const name = { en: 'x', zh: 'x' };
const dimension = (id: string, rules: readonly string[], when?: Record<string, string[]>) => ({
  id,
  name,
  ...(when && { when }),
  values: rules.map((rule, v) => ({ id: `v${v}`, name, rule })),
});
const scheme = (...dimensions: readonly ReturnType<typeof dimension>[]) => SegmentScheme.parse({ name, dimensions });
const everyone: Person[] = people;

/** Cuts into stretches, the first open below and the last above. */
const stretches = (field: string, cuts: readonly number[]): string[] => [
  `${field} < ${cuts[0]}`,
  ...cuts.slice(1).map((cut, i) => `${field} >= ${cuts[i]} and ${field} < ${cut}`),
  `${field} >= ${cuts.at(-1)}`,
];
const cutsOf = (most: number) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 6 })
    .map((cuts) => cuts.toSorted((a, b) => a - b));

describe('the market model', () => {
  test('has 1,444 cells: 336, 280, 784, 24 and 20', () => {
    const cells = standardSchemes.map(({ id, dimensions }) => [id, placesOf(dimensions).length]);
    expect(Object.fromEntries(cells)).toEqual({
      'individuals-high': 336,
      'individuals-low': 280,
      'not-yet-customers': 784,
      households: 24,
      organisations: 20,
    });
    expect(cells.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(1444);
  });

  test('follows from its rules: no dimension leaves a hole or holds twice, whatever the customers', () => {
    const types: Readonly<Record<string, FieldType>> = {
      'arpu.mean3': 'number',
      age: 'integer',
      household_income: 'number',
      household_size: 'integer',
      children: 'integer',
      youngest_child_age: 'integer',
      children_independent: 'boolean',
      employees: 'integer',
      subscription_count: 'integer',
    };
    for (const { dimensions } of standardSchemes)
      for (const { id, values } of dimensions) {
        const proof = proveField(values.map(({ rule }) => ruleIn(rule, types)));
        expect(proof?.doubles, id).toEqual([]);
        // Codes of an operator are a list: what is in none of them is a hole, and nothing else is.
        const isList = values.every(({ rule }) => rule.includes("'") && !rule.includes(' not in '));
        expect(
          proof?.holes.every((hole) => isList && hole.includes(' not in ')),
          `${id}: ${proof?.holes.join() ?? 'not of one field'}`,
        ).toBe(true);
      }
  });

  test('is there from the start, says what the record lacks, and what was changed stays changed', async () => {
    await seedStandardSchemes(world.context);
    const listed = (query: object) =>
      listSegmentSchemes(world.context, segmentSchemeRoutes.listSegmentSchemes.query.parse(query));
    const { items, cells } = await listed({});
    expect([items.length, cells]).toEqual([5, 1444]);
    const largest = await listed({ text: 'individuals', sort: 'cells', order: 'down', limit: 1 });
    expect([largest.total, largest.items[0]?.cells, largest.cells]).toEqual([2, 336, 1444]);
    expect((await listed({ state: 'retired' })).total).toBe(0);
    expect(items.find(({ id }) => id === 'individuals-high')?.missing).toEqual([
      'social_class',
      'area_type',
      'household_type',
    ]);
    const low = standardSchemes.find(({ id }) => id === 'individuals-low')!;
    const { id: _, ...own } = low;
    await putSegmentScheme(world.context, 'individuals-low', { ...own, dimensions: own.dimensions.slice(0, 2) });
    await seedStandardSchemes(world.context);
    expect(await readSegmentScheme(world.context, 'individuals-low')).toMatchObject({
      version: 2,
      cells: 14,
      origin: 'own',
    });
    // What cannot be counted is said, and the rest is.
    const proof = await proveSegmentScheme(world.context, 'individuals-high', undefined);
    const base = everyone.filter(({ arpu }) => arpu >= 80);
    expect(proof).toMatchObject({ state: 'unfinished', customers: base.length });
    expect(proof.dimensions.map(({ id, gap }) => [id, gap])).toEqual([
      ['age', base.filter(({ age }) => age === null).length],
      ['sex', 0],
      ['class', null],
      ['area', null],
      ['household', null],
    ]);
    const organisations = await proveSegmentScheme(world.context, 'organisations', undefined);
    expect(organisations).toMatchObject({ state: 'unfinished', baseMissing: ['employees'], customers: null });
  });
});

describe('random schemes', () => {
  test('of stretches are disjoint and complete; a planted gap and overlap are found to the last customer', async () => {
    const territories = [
      { context: () => world.context, people: everyone },
      {
        context: () => world.as({ kind: 'units', units: ['g1'] }),
        people: everyone.filter(({ unit }) => unit === 'g1'),
      },
    ];
    await fc.assert(
      fc.asyncProperty(
        cutsOf(88),
        cutsOf(198),
        fc.integer({ min: 0, max: 6 }),
        fc.boolean(),
        async (ages, spends, at, plant) => {
          const first = stretches('age', ages);
          const second = stretches('arpu', spends);
          const whole = scheme(dimension('age', first), dimension('spend', second));
          await putSegmentScheme(world.context, 'random', whole);
          for (const { context, people: own } of territories) {
            const known = own.filter(({ age }) => age !== null).length;
            const proof = await proveSegmentScheme(context(), 'random', undefined);
            expect(proof).toMatchObject({
              state: 'where-known',
              customers: own.length,
              inOneCell: known,
              inSeveral: 0,
            });
            expect(proof.unknown).toBe(own.length - known);
            for (const { rules } of proof.dimensions)
              expect(rules).toMatchObject({ holes: [], doubles: [], missingIn: [] });
            const { cells } = await countSegmentScheme(context(), 'random', undefined);
            expect(cells.reduce((sum, { customers }) => sum + customers, 0)).toBe(known);
          }
          const v = at % first.length;
          const hit = (person: Person): boolean => holds(ages, v, person.age);
          const wrong = plant
            ? // The value is gone: its people are in a gap.
              dimension(
                'age',
                first.map((rule, i) => (i === v ? 'age < -1' : rule)),
              )
            : // Another says the same: its people are held twice.
              dimension('age', [...first, first[v]!]);
          await putSegmentScheme(world.context, 'random', scheme(wrong, dimension('spend', second)));
          for (const { context, people: own } of territories) {
            const proof = await proveSegmentScheme(context(), 'random', undefined);
            const [age] = proof.dimensions;
            const planted = own.filter(hit).length;
            const missing = own.filter((person) => person.age === null).length;
            expect([age?.gap, age?.unknown, age?.overlap]).toEqual(
              plant ? [planted + missing, missing, 0] : [missing, missing, planted],
            );
            expect(proof.state).toBe(planted > 0 ? 'broken' : 'where-known');
            expect([proof.inNone, proof.inSeveral]).toEqual([missing + (plant ? planted : 0), plant ? 0 : planted]);
            const shown = plant ? age?.gapExamples : age?.overlapExamples;
            expect((shown?.length ?? 0) > 0).toBe(planted > 0);
            for (const example of shown ?? []) {
              const wanted = Number(/age = (\d+)/.exec(example.rule)?.[1]);
              expect(example.customers).toBe(own.filter((person) => person.age === wanted && hit(person)).length);
            }
          }
          const [said] = (await proveSegmentScheme(world.context, 'random', undefined)).dimensions;
          expect(plant ? said?.rules?.holes.length : said?.rules?.doubles.length).toBe(1);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('a dimension that is asked of some only is counted of them only', async () => {
    const conditional = dimension('youth', ["gender = 'F'", "gender = 'M'"], { age: ['v0'] });
    await putSegmentScheme(
      world.context,
      'some',
      scheme(dimension('age', ['age < 30', 'age >= 30', 'age is null']), conditional),
    );
    const proof = await proveSegmentScheme(world.context, 'some', undefined);
    const young = everyone.filter(({ age }) => age !== null && age < 30).length;
    expect(proof).toMatchObject({ state: 'proved', customers: 1200, inOneCell: 1200 });
    expect(proof.dimensions[1]?.customers).toBe(young);
    expect(await readSegmentScheme(world.context, 'some')).toMatchObject({ cells: 4 });
    const { cells } = await countSegmentScheme(world.context, 'some', undefined);
    expect(
      cells.filter(({ values }) => values['youth'] === null).reduce((sum, { customers }) => sum + customers, 0),
    ).toBe(1200 - young);
  });
});

test('a rule of one field is proved for every value it can have, and where it fails is said as a rule', () => {
  fc.assert(
    fc.property(cutsOf(60), fc.constantFrom<FieldType>('integer', 'number'), fc.boolean(), (cuts, type, closed) => {
      const rules = stretches('x', cuts).map((rule) => (closed ? rule.replace('x < ', 'x <= ') : rule));
      const proof = proveField(rules.map((rule) => ruleIn(rule, { x: type })))!;
      expect(proof.holes).toEqual([]);
      expect(proof.doubles.map(({ rule }) => rule)).toEqual(closed ? cuts.map((cut) => `x = ${cut}`) : []);
      const open = proveField(rules.slice(1).map((rule) => ruleIn(rule, { x: type })))!;
      expect(open.holes).toEqual([`x < ${cuts[0]}`]);
    }),
  );
  expect(
    proveField([ruleIn("d < '2026-01-01'", { d: 'date' }), ruleIn("d > '2026-01-02'", { d: 'date' })])?.holes,
  ).toEqual(["d >= '2026-01-01' and d <= '2026-01-02'"]);
  expect(proveField([ruleIn("t = 'a'", { t: 'text' }), ruleIn("t in ('a', 'b')", { t: 'text' })])).toMatchObject({
    holes: ["t not in ('a', 'b')"],
    doubles: [{ rule: "t = 'a'", holding: [0, 1] }],
  });
  expect(proveField([ruleIn('x > y', { x: 'number', y: 'number' })])).toBe(undefined);
  expect(proveField([ruleIn('x * 2 > 4', { x: 'number' })])).toBe(undefined);
});

test('the rule of a cell selects whom the cell counts, and names nothing that is not there', async () => {
  await putSegmentScheme(world.context, 'cells', {
    ...scheme(dimension('age', stretches('age', [30, 60])), dimension('sex', ["gender = 'F'", "gender = 'M'"])),
    base: 'arpu >= 50 or arpu < 10',
  });
  const { cells } = await countSegmentScheme(world.context, 'cells', undefined);
  expect(cells.length).toBe(6);
  for (const { values, customers } of cells) {
    const asked = Object.entries(values).map(([key, value]) => `${key}=${value}`);
    const { rule, cells: meant } = await readSchemeCell(world.context, 'cells', asked.join());
    expect([meant, (await countAudience(world.context, { rule })).count]).toEqual([1, customers]);
  }
  expect((await readSchemeCell(world.context, 'cells', 'sex=v0')).cells).toBe(3);
  await expect(readSchemeCell(world.context, 'cells', 'sex=v7')).rejects.toMatchObject({ code: 'no-such-cell' });
});

test('a scheme is refused with every mistake and its place; the same again is no new version; retired, it comes back', async () => {
  const bad = scheme(
    dimension('age', ['agee < 30', 'age >= ']),
    dimension('age', ["social_class = 'a'", 'true'], { later: ['v0'] }),
  );
  const problems = await putSegmentScheme(world.context, 'bad', { ...bad, needs: ['social_class'] }).catch(
    (error: { problems: { code: string; place: string; from?: number }[] }) => error.problems,
  );
  expect((problems as { code: string; place: string }[]).map(({ code, place }) => [code, place])).toEqual([
    ['twice', 'dimensions.age'],
    ['not-before', 'dimensions.age.when'],
    ['unknown-name', 'dimensions.age.values.v0.rule'],
    ['unfinished', 'dimensions.age.values.v1.rule'],
  ]);
  const good = scheme(dimension('age', ['age < 30', 'age >= 30']));
  expect((await putSegmentScheme(world.context, 'good', good)).version).toBe(1);
  expect((await putSegmentScheme(world.context, 'good', good)).version).toBe(1);
  expect((await schemeHolders(world.context)).some(({ id }) => id === 'good')).toBe(true);
  expect((await retireSegmentScheme(world.context, 'good')).state).toBe('retired');
  expect((await schemeHolders(world.context)).some(({ id }) => id === 'good')).toBe(false);
  await expect(retireSegmentScheme(world.context, 'good')).rejects.toMatchObject({ code: 'segment-scheme-state' });
  expect(await putSegmentScheme(world.context, 'good', good)).toMatchObject({ version: 2, state: 'published' });
});

/** Whether the stretch by this number holds an age. */
function holds(cuts: readonly number[], v: number, age: number | null): boolean {
  return (
    age !== null && age >= (cuts[v - 1] ?? Number.NEGATIVE_INFINITY) && age < (cuts[v] ?? Number.POSITIVE_INFINITY)
  );
}

/** A rule over fields of these types, text where nothing is said. */
function ruleIn(text: string, types: Readonly<Record<string, FieldType>>): Rule {
  const names = text.match(/[a-z_][a-z_.0-9]*/g) ?? [];
  const catalogue: Catalogue = {
    ...emptyCatalogue(202610),
    fields: Object.fromEntries(
      names.map((field) => [field, { name: field, column: field, type: types[field] ?? 'text' }]),
    ),
  };
  const read = readRule(text, catalogue);
  if (!read.ok) throw new Error(`${text}: ${read.problems[0]?.code}`);
  return read.rule;
}
