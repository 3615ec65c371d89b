import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tagRoutes, type Limit } from '#contract';
import { putUnits } from '#know/organisation';
import { parse } from '#query';
import { recordBuilt } from './index.ts';
import { graphOf, standsOn } from './rule-graph.ts';
import { standardCategories, standardTags } from './standard-tags.ts';
import { jaccard, pathsTo } from './tag.ts';
import { handlers as h, openWorld, type World } from './testing-world.ts';

/** p0…p79: some values are missing, many are equal; every eighth stands in no unit. */
const people = Array.from({ length: 80 }, (_, i) => ({
  id: `p${String(i).padStart(2, '0')}`,
  unit: i % 8 === 7 ? null : `g${i % 3}`,
  gender: i % 3 === 0 ? 'F' : 'M',
  arpu: i % 9 === 0 ? null : ((i * 37) % 10) * 10,
}));
type Person = (typeof people)[number];
const months = [202609, 202610];

let world: World;
let directory: string;
beforeAll(async () => {
  world = await openWorld();
  directory = await mkdtemp(join(tmpdir(), 'tags-'));
  const file = (name: string, rows: readonly string[]) => writeFile(join(directory, name), `${rows.join('\n')}\n`);
  await file('c.csv', ['id,unit,gender', ...people.map((one) => `${one.id},${one.unit ?? ''},${one.gender}`)]);
  await file('b.csv', ['id,arpu', ...people.map((one) => `${one.id},${one.arpu ?? ''}`)]);
  await world.load(
    'feed: c\nentity: customer\nsource: ./c.csv\nfields: { customer_id: id, org_unit_id: unit, gender: gender }\n',
    directory,
  );
  for (const month of ['2026-09', '2026-10'])
    await world.load(
      `feed: b\nentity: bill\nsource: ./b.csv\nperiod: ${month}\nfields: { customer_id: id, arpu: arpu }\n`,
      directory,
    );
  await world.build(months);
  const unit = (id: string, parentId: string | null) => ({
    id,
    parentId,
    kind: parentId === null ? ('province' as const) : ('grid' as const),
    name: { en: id, zh: id },
    longitude: null,
    latitude: null,
  });
  await putUnits(world.context, [unit('group', null), ...['g0', 'g1', 'g2'].map((id) => unit(id, 'group'))]);
});
afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true, force: true });
});

const name = { en: 'x', zh: 'x' };
const put = (id: string, rule: string, context = world.context) =>
  h.putTag?.(context, { params: { id }, body: { name, rule } });
const publish = (id: string) => h.publishTag?.(world.context, { params: { id }, body: {} });
const retire = (id: string, context = world.context) => h.retireTag?.(context, { params: { id }, body: {} });
const read = (id: string, context = world.context) => h.readTag?.(context, { params: { id } });

const conditions: fc.Arbitrary<readonly [string, (one: Person) => boolean]> = fc.oneof(
  fc
    .integer({ min: 0, max: 90 })
    .map((n) => [`arpu >= ${n}`, (one: Person) => one.arpu !== null && one.arpu >= n] as const),
  fc.constantFrom('F', 'M').map((g) => [`gender = '${g}'`, (one: Person) => one.gender === g] as const),
  fc.constantFrom('g0', 'g1', 'g2').map((u) => [`org_unit_id = '${u}'`, (one: Person) => one.unit === u] as const),
  fc.constant(['arpu is null', (one: Person) => one.arpu === null] as const),
);
const rules: fc.Arbitrary<readonly [string, (one: Person) => boolean]> = fc.letrec<{
  rule: readonly [string, (one: Person) => boolean];
}>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small' },
    conditions,
    fc.tuple(tie('rule'), tie('rule'), fc.boolean()).map(([[a, isA], [b, isB], both]) => {
      const means = (one: Person): boolean => (both ? isA(one) && isB(one) : isA(one) || isB(one));
      return [`(${a}) ${both ? 'and' : 'or'} (${b})`, means] as const;
    }),
    tie('rule').map(([a, isA]) => [`not (${a})`, (one: Person) => !isA(one)] as const),
  ),
})).rule;

describe('a tag', () => {
  test('has the customers of its rule, in its bitmap, in its coverage and against another, for whoever looks', async () => {
    const scopes = [
      { kind: 'everything' as const },
      { kind: 'units' as const, units: ['g1', 'g2'] },
      { kind: 'units' as const, units: [] },
    ];
    await fc.assert(
      fc.asyncProperty(rules, rules, async ([one, isOne], [other, isOther]) => {
        await put('one', one);
        await put('other', other);
        await publish('other')?.catch(() => undefined);
        for (const scope of scopes) {
          const context = world.as(scope);
          const seen = people.filter(
            ({ unit }) => scope.kind === 'everything' || (unit !== null && scope.units.includes(unit)),
          );
          const [a, b] = [seen.filter(isOne).length, seen.filter(isOther).length];
          const both = seen.filter((who) => isOne(who) && isOther(who)).length;
          expect(await h.countAudience?.(context, { body: { rule: "tag('one')" } })).toMatchObject({ count: a });
          const tag = await read('one', context);
          expect(tag?.coverage).toEqual(
            ['2026-09', '2026-10'].map((period) => ({ period, customers: a, total: seen.length })),
          );
          const overlap = await h.tagOverlap?.(context, { params: { id: 'one' }, query: { limit: 100 } });
          expect(overlap).toMatchObject({ customers: a });
          const either = seen.filter((who) => isOne(who) || isOther(who)).length;
          expect(overlap?.items).toEqual([
            { kind: 'tag', id: 'other', name, customers: b, both, jaccard: either === 0 ? 0 : both / either },
          ]);
          const asked = await h.overlapAudience?.(context, { body: { rule: one, limit: 20 } });
          expect(asked?.items).toEqual(overlap?.items);
          const venn = await h.vennAudiences?.(context, { body: { rules: [one, other] } });
          expect(venn).toMatchObject({
            customers: [a, b],
            parts: [{ customers: a - both }, { customers: b - both }, { customers: both }],
          });
        }
      }),
      { numRuns: 6 },
    );
    await retire('other');
  });

  test('is a draft first; what others rely on may name published ones only', async () => {
    expect(await put('base', 'arpu >= 50')).toMatchObject({ state: 'draft', version: 1, owner: 'test' });
    const audience = { params: { id: 'on-base' }, body: { name: 'On base', orgUnitId: 'g1', rule: "tag('base')" } };
    await expect(h.putAudience?.(world.context, audience)).rejects.toMatchObject({
      code: 'tag-not-published',
      parameters: { tags: ['base'] },
    });
    await put('above', "tag('base') and gender = 'F'");
    await expect(publish('above')).rejects.toMatchObject({ code: 'tag-not-published' });
    await publish('base');
    await expect(publish('base')).rejects.toMatchObject({ code: 'tag-state' });
    expect(await publish('above')).toMatchObject({ state: 'published' });
    await h.putAudience?.(world.context, audience);
  });

  test('that a rule names cannot be retired: every use is listed, those of other territories as a number', async () => {
    await expect(retire('base')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'tag-in-use',
      parameters: { uses: 2 },
      problems: [{ place: 'tag:above' }, { place: 'audience:on-base' }],
    });
    expect(await read('base', world.as({ kind: 'units', units: ['g2'] }))).toMatchObject({
      usedBy: [{ kind: 'tag', id: 'above' }],
      usedElsewhere: 1,
      mayChange: false,
    });
    await expect(retire('base', world.as({ kind: 'units', units: ['g2'] }))).rejects.toMatchObject({
      code: 'outside-territory',
    });
    expect(await retire('above')).toMatchObject({ state: 'retired' });
    await expect(h.countAudience?.(world.context, { body: { rule: "tag('above')" } })).rejects.toMatchObject({
      problems: [{ code: 'unknown-tag' }],
    });
    await expect(retire('base')).rejects.toMatchObject({ parameters: { uses: 1 } });
  });

  test('changed is counted anew in every month, and its versions are kept', async () => {
    const now = await put('base', 'arpu >= 80');
    const some = people.filter(({ arpu }) => (arpu ?? 0) >= 80).length;
    expect(now).toMatchObject({ version: 2, uses: 1, fresh: { period: '2026-10' } });
    expect(now?.coverage.map(({ customers }) => customers)).toEqual([some, some]);
    expect((await read('base'))?.versions.map(({ rule }) => rule)).toEqual(['arpu >= 80', 'arpu >= 50']);
    await recordBuilt(world.context, months);
    expect((await read('base'))?.coverage.map(({ customers }) => customers)).toEqual([some, some]);
  });

  test('whose fields the record does not have says which, and harms nobody', async () => {
    await world.context.db
      .insertInto('tag')
      .values({
        id: 'complained',
        rule: 'complaints_90d >= 1',
        version: 1,
        changed_at: new Date(),
        changed_by: 'test',
        name_en: 'x',
        name_zh: 'x',
        definition_en: '',
        definition_zh: '',
        category: 'service',
        origin: 'standard',
        state: 'published',
        owner: 'test',
        org_unit_id: null,
        refresh: 'with-record',
      })
      .execute();
    await recordBuilt(world.context, months);
    const { items } = (await h.listTags?.(world.context, {
      query: tagRoutes.listTags.query.parse({ category: 'service' }),
    })) ?? {
      items: [],
    };
    expect(items).toMatchObject([{ id: 'complained', missing: ['complaints_90d'], coverage: [], fresh: null }]);
    await expect(h.countAudience?.(world.context, { body: { rule: "tag('complained')" } })).rejects.toMatchObject({
      code: 'rule-outdated',
      parameters: { names: ['complaints_90d'] },
    });
  });

  test('may read an indicator of the customer, and follows its formula', async () => {
    const define = (formula: string, unit = 'CNY/month') =>
      h.putIndicator?.(world.context, {
        params: { id: 'worth' },
        body: {
          name: { en: 'Worth', zh: '价值' },
          family: 'revenue',
          unit,
          owner: null,
          meaning: { en: 'x', zh: 'x' },
          formula,
          dimensions: [],
          direction: 'none',
          warnings: [],
        },
      });
    const rule = "indicator('worth') >= 60";
    const count = async (text: string) => (await h.countAudience?.(world.context, { body: { rule: text } }))?.count;
    await define('sum(arpu) / count()');
    await put('worthy', rule);
    const paying = (least: number) => people.filter(({ arpu }) => arpu !== null && arpu >= least).length;
    expect([await count(rule), await count("tag('worthy')")]).toEqual([paying(60), paying(60)]);
    await define('sum(arpu) * 2');
    expect([await count(rule), await count("tag('worthy')")]).toEqual([paying(30), paying(30)]);
    await define("share(tag('worthy'))", '');
    await expect(count(rule)).rejects.toMatchObject({ problems: [{ code: 'not-of-one-customer' }] });
  });

  test('of a feed has the customers of its rows; a number nobody knows lies in quarantine', async () => {
    const file = async (rows: readonly string[]) => {
      await writeFile(join(directory, 't.csv'), `who,tag\n${rows.join('\n')}\n`);
      return world.load(
        'feed: t\nentity: customer_tag\nsource: ./t.csv\nfields: { customer_id: who, tag: tag }\naudit: [ { references: { customer_id: customer } } ]\nquarantine: { max_share: 1 }\n',
        directory,
      );
    };
    const [report] = await file(['p00,vip', 'p01,vip', 'p02,staff', 'nobody,vip']);
    expect(report).toMatchObject({ kept: 3, quarantined: [{ reason: 'unknown-reference', count: 1 }] });
    expect(await read('vip')).toMatchObject({ origin: 'feed', state: 'published', coverage: [{}, { customers: 2 }] });
    expect(await h.countAudience?.(world.context, { body: { rule: "tag('vip') or tag('staff')" } })).toMatchObject({
      count: 3,
    });
    await expect(put('vip', 'arpu > 1')).rejects.toMatchObject({ code: 'tag-is-loaded' });
    await file(['p05,vip']);
    expect(await h.countAudience?.(world.context, { body: { rule: "tag('vip') or tag('staff')" } })).toMatchObject({
      count: 1,
    });
    await expect(file(['p05,vip', 'p06,base'])).rejects.toMatchObject({
      code: 'not-a-loaded-tag',
      parameters: { tags: ['base'] },
    });
  });
});

describe('a limit', () => {
  const csv = async (limit: Limit, context = world.context): Promise<string[]> => {
    const parts: string[] = [];
    for await (const part of (await h.exportAudience?.(context, { body: { rule: 'true', fields: [], limit } })) ?? [])
      parts.push(String(part));
    return parts.join('').trimEnd().split('\r\n').slice(1);
  };
  const ranked = (order: 'down' | 'up', some: readonly Person[] = people): string[] =>
    some
      .filter(({ arpu }) => arpu !== null)
      .toSorted(
        (a, b) =>
          (order === 'down' ? (b.arpu ?? 0) - (a.arpu ?? 0) : (a.arpu ?? 0) - (b.arpu ?? 0)) || (a.id < b.id ? -1 : 1),
      )
      .map(({ id }) => id);

  test('takes the first by a value; equal ones stand by number, and whose value is missing has no rank', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('down' as const, 'up' as const),
        fc.integer({ min: 1, max: 90 }),
        async (order, n) => {
          const limit = { kind: 'top' as const, by: 'arpu', order, n };
          const wanted = ranked(order).slice(0, n);
          expect(await csv(limit)).toEqual(wanted);
          const told = await h.limitAudience?.(world.as({ kind: 'everything' }, new Set(['customers.read'])), {
            body: { rule: 'true', limit, shown: 5 },
          });
          const last = people.find(({ id }) => id === wanted.at(-1))?.arpu;
          expect(told).toMatchObject({
            count: people.length,
            taken: wanted.length,
            unranked: people.filter(({ arpu }) => arpu === null).length,
            tiedOut: ranked(order)
              .slice(n)
              .filter((id) => people.find((one) => one.id === id)?.arpu === last).length,
          });
          expect(told?.items.map(({ customerId }) => customerId)).toEqual(wanted.slice(0, 5));
        },
      ),
      { numRuns: 10 },
    );
  });

  test('draws a sample of exactly so many, the same again, another with another seed', async () => {
    const sample = (n: number, seed: number) => csv({ kind: 'sample', n, seed });
    const first = await sample(20, 7);
    expect(new Set(first).size).toBe(20);
    expect(await sample(20, 7)).toEqual(first);
    expect(await sample(20, 8)).not.toEqual(first);
    expect((await sample(50, 7)).slice(0, 20)).toEqual(first);
    expect(await sample(500, 7)).toHaveLength(people.length);
  });

  test('saved with an audience is of its own unit, and a version of its own', async () => {
    const body = { name: 'Best', orgUnitId: 'g1', rule: 'true' };
    const save = (limit: Limit | null) =>
      h.putAudience?.(world.context, { params: { id: 'best' }, body: { ...body, limit } });
    const top = { kind: 'top' as const, by: 'arpu', order: 'down' as const, n: 5 };
    expect(await save(top)).toMatchObject({ version: 1, size: 5, limit: top });
    const mine = people.filter(({ unit }) => unit === 'g1');
    const found = await h.groupAudience?.(world.context, { body: { rule: "audience('best')", by: 'customer_id' } });
    expect(found?.items.map(({ value }) => value).toSorted()).toEqual(ranked('down', mine).slice(0, 5).toSorted());
    expect(await save(top)).toMatchObject({ version: 1 });
    expect(await save({ ...top, n: 3 })).toMatchObject({ version: 2, size: 3 });
    expect(await save(null)).toMatchObject({ version: 3, limit: null });
  });

  test('by what is no number is refused with its place', async () => {
    const by = (text: string) =>
      h.limitAudience?.(world.context, {
        body: { rule: 'true', limit: { kind: 'top', by: text, order: 'down', n: 1 }, shown: 0 },
      });
    await expect(by('gender')).rejects.toMatchObject({ code: 'not-a-number', problems: [{ place: 'limit.by' }] });
    await expect(by('arpuu')).rejects.toMatchObject({ problems: [{ place: 'limit.by', suggestion: 'arpu' }] });
  });
});

describe('the standard library', () => {
  test('has about sixty tags with rules that read, in categories that are named, and no circle', () => {
    expect(standardTags.length).toBeGreaterThanOrEqual(60);
    expect(new Set(standardTags.map(({ id }) => id)).size).toBe(standardTags.length);
    const named = new Set(standardCategories.map(({ path }) => path));
    for (const { category, rule } of standardTags) {
      expect(pathsTo(category).filter((path) => !named.has(path))).toEqual([]);
      expect(parse(rule).ok).toBe(true);
    }
    const graph = graphOf(standardTags, []);
    for (const [tag, names] of graph) {
      expect(standsOn(graph, names).has(tag)).toBe(false);
      expect(names.filter((one) => !graph.has(one))).toEqual([]);
    }
  });

  test('Jaccard’s index of nothing and nothing is 0', () => {
    expect([jaccard(0, 0, 0), jaccard(4, 4, 4), jaccard(3, 2, 1)]).toEqual([0, 1, 0.25]);
  });
});
