import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { compileCount, explain, readFormula, readRule, valueOf, type Expr } from '#query';
import { statement } from '#platform/warehouse';
import { readCatalogue } from './field-catalogue.ts';
import { readPublishedFields } from './published-catalogue.ts';
import { renameValues } from './published-field-store.ts';
import { fillPublished, finishPublishing, publishField, unpublishField, type Publication } from './published-fields.ts';
import { buildRecord } from './record-build.ts';
import { openWorld, type World } from './testing-world.ts';

const feeds = { readExtraFields: async () => [] };
const labels = { en: 'Value', zh: '价值' };
const source = { feature: 'test', version: '1' };
let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.load('customer', [
    { customer_id: 'a', age: 20 },
    { customer_id: 'b', age: 40 },
    { customer_id: 'c', age: 70 },
    { customer_id: 'd' },
  ]);
  for (const [period, factor] of [
    [202609, 1],
    [202610, 2],
  ] as const)
    await world.load(
      'bill',
      ['a', 'b', 'c', 'd'].map((customer_id, i) => ({ customer_id, arpu: (i + 1) * 10 * factor })),
      { period },
    );
  await buildRecord(world.context, feeds, { periods: [202609, 202610] });
});
afterAll(() => world.close());

async function expressionOf(text: string): Promise<Expr> {
  const read = readFormula(text, await readCatalogue(world.context));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return valueOf(read.rule);
}
const publication = async (kind: Publication['kind'], id: string, text: string): Promise<Publication> => ({
  kind,
  id,
  labels,
  expression: await expressionOf(text),
  source,
});
const values = async (column: string, period: number) =>
  (
    await world.warehouse.rows<{ v: unknown }>(
      statement(`select \`${column}\` as v from customer_record where period = {period:UInt32} order by customer_id`, {
        period,
      }),
    )
  ).map(({ v }) => v);
const count = async (text: string) => {
  const read = readRule(text, await readCatalogue(world.context));
  if (!read.ok) return read.problems;
  const [row] = await world.warehouse.rows<{ count: number }>(compileCount(read.rule, { kind: 'everything' }));
  return row?.count;
};

describe('published fields', () => {
  test('a segment and a score are columns of the newest month, and every rule may name them', async () => {
    await publishField(world.context, {
      ...(await publication('segment', 'value', `case when arpu >= 60 then 'high' else 'low' end`)),
      values: ['high', 'low'],
      valueNames: { high: { en: 'Well off', zh: '高价值' }, low: { en: 'Thrifty', zh: '低价值' } },
    });
    await publishField(world.context, await publication('score', 'churn', 'arpu / (arpu - 20)'));
    expect(await values('segment__value', 202610)).toEqual(['low', 'low', 'high', 'high']);
    expect(await values('segment__value', 202609)).toEqual([null, null, null, null]);
    // Division by zero is a missing score.
    expect(await values('score__churn', 202610)).toEqual([null, 2, 1.5, 80 / 60]);
    expect(await count(`segment('value') = 'high' and score('churn') > 1.4`)).toBe(1);
    expect(await count(`segment('valu') = 'high'`)).toMatchObject([{ code: 'unknown-segment', suggestion: `'value'` }]);
    expect(await readPublishedFields(world.store.db)).toMatchObject([
      { kind: 'score', id: 'churn' },
      { kind: 'segment', id: 'value', values: ['high', 'low'], source },
    ]);
  });

  test('a rule that names a value is explained by what people call it, from the moment they call it so', async () => {
    const said = async (rule: string) => {
      const read = readRule(rule, await readCatalogue(world.context));
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      return [explain(read.rule, 'en'), explain(read.rule, 'zh')].join(' / ');
    };
    expect(await said(`segment('value') = 'high'`)).toMatch(/“Well off”.*“高价值”/);
    const names = { high: { en: 'Gold', zh: '金' }, low: { en: 'Thrifty', zh: '低价值' } };
    await renameValues(world.store.db, { kind: 'segment', id: 'value' }, names);
    expect(await said(`segment('value') not in ('high', 'low')`)).toMatch(/“Gold”.*“Thrifty”.*“金”/);
  });

  test('a month that is built again has them, in the order in which they read each other', async () => {
    await publishField(
      world.context,
      await publication(
        'segment',
        'a-risk',
        `case when score('churn') > 1.4 and segment('value') = 'high' then 'yes' else 'no' end`,
      ),
    );
    expect(await values('segment__a-risk', 202610)).toEqual(['no', 'no', 'yes', 'no']);
    await buildRecord(world.context, feeds, { periods: [202609, 202610] });
    expect(await values('segment__a-risk', 202610)).toEqual(['no', 'no', 'yes', 'no']);
    expect(await values('segment__value', 202609)).toEqual(['low', 'low', 'low', 'low']);
    expect(await values('arpu', 202609)).toEqual([10, 20, 30, 40]);
  });

  test('a new meaning fills those that read it too, and keeps the column', async () => {
    await publishField(
      world.context,
      await publication('segment', 'value', `case when age >= 40 then 'high' else 'low' end`),
    );
    expect(await values('segment__value', 202610)).toEqual(['low', 'high', 'high', 'low']);
    expect(await values('segment__a-risk', 202610)).toEqual(['no', 'yes', 'yes', 'no']);
    await fillPublished(world.context, { kind: 'segment', id: 'value' }, { periods: [202609] });
    expect(await values('segment__value', 202609)).toEqual(['low', 'high', 'high', 'low']);
  });

  test('what a kill has left open is filled by the next start, and is not offered before', async () => {
    const field = await publication('score', 'twice', 'arpu * 2');
    const execute = world.warehouse.execute.bind(world.warehouse);
    const killed = vi.spyOn(world.warehouse, 'execute').mockImplementation(async (asked, options) => {
      if ((typeof asked === 'string' ? asked : asked.sql).includes('`customer_record` replace'))
        throw new Error('killed');
      await execute(asked, options);
    });
    await expect(publishField(world.context, field)).rejects.toThrow('killed');
    killed.mockRestore();
    expect(await count(`score('twice') > 1`)).toMatchObject([{ code: 'unknown-score' }]);
    await finishPublishing(world.context);
    expect(await count(`score('twice') > 1`)).toBe(4);
  });

  test('one that reads itself, what is not there or another table is refused with its way', async () => {
    await expect(
      publishField(
        world.context,
        await publication('segment', 'value', `case when segment('a-risk') = 'yes' then 'x' end`),
      ),
    ).rejects.toMatchObject({
      code: 'publication-circle',
      parameters: { path: ['segment__value', 'segment__a-risk', 'segment__value'] },
    });
    await expect(
      publishField(world.context, {
        ...(await publication('score', 'odd', 'arpu')),
        expression: { kind: 'column', name: 'nowhere' },
      }),
    ).rejects.toMatchObject({ code: 'publication-reads-elsewhere', parameters: { columns: ['nowhere'] } });
    await expect(
      publishField(world.context, await publication('score', 'odd', 'arpu'), { periods: [202601] }),
    ).rejects.toMatchObject({ code: 'no-such-period' });
  });

  test('one that others read is not taken back; once taken back no rule may name it', async () => {
    await expect(unpublishField(world.context, { kind: 'segment', id: 'value' })).rejects.toMatchObject({
      code: 'publication-in-use',
    });
    await unpublishField(world.context, { kind: 'segment', id: 'a-risk' });
    await unpublishField(world.context, { kind: 'segment', id: 'value' });
    expect(await count(`segment('value') = 'high'`)).toMatchObject([{ code: 'unknown-segment' }]);
    await buildRecord(world.context, feeds, { periods: [202610] });
    expect(await values('segment__value', 202610)).toEqual([null, null, null, null]);
  });
});
