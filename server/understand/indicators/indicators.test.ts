import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indicatorRoutes, type IndicatorAnswer, type IndicatorDefinition, type IndicatorFigure } from '#contract';
import { cubeBuilt } from './cube.ts';
import { forgetCube } from './indicator-store.ts';
import { indicators, indicatorsBuilt } from './index.ts';
import { openWorld, type Row, type World } from './testing-world.ts';

const months = [202608, 202609, 202610];
let world: World;
beforeAll(async () => {
  world = await openWorld([
    {
      name: 'campaign_targets',
      label: { en: 'Targets', zh: '目标' },
      unit: '',
      read: async () => [
        { period: 202610, orgUnitId: 'g1', value: 4 },
        { period: 202610, orgUnitId: 'g3', value: 6 },
        { period: 202610, orgUnitId: null, value: 1 },
      ],
    },
  ]);
});
afterAll(() => world.close());

const handlers = () => indicators(world.ports).handlers!;
const define = (id: string, definition: Partial<IndicatorDefinition> & { formula: string }, context = world.context) =>
  handlers().putIndicator!(context, {
    params: { id },
    body: {
      name: { en: id, zh: id },
      family: 'customers',
      unit: '',
      owner: null,
      meaning: { en: '', zh: '' },
      dimensions: ['gender', 'has_broadband'],
      direction: 'up',
      warnings: [],
      ...definition,
    },
  });
const ask = async (
  body: Parameters<NonNullable<ReturnType<typeof handlers>['queryIndicators']>>[1]['body'] | object,
  context = world.context,
): Promise<IndicatorAnswer> => handlers().queryIndicators!(context, { body: { months: 1, ...body } as never });
const value = (figures: readonly IndicatorFigure[], indicator: string, key: string | null = null, period = '2026-10') =>
  figures.find((one) => one.indicator === indicator && one.key === key && one.period === period)?.value;

const row = (period: number) =>
  fc.record({
    period: fc.constant(period),
    org_unit_id: fc.constantFrom('g1', 'g2', 'g3', 'b1', 'top', 'gone', null),
    arpu: fc.option(fc.integer({ min: 0, max: 20_000 }).map((n) => n / 100)),
    gender: fc.constantFrom('F', 'M', null),
    has_broadband: fc.constantFrom(true, false, null),
    joined_on: fc.constantFrom('2026-08-03', '2026-10-31', null),
  });
const records = fc
  .tuple(...months.map((month) => fc.array(row(month), { minLength: 1, maxLength: 25 })))
  .map((parts) => parts.flat().map((one, i): Row => ({ ...one, customer_key: i })));

describe('figures', () => {
  beforeAll(async () => {
    await world.record([
      {
        period: 202610,
        customer_key: 1,
        org_unit_id: 'g1',
        arpu: 10,
        gender: 'F',
        has_broadband: true,
        joined_on: null,
      },
    ]);
    await indicatorsBuilt(world.context, world.ports, []);
    await define('people', { formula: 'count()' });
    await define('spend', { formula: 'sum(arpu)', unit: 'CNY/month' });
    await define('per_head', { formula: 'avg(arpu)', unit: 'CNY/month' });
    await define('growth', { formula: "indicator('people') - previous(indicator('people'))" });
    await define('middle', { formula: 'quantile(arpu, 0.5)', unit: 'CNY/month' });
    await define('span', { formula: 'max(arpu) - min(arpu)', unit: 'CNY/month' });
  }, 60_000);
  const all = ['people', 'spend', 'per_head', 'growth', 'middle', 'span'];

  test('from the cube they are what a scan gives; groups add up to the whole; a ratio is the same whatever the grouping', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.constantFrom('unit', 'gender', 'has_broadband'),
        fc.constantFrom('top', 'b1'),
        async (rows, by, orgUnitId) => {
          await world.record(rows);
          await cubeBuilt(world.context, world.ports, months);
          const question = { indicators: all, by, orgUnitId, months: 2 };
          const cube = await ask(question);
          expect(cube.from).toBe('both');
          await forgetCube(world.context.db, months);
          const scan = await ask(question);
          expect(scan.from).toBe('scan');
          expect(rounded(cube.whole)).toEqual(rounded(scan.whole));
          expect(rounded(cube.groups)).toEqual(rounded(scan.groups));
          for (const period of cube.periods) {
            const parts = (indicator: string) =>
              cube.groups.filter((one) => one.indicator === indicator && one.period === period);
            const sum = (of: readonly (number | null | undefined)[]) =>
              of.reduce<number>((total, one) => total + (one ?? 0), 0);
            for (const indicator of ['people', 'spend', 'growth'])
              expect(sum(parts(indicator).map((one) => one.value))).toBeCloseTo(
                value(cube.whole, indicator, null, period) ?? 0,
                6,
              );
            const ratio = parts('per_head');
            const together = sum(ratio.map((one) => one.numerator)) / sum(ratio.map((one) => one.denominator));
            expect(Number.isNaN(together) ? null : together).toEqual(near(value(cube.whole, 'per_head', null, period)));
          }
        },
      ),
      { numRuns: 4 },
    );
  }, 120_000);

  test('nobody outside the territory shows in them, and units outside cannot be asked of', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.subarray(['g1', 'g2', 'g3'], { minLength: 1 }), async (rows, own) => {
        await world.record(rows);
        await cubeBuilt(world.context, world.ports, months);
        const viewer = world.as('b1', ['b1', 'g1', 'g2']);
        const mine = rows.filter((one) => one.period === 202610 && ['b1', 'g1', 'g2'].includes(one.org_unit_id ?? ''));
        const seen = await ask({ indicators: ['people'], by: 'unit' }, viewer);
        expect(value(seen.whole, 'people')).toBe(mine.length);
        // Those of b1 itself belong to no unit below; the month before shows too, as a change.
        const inItself = rows.some((one) => one.org_unit_id === 'b1' && one.period >= 202609);
        expect(seen.groups.map(({ key }) => key)).toEqual(inItself ? ['g1', 'g2', null] : ['g1', 'g2']);
        for (const orgUnitId of ['top', 'b2', 'g3', ...own.filter((one) => one === 'g3')])
          await expect(ask({ indicators: ['people'], orgUnitId }, viewer)).rejects.toMatchObject({
            code: 'outside-territory',
          });
      }),
      { numRuns: 2 },
    );
  }, 60_000);

  test('changes, places, parts of the whole, targets and facts', async () => {
    const rows = [
      ...Array.from({ length: 10 }, (_, i) => customer(202610, i, i < 6 ? 'g1' : 'g3')),
      ...Array.from({ length: 8 }, (_, i) => customer(202609, i, i < 6 ? 'g1' : 'g3')),
      ...Array.from({ length: 5 }, (_, i) => customer(202510, i, 'g1')),
    ];
    await world.record(rows);
    await indicatorsBuilt(world.context, world.ports, [202510, 202609, 202610]);
    await handlers().putIndicatorTargets!(world.context, {
      params: { id: 'people' },
      body: {
        items: [
          { orgUnitId: 'top', period: '2026-10', value: 8 },
          { orgUnitId: 'b2', period: '2026-10', value: 5 },
        ],
      },
    });
    const { whole, groups } = await ask({ indicators: ['people', 'campaign_targets'], by: 'unit' });
    expect(whole[0]).toMatchObject({
      value: 10,
      monthOnMonth: { difference: 2, share: 0.25 },
      yearOnYear: { difference: 5, share: 1 },
      target: 8,
      attainment: 1.25,
    });
    expect(groups.slice(0, 2)).toMatchObject([
      { key: 'b1', value: 6, rank: { place: 1, of: 2 }, shareOfWhole: 0.6, target: null },
      { key: 'b2', value: 4, rank: { place: 2, of: 2 }, shareOfWhole: 0.4, attainment: 0.8 },
    ]);
    expect(value(whole, 'campaign_targets')).toBe(11);
    expect(['b1', 'b2', null].map((key) => value(groups, 'campaign_targets', key))).toEqual([4, 6, 1]);
    const inside = await ask({ indicators: ['campaign_targets'] }, world.as('b1', ['b1', 'g1', 'g2']));
    expect(value(inside.whole, 'campaign_targets')).toBe(4);
  });
});

describe('definitions', () => {
  test('a change is a new version, the old one keeps its figures, and nothing changed is no version', async () => {
    await define('heads', { formula: 'count()' });
    expect(await define('heads', { formula: '2 * count()' })).toMatchObject({ version: 2 });
    expect(await define('heads', { formula: '2 * count()' })).toMatchObject({ version: 2 });
    const { whole } = await ask({ indicators: ['heads@1', 'heads'] });
    expect(whole.map(({ version, value: figure }) => [version, figure])).toEqual([
      [1, 10],
      [2, 20],
    ]);
    const detail = await handlers().readIndicator!(world.context, { params: { id: 'heads' } });
    expect(detail.versions.map(({ version, definition }) => [version, definition.formula])).toEqual([
      [2, '2 * count()'],
      [1, 'count()'],
    ]);
  });

  test('an indicator cannot stand on itself, and every mistake is told with its place', async () => {
    await define('egg', { formula: 'count()' });
    await define('hen', { formula: "indicator('egg') + 1" });
    await expect(define('egg', { formula: "indicator('hen')" })).rejects.toMatchObject({
      problems: [{ code: 'indicator-circle', place: 'formula' }],
    });
    await expect(define('bad', { formula: 'sum(apru) + avg(gender)' })).rejects.toMatchObject({
      problems: [
        { code: 'unknown-name', from: 4, to: 8, suggestion: 'arpu' },
        { code: 'wrong-type', from: 16, to: 22 },
      ],
    });
    await expect(
      define('bad', { formula: 'sum(arpu)', unit: 'GB', dimensions: ['colour'], owner: 'nobody' }),
    ).rejects.toMatchObject({
      problems: [{ place: 'unit', suggestion: 'CNY/month' }, { place: 'dimensions.0' }, { place: 'owner' }],
    });
  });

  test('one that a formula names is neither retired nor renamed; one that none names is, and leaves its past behind', async () => {
    const retire = (id: string) => handlers().retireIndicator!(world.context, { params: { id }, body: {} });
    const rename = (id: string, to: string) =>
      handlers().renameIndicator!(world.context, { params: { id }, body: { to } });
    await define('seed', { formula: 'count()' });
    await define('tree', { formula: "indicator('seed') + 1", warnings: [{ kind: 'above', limit: 1 }] });
    const used = { code: 'indicator-in-use', problems: [{ place: 'indicator:tree' }] };
    await expect(retire('seed')).rejects.toMatchObject(used);
    await expect(rename('seed', 'acorn')).rejects.toMatchObject(used);
    expect(await handlers().readIndicator!(world.context, { params: { id: 'seed' } })).toMatchObject({
      usedBy: [{ kind: 'indicator', id: 'tree' }],
    });
    await expect(rename('arpu', 'spend_mean')).rejects.toMatchObject({ code: 'indicator-standard' });
    await expect(rename('tree', 'seed')).rejects.toMatchObject({ code: 'indicator-taken' });

    await indicatorsBuilt(world.context, world.ports, []);
    const warned = async (indicator: string) =>
      (await handlers().listIndicatorWarnings!(world.context, { query: { mine: false, indicator, limit: 100 } })).items;
    const [first] = await warned('tree');
    await handlers().seeIndicatorWarning!(world.context, { params: { warning: first!.id } });
    const before = await warned('tree');
    expect(await rename('tree', 'oak')).toMatchObject({ id: 'oak', version: 1, retired: false });
    await indicatorsBuilt(world.context, world.ports, []);
    // What was looked at before stays so under the new name.
    const looked = (of: typeof before) => of.map(({ orgUnitId, seenBy }) => `${orgUnitId} ${seenBy}`).toSorted();
    expect(looked(await warned('oak'))).toEqual(looked(before));
    expect(await warned('tree')).toEqual([]);
    await expect(ask({ indicators: ['tree'] })).rejects.toMatchObject({ code: 'no-such-indicator' });

    expect(await retire('oak')).toMatchObject({ retired: true });
    await expect(retire('oak')).rejects.toMatchObject({ code: 'indicator-retired' });
    expect(await warned('oak')).toEqual([]);
    await expect(define('leaf', { formula: "indicator('oak')" })).rejects.toMatchObject({
      problems: [{ code: 'unknown-indicator' }],
    });
    expect((await ask({ indicators: ['oak@1'] })).whole[0]?.version).toBe(1);
    const listed = async (retired: boolean) =>
      (
        await handlers().listIndicators!(world.context, {
          query: { ...indicatorRoutes.listIndicators.query.parse({ text: 'oak' }), retired },
        })
      ).items.map(({ id }) => id);
    expect([await listed(false), await listed(true)]).toEqual([[], ['oak']]);
    expect(await retire('seed')).toMatchObject({ retired: true });
    await expect(define('oak', { formula: "indicator('seed') + 1" })).rejects.toMatchObject({
      problems: [{ code: 'unknown-indicator' }],
    });
    await define('seed', { formula: 'count()' });
    expect(await define('oak', { formula: "indicator('seed') + 2" })).toMatchObject({ version: 2, retired: false });
    expect([await listed(false), await listed(true)]).toEqual([['oak'], []]);

    await retire('truth_rate');
    await indicatorsBuilt(world.context, world.ports, []);
    expect((await ask({ indicators: ['arpu'] })).without).toEqual([]);
    await expect(ask({ indicators: ['truth_rate'] })).rejects.toMatchObject({ code: 'no-such-indicator' });
  });

  test('the standard library is there; what has no inputs says why', async () => {
    const { items } = await handlers().listIndicators!(world.context, {
      query: indicatorRoutes.listIndicators.query.parse({}),
    });
    const standard = items.filter((one) => one.standard);
    expect(standard.length).toBeGreaterThanOrEqual(40);
    expect(standard.find(({ id }) => id === 'arpu')).toMatchObject({ version: 1, problems: [] });
    expect(standard.find(({ id }) => id === 'arrears_amount')?.problems).toMatchObject([
      { code: 'unknown-name', parameters: { name: 'arrears' } },
    ]);
    const { without } = await ask({ indicators: ['arrears_amount'] });
    expect(without).toMatchObject([{ indicator: 'arrears_amount', problems: [{ code: 'unknown-name' }] }]);
  });

  test('lineage leads from the figure to its fields and what fills them', async () => {
    const { nodes } = await handlers().indicatorLineage!(world.context, { params: { id: 'churn_rate' }, query: {} });
    const names = (kind: string) =>
      nodes
        .filter((one) => one.kind === kind)
        .map(({ name }) => name)
        .toSorted();
    expect(names('indicator')).toEqual(['churn_rate@1', 'customers@1', 'lost_customers@1', 'new_customers@1']);
    expect(names('field')).toEqual(['arpu', 'joined_on']);
    expect(names('entity')).toEqual(['customer']);
    for (const { on } of nodes) for (const id of on) expect(nodes.map((one) => one.id)).toContain(id);
  });
});

describe('warnings and benchmarks', () => {
  test('a figure far from its history warns its owner once, and once looked at it stays so', async () => {
    const history = Array.from({ length: 8 }, (_, i) => 202603 + i);
    const size = (month: number) => (month === 202610 ? 40 : 10 + (month % 3));
    await world.record(
      history.flatMap((month) => Array.from({ length: size(month) }, (_, i) => customer(month, i, 'g1'))),
    );
    await define('crowd', {
      formula: 'count()',
      warnings: [
        { kind: 'deviation', z: 3.5 },
        { kind: 'above', limit: 35 },
      ],
    });
    world.told.length = 0;
    await indicatorsBuilt(world.context, world.ports, history);
    const mine = () =>
      handlers().listIndicatorWarnings!(world.context, { query: { mine: true, indicator: 'crowd', limit: 100 } });
    const { items } = await mine();
    expect(items.map(({ orgUnitId, rule }) => `${orgUnitId} ${rule.kind}`).toSorted()).toEqual([
      'b1 above',
      'b1 deviation',
      'top above',
      'top deviation',
    ]);
    expect(items.find(({ rule }) => rule.kind === 'deviation')?.z).toBeGreaterThan(10);
    expect(world.told).toContain('indicator.warned');
    const { items: ofOther } = await handlers().listIndicatorWarnings!(world.as('b2', ['b2', 'g3']), {
      query: { mine: false, limit: 100 },
    });
    expect(ofOther.filter(({ orgUnitId }) => orgUnitId === 'b1' || orgUnitId === 'top')).toEqual([]);
    await handlers().seeIndicatorWarning!(world.context, { params: { warning: items[0]!.id } });
    world.told.length = 0;
    await indicatorsBuilt(world.context, world.ports, history);
    expect((await mine()).items).toHaveLength(3);
    expect(world.told).not.toContain('indicator.warned');
  });

  test('a unit stands beside those of its kind whose markets are alike', async () => {
    const rows = ['g1', 'g2', 'g3'].flatMap((grid, g) =>
      Array.from({ length: grid === 'g3' ? 30 : 10 + g }, (_, i) =>
        customer(202610, g * 100 + i, grid, grid === 'g3' ? 200 : 50 + g),
      ),
    );
    await world.record(rows);
    await indicatorsBuilt(world.context, world.ports, [202610]);
    const found = await handlers().benchmarkIndicator!(world.context, {
      params: { id: 'arpu' },
      query: { orgUnitId: 'g1', features: 'people,spend', neighbours: 1 },
    });
    expect(found).toMatchObject({
      value: 50,
      median: 51,
      alike: [{ orgUnitId: 'g2', value: 51 }],
      rank: { place: 2, of: 2 },
    });
    const inside = await handlers().benchmarkIndicator!(world.as('b2', ['b2', 'g3']), {
      params: { id: 'arpu' },
      query: { orgUnitId: 'g3', features: 'people', neighbours: 5 },
    });
    expect(inside.alike).toEqual([]);
  });
});

const customer = (period: number, key: number, unit: string, arpu = 10): Row => ({
  period,
  customer_key: key,
  org_unit_id: unit,
  arpu,
  gender: 'F',
  has_broadband: true,
  joined_on: null,
});

/** Sums in another order differ in their last digits. */
const rounded = (figures: readonly IndicatorFigure[]): unknown =>
  JSON.parse(
    JSON.stringify(figures, (_, one: unknown) => (typeof one === 'number' ? Number(one.toPrecision(9)) : one)),
  );
const near = (of: number | null | undefined): unknown =>
  of === null || of === undefined ? null : expect.closeTo(of, 6);
