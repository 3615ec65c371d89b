import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelRoutes, TrainingInput, type ModelTarget } from '#contract';
import { readFields, readPeriods, readPublishedFields } from '#know/customers';
import type { Context } from '#platform/context';
import { identifier, sql, value } from '#platform/warehouse';
import { countAudience } from '#understand/audiences';
import { customerScores } from './customer-scores.ts';
import { scoreTable } from './learners/score-table.ts';
import { monitorModels } from './monitor.ts';
import type { ModelPorts } from './ports.ts';
import { drawAndCheck, prepareTraining } from './prepare-training.ts';
import {
  changeVersion,
  listModels,
  modelDocument,
  modelReport,
  publishModel,
  readModel,
  retireModel,
  rollBackModel,
} from './registry.ts';
import { openModelWorld, people, type ModelWorld } from './testing-world.ts';
import { trainModel } from './train-model.ts';
import { fitsTraining, trainingField } from './training-fields.ts';
import { drawMonthSample, sampleRates } from './training-set.ts';

let world: ModelWorld;
let ports: ModelPorts;
beforeAll(async () => {
  world = await openModelWorld();
  ({ ports } = world);
});
afterAll(() => world.close());
const quiet = async () => {};
const everything = { kind: 'everything' } as const;

const prepared = async (target: ModelTarget, more: Partial<TrainingInput> = {}) => {
  const ready = await prepareTraining(
    world.context,
    ports,
    TrainingInput.parse({ target, ...more }),
    everything,
    quiet,
  );
  return { ready, ...(await drawAndCheck(world.context, ready)) };
};
const numbers = (set: Awaited<ReturnType<typeof prepared>>['set'], name: string): Float64Array => {
  const column = set.table.columns.find((one) => one.name === name);
  if (column?.type !== 'number') throw new Error(`${name} is no number`);
  return column.values;
};

describe('a training set', () => {
  test('has the features of its month and the outcome of the months after it, of those who were live', async () => {
    const { ready, set } = await prepared({ kind: 'churn', months: 2 });
    expect(ready.window).toEqual({ period: 202608, until: 202610 });
    // Who left before the month was over, or came after it, is not learnt from.
    const live = people.filter(({ leaves, joined }) => leaves !== '2026-08-02' && joined !== '2026-09-05');
    const left = live.filter(({ leaves }) => leaves !== '');
    expect(ready.counts).toEqual({ positives: left.length, negatives: live.length - left.length });
    const wanted = live.map(({ leaves, arpu }) => `${leaves === '' ? 0 : 1}/${arpu(1)}`).sort();
    const arpu = numbers(set, 'arpu');
    expect(Array.from(set.outcome, (y, row) => `${y}/${arpu[row]}`).sort()).toEqual(wanted);
  });

  test('flags what is written only once somebody has left, and not what may be learnt from', async () => {
    const { leaks } = await prepared({ kind: 'churn', months: 2 });
    const found = new Map(leaks.map((leak) => [leak.field, leak]));
    expect(found.get('leave_reason')).toMatchObject({ reason: 'missing-tells-target', certainty: 'sure' });
    expect(found.get('subscription_status')).toMatchObject({ reason: 'equals-target', certainty: 'sure' });
    expect(leaks.filter(({ certainty }) => certainty === 'sure').map(({ field }) => field)).toEqual(
      expect.arrayContaining(['leave_reason', 'subscription_status']),
    );
    expect([found.get('arpu')?.certainty, found.get('arpu.mean3')?.certainty]).not.toContain('sure');
  });

  test('leaves the warehouse as a sample that the seed decides, the rarer class oversampled and weighted back', async () => {
    const input = { sample: 300, seed: 5 };
    const [one, again, other] = [
      await prepared({ kind: 'churn', months: 2 }, input),
      await prepared({ kind: 'churn', months: 2 }, input),
      await prepared({ kind: 'churn', months: 2 }, { ...input, seed: 6 }),
    ];
    expect([...again.set.keys]).toEqual([...one.set.keys]);
    expect([...other.set.keys]).not.toEqual([...one.set.keys]);
    expect(one.set.table.rows).toBeLessThan(380);
    const weight = one.set.weights.reduce((sum, w) => sum + w, 0);
    const { positives, negatives } = one.ready.counts;
    expect(Math.abs(weight / (positives + negatives) - 1)).toBeLessThan(0.15);
  });

  test('of next value has the mean revenue of the months to come', async () => {
    const { set } = await prepared({ kind: 'value', months: 2 });
    const wanted = people.map(({ arpu }) => (arpu(2) + arpu(3)) / 2).sort((a, b) => a - b);
    expect([...set.outcome].sort((a, b) => a - b)).toEqual(wanted);
  });

  test('of a rule asks it of the month to come', async () => {
    const { set } = await prepared({ kind: 'rule', rule: 'arpu >= 70', months: 1 });
    const wanted = people.filter(({ arpu }) => arpu(3) >= 70).length;
    expect(set.outcome.filter((y) => y === 1).length).toBe(wanted);
  });

  test('shows customers of the asker’s territory only', async () => {
    const ready = await prepareTraining(
      world.context,
      ports,
      TrainingInput.parse({ target: { kind: 'churn', months: 2 } }),
      { kind: 'units', units: ['g1'] },
      quiet,
    );
    const live = people.filter(
      ({ leaves, joined, unit }) => leaves !== '2026-08-02' && joined !== '2026-09-05' && unit === 'g1',
    );
    expect(ready.counts.positives + ready.counts.negatives).toBe(live.length);
  });

  test('is refused with a reason where nothing can be learnt', async () => {
    const refuse = (target: ModelTarget, more: Partial<TrainingInput> = {}) => prepared(target, more);
    await expect(refuse({ kind: 'churn', months: 2 }, { period: '2026-09' })).rejects.toMatchObject({
      code: 'outcome-not-known-yet',
    });
    await expect(refuse({ kind: 'rule', rule: 'arpu >= 100000', months: 1 })).rejects.toMatchObject({
      code: 'one-class-only',
    });
    await expect(refuse({ kind: 'take-up', offers: ['x'], months: 1 })).rejects.toMatchObject({
      code: 'no-outcome-data',
    });
    await expect(refuse({ kind: 'churn', months: 2 }, { fields: ['arpuu', 'org_unit_id'] })).rejects.toMatchObject({
      code: 'training-invalid',
      problems: [
        { code: 'unknown-field', place: 'fields.0' },
        { code: 'unfit-field', place: 'fields.1' },
      ],
    });
  });
});

test('both classes are drawn alike unless the rarer would be too few', () => {
  expect(sampleRates({ positives: 400, negatives: 600 }, 100)).toEqual({ positive: 0.1, negative: 0.1 });
  const { positive, negative } = sampleRates({ positives: 100, negatives: 99_900 }, 1000);
  expect([positive, Math.round(negative * 99_900)]).toEqual([1, 900]);
});

describe('a model', () => {
  const tools = {
    progress: quiet,
    signal: new AbortController().signal,
    step: async <T>(_: string, work: () => Promise<T>) => work(),
  };
  const train = (more: Partial<TrainingInput> = {}) =>
    trainModel(
      world.context,
      ports,
      {
        id: 'churn',
        name: { en: 'Churn', zh: '离网' },
        training: TrainingInput.parse({ target: { kind: 'churn', months: 2 }, fairness: ['gender'], ...more }),
        by: 'analyst',
        orgUnitId: 'group',
        scope: everything,
      },
      tools,
    );
  const as = (login: string): Context => ({ ...world.context, actor: { ...world.context.actor, login } });
  const documentOf = async (version: number) =>
    JSON.stringify(await modelDocument(world.context, { id: 'churn', version }));

  test('is learnt without the fields that know the future, and the same seed gives the same document', async () => {
    const [first, again] = [await train(), await train()];
    expect([first.version, again.version]).toEqual([1, 2]);
    const { version, report } = await modelReport(world.context, { id: 'churn', version: 1 });
    expect(version.fields).not.toContain('leave_reason');
    expect(version.leaks.map(({ field }) => field)).toContain('leave_reason');
    expect(report?.kind === 'prediction' && report.auc.estimate).toBeGreaterThan(0.6);
    expect(report?.kind === 'prediction' && report.fairness[0]?.groups.map(({ value }) => value).sort()).toEqual([
      'F',
      'M',
    ]);
    expect(await documentOf(2)).toBe(await documentOf(1));
  });

  test('is used only after somebody else has approved it; then rules read what its document says', async () => {
    const one = { id: 'churn', version: 1 };
    await expect(publishModel(as('analyst'), one, { as: 'champion' })).rejects.toMatchObject({
      code: 'not-in-this-state',
    });
    await changeVersion(as('analyst'), one, 'submit');
    await expect(changeVersion(as('analyst'), one, 'approve')).rejects.toMatchObject({ code: 'own-model' });
    await changeVersion(as('approver'), one, 'approve');
    expect((await publishModel(as('analyst'), one, { as: 'champion' })).state).toBe('champion');
    const [newest] = (await readPeriods(world.context.warehouse)).slice(-1);
    const fields = (await readFields(world.context.db)).filter(fitsTraining).map(trainingField);
    const { table } = await drawMonthSample(world.context, {
      period: newest!.period,
      fields,
      scope: everything,
      sample: 1e6,
    });
    const scores = scoreTable(JSON.parse(await documentOf(1)), table);
    const cut = scores.toSorted()[Math.floor(scores.length * 0.8)]!;
    const { count } = await countAudience(world.context, { rule: `score('churn') > ${cut}` });
    expect(count).toBe(scores.filter((score) => score > cut).length);
    const [column] = await readPublishedFields(world.context.db);
    const rows = await world.context.warehouse.rows<{ score: number }>(
      sql`select ${identifier(column!.column)} as score from customer_record where period = ${value('UInt32', newest!.period)} order by customer_key`,
    );
    const worst = Math.max(...rows.map(({ score }, row) => Math.abs(score - scores[row]!)));
    expect(worst).toBeLessThan(1e-9);
  });

  test('says why a customer has the score, and where they stand among the others', async () => {
    const { items } = await customerScores(world.context, 'c0');
    expect(items.map(({ model, version, kind }) => ({ model, version, kind }))).toEqual([
      { model: 'churn', version: 1, kind: 'churn' },
    ]);
    expect(items[0]!.reasons.length).toBeGreaterThan(0);
    expect(items[0]!.reasons[0]!.words.zh).toMatch(/评分/);
    expect(items[0]!.rank).toBeLessThanOrEqual(1);
    await expect(customerScores(world.as({ kind: 'units', units: ['g2'] }), 'c0')).rejects.toMatchObject({
      code: 'no-such-customer',
    });
  });

  test('is looked at on the newest month, with its AUC on outcomes known by now', async () => {
    await monitorModels(world.context, ports, quiet);
    const { monitoring } = await readModel(world.context, ports, 'churn');
    expect(monitoring).toHaveLength(1);
    expect(monitoring[0]).toMatchObject({ version: 1, period: '2026-10' });
    expect(monitoring[0]!.auc).toBeGreaterThan(0.6);
  });

  test('gives way to another version, comes back when rolled back, and leaves the rules when retired', async () => {
    const two = { id: 'churn', version: 2 };
    await changeVersion(as('analyst'), two, 'submit');
    await changeVersion(as('approver'), two, 'approve');
    await publishModel(as('analyst'), two, { as: 'challenger' });
    await publishModel(as('analyst'), two, { as: 'champion' });
    const states = async () => (await readModel(world.context, ports, 'churn')).versions.map(({ state }) => state);
    expect(await states()).toEqual(['champion', 'retired']);
    await rollBackModel(as('analyst'), 'churn');
    expect(await states()).toEqual(['retired', 'champion']);
    const retire = () => retireModel(as('analyst'), ports, { id: 'churn', version: 1 });
    const holds = (rule: string) => world.saveAudience('leaving', rule);
    await holds("score('churn') > 0.5");
    expect((await readModel(world.context, ports, 'churn')).usedBy).toMatchObject([
      { kind: 'audience', id: 'leaving' },
    ]);
    await expect(retire()).rejects.toMatchObject({
      code: 'model-in-use',
      problems: [{ code: 'model-used-by', place: 'audience:leaving' }],
    });
    await holds('arpu > 50');
    await retire();
    await expect(countAudience(world.context, { rule: `score('churn') > 0.5` })).rejects.toMatchObject({
      problems: [{ code: 'unknown-score' }],
    });
    const listed = (query: object) => modelRoutes.listModels.query.parse(query);
    expect(await listModels(world.context, listed({ text: 'CHURN', sort: 'changed', limit: 1 }))).toMatchObject({
      total: 1,
      items: [{ id: 'churn' }],
    });
    expect(await listModels(world.context, listed({ text: 'churn', inUse: 'true' }))).toMatchObject({ total: 0 });
    expect(await listModels(world.as({ kind: 'units', units: ['g1'] }), listed({}))).toEqual({ total: 0, items: [] });
  });
});
