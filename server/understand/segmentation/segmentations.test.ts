import { afterAll, beforeAll, expect, test } from 'vitest';
import { SegmentPlan } from '#contract';
import { audiences, countAudience, readReadyCatalogue } from '#understand/audiences';
import { planSql } from './assignment.ts';
import { fitSegmentation } from './fit-segmentation.ts';
import { segmentRules } from './index.ts';
import { readSample } from './read-sample.ts';
import { openSchemeWorld, people, usesOf, type SchemeWorld } from './schemes/testing-world.ts';
import { publishSegmentation, retireSegmentation } from './segmentations.ts';

let world: SchemeWorld;
beforeAll(async () => {
  world = await openSchemeWorld();
}, 120_000);
afterAll(() => world.close());

const name = { en: 'x', zh: 'x' };
const tools = { progress: async () => {}, signal: new AbortController().signal };

test('a carve-out that names tags, which name tags, is published as their rules; and they cannot be retired then', async () => {
  const library = audiences(segmentRules).handlers;
  const tag = async (id: string, rule: string): Promise<void> => {
    await library?.putTag?.(world.context, { params: { id }, body: { name, rule } });
    await library?.publishTag?.(world.context, { params: { id }, body: {} });
  };
  await tag('rich', 'arpu >= 150');
  await tag('rich-women', "tag('rich') and gender = 'F'");
  const plan = SegmentPlan.parse({
    name,
    measures: [
      { id: 'age', label: name, formula: 'age' },
      { id: 'arpu', label: name, formula: "case when tag('rich') then arpu else arpu * 2 end" },
    ],
    k: [2, 3],
    carveOuts: [
      { id: 'women', name, rule: "tag('rich-women')" },
      { id: 'rich', name, rule: "not (not tag('rich'))" },
    ],
  });
  await fitSegmentation(world.context, { id: 's', plan }, tools);
  await publishSegmentation(world.context, { id: 's', periods: undefined }, tools);
  const count = async (rule: string) => (await countAudience(world.context, { rule })).count;
  const rich = people.filter(({ arpu }) => arpu >= 150);
  const women = rich.filter(({ gender }) => gender === 'F').length;
  expect(await count("segment('s') = 'women'")).toBe(women);
  expect(await count("segment('s') = 'rich'")).toBe(rich.length - women);
  await expect(library?.retireTag?.(world.context, { params: { id: 'rich' }, body: {} })).rejects.toMatchObject({
    code: 'tag-in-use',
  });

  const retire = () => retireSegmentation(world.context, { usesOf }, 's');
  const holds = (rule: string) =>
    library?.putAudience?.(world.context, { params: { id: 'holder' }, body: { name: 'Holder', rule } });
  await holds("segment('s') = 'women'");
  await expect(retire()).rejects.toMatchObject({
    code: 'segmentation-in-use',
    problems: [{ code: 'segmentation-used-by', place: 'audience:holder' }],
  });
  await holds('arpu > 0');
  expect(await retire()).toMatchObject({ published: false, usedBy: [] });
  await expect(count("segment('s') = 'women'")).rejects.toMatchObject({ problems: [{ code: 'unknown-segment' }] });
  await expect(retire()).rejects.toMatchObject({ code: 'segmentation-not-published' });
  await publishSegmentation(world.context, { id: 's', periods: undefined }, tools);
  expect(await count("segment('s') = 'women'")).toBe(women);
});

test('a tag that is loaded, and a limited audience, have no rule to publish by', async () => {
  const handlers = audiences(segmentRules).handlers;
  await handlers?.putAudience?.(world.context, {
    params: { id: 'first' },
    body: { name: 'first', rule: 'arpu > 0', limit: { kind: 'top', by: 'arpu', order: 'down', n: 5 } },
  });
  const plan = SegmentPlan.parse({
    name,
    measures: ['age', 'arpu'].map((id) => ({ id, label: name, formula: id })),
    k: [2, 2],
    carveOuts: [{ id: 'few', name, rule: "audience('first')" }],
  });
  await fitSegmentation(world.context, { id: 'limited', plan }, tools);
  await expect(publishSegmentation(world.context, { id: 'limited', periods: undefined }, tools)).rejects.toMatchObject({
    code: 'no-rule-of-its-own',
  });
});

test('a sample has of every stratum its share, is the same each time, and leaves out who is carved out', async () => {
  const plan = SegmentPlan.parse({
    name,
    measures: [
      { id: 'gold', label: name, formula: "case when plan = 'gold' then 1 else 0 end" },
      { id: 'arpu', label: name, formula: 'arpu' },
    ],
    k: [2, 2],
    carveOuts: [{ id: 'women', name, rule: "gender = 'F'" }],
  });
  const catalogue = await readReadyCatalogue(world.context);
  const sql = planSql(plan, catalogue);
  const take = async (most: number) => readSample(world.context, catalogue.period, sql, undefined, most);
  const men = people.filter(({ gender }) => gender === 'M');
  const all = await take(10_000);
  expect(all.rows).toBe(men.length);
  expect(all.columns[1]!.reduce((sum, x) => sum + x, 0)).toBe(men.reduce((sum, { arpu }) => sum + arpu, 0));
  const golden = men.filter(({ plan: held }) => held === 'gold').length;
  for (const most of [100, 250]) {
    const some = await take(most);
    expect(some.rows).toBe(most);
    expect(some.columns[0]!.reduce((sum, x) => sum + x, 0)).toBe(Math.round((golden * most) / men.length));
  }
  const some = await take(100);
  expect(await take(100)).toEqual(some);
});
