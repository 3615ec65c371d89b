import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, routes, type Client, type ContestFile } from '#contract';
import { addMonths, connectTo, runDemo } from '#demo';
import { openRecords, run } from '#platform/records';
import { readConfig, startServer, type RunningServer } from '#server';
import { standardScheme } from '../../server/learn/appraisal/points.ts';

// A small demonstration operator through the whole loop, then its month appraised over the public API.
type Gridloop = Client<typeof routes>;
let server: RunningServer;
let directory: string;
let head: Gridloop;
let approver: Gridloop;
let month: string;
let campaign: string;

/** A loaded machine is slow, not wrong. */
const preparingMs = 600_000;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-appraisal-'));
  server = await startServer(readConfig({}, { dataDirectory: join(directory, 'data'), port: 0, logLevel: 'error' }));
  head = createClient(routes, { url: server.url, token: () => server.token });
  const connect = connectTo(server.url);
  const { report } = await runDemo({
    administrator: head,
    connect,
    directory: join(directory, 'operator'),
    customers: 2000,
    months: 2,
    seed: 3,
    audience: 'data_gb > 0 and not dnd',
    control: 0.2,
  });
  month = report.period.from.slice(0, 7);
  campaign = report.campaign;
  approver = await connect('approver');
  await head.planVerification({ body: { month, share: 0.3 } });
  const { items } = await head.listVerifications({ query: { month, limit: 1000 } });
  for (const one of items)
    await head.recordFinding({
      params: { id: one.id },
      body: { finding: one.checks.includes('too-regular') ? 'false' : 'true' },
    });
  await head.computeMonth({ params: { month }, body: {} });
}, preparingMs);
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const everybody = async () => (await head.listAppraised({ params: { month }, query: {} })).items;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: unknown) => (error as { code?: string }).code,
  );

describe('the campaign', () => {
  test('is analysed by the machinery of any experiment, and agrees with its report', async () => {
    const params = { id: campaign };
    const report = await head.campaignReport({ params });
    const analysis = await head.campaignAnalysis({ params, query: { by: 'grid' } });
    const success = analysis.results.find(({ metric }) => metric === 'success');
    expect(success?.n).toBe(report.by.arm?.[0]?.arms.find(({ arm }) => arm !== 'control')?.targets);
    // Adjusted and plain estimates differ by less than their error.
    expect(Math.abs((success?.difference.estimate ?? 1) - (report.lift.absolute.estimate ?? 0))).toBeLessThan(
      success?.standard_error ?? 0,
    );
    expect(analysis.sample_ratio.p).toBeCloseTo(report.sample_ratio.p ?? -1, 6);
    expect(success?.bayesian?.chance_to_beat_control).toBeGreaterThan(0);
    expect(success?.sequential?.low).toBeLessThan(success?.difference.low ?? -1);
  });

  test('has its return by every definition, and a waterfall from audience to profit', async () => {
    const { returns, waterfall, costs, plan } = await head.campaignReturn({ params: { id: campaign } });
    const of = (step: string) => waterfall.find((one) => one.step === step)?.value ?? NaN;
    expect(of('audience') + of('excluded') + of('control')).toBe(of('targets'));
    expect(of('incremental-margin') + of('contacts') + of('rewards') + of('fixed')).toBeCloseTo(of('profit'), 6);
    expect(costs.reduce((sum, { yuan }) => sum + yuan, 0)).toBeCloseTo(plan.spentYuan, 6);
    const value = (name: string) => returns.find(({ definition }) => definition === name)?.value ?? NaN;
    expect(value('revenue-per-yuan')).toBeCloseTo(value('revenue-return') + 1, 9);
  });
});

describe('a month', () => {
  test('gives everybody points, and a statement whose terms add up to them', async () => {
    const people = await everybody();
    expect(people.length).toBeGreaterThan(10);
    const [first] = people;
    const statement = await head.readStatement({ params: { month, personId: first?.personId ?? '' } });
    expect(statement.terms.reduce((sum, term) => sum + term.points, 0)).toBeCloseTo(statement.points, 9);
    expect(statement.terms.map(({ id }) => id)).toEqual(['result', 'success', 'truth']);
    expect(statement.points).toBe(first?.points);
  });

  test('opens down to the work orders: they add up to what the success term was worked out from', async () => {
    for (const { personId } of (await everybody()).slice(0, 5)) {
      const { terms } = await head.readStatement({ params: { month, personId } });
      const { items } = await head.readEvidence({ params: { month, personId } });
      const input = (name: string) =>
        terms.find(({ id }) => id === 'success')?.inputs.find((one) => one.name === name)?.value;
      expect(items.filter(({ success }) => success)).toHaveLength(input('successes') ?? -1);
      expect(items.reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(input('expected') ?? -1, 6);
    }
  });

  test('what is expected of all together is what all together reached, nearly', async () => {
    let [expected, successes] = [0, 0];
    for (const { personId } of await everybody()) {
      const { items } = await head.readEvidence({ params: { month, personId } });
      expected += items.reduce((sum, one) => sum + one.expected, 0);
      successes += items.filter(({ success }) => success).length;
    }
    expect(successes).toBeGreaterThan(20);
    expect(Math.abs(expected / successes - 1)).toBeLessThan(0.15);
  });

  test('closed, it is replayed to the last digit after scheme and data have changed; a correction is a new entry', async () => {
    const people = await everybody();
    const [one] = people;
    const unitId = one?.orgUnitId ?? '';
    const params = { month, unitId };
    expect(await refusal(head.replayMonth({ params }))).toBe('not-closed');
    const closed = await head.closeMonth({ params, body: {} });
    expect(closed.people).toBe(people.filter(({ orgUnitId }) => orgUnitId === unitId).length);
    expect(await refusal(head.closeMonth({ params, body: {} }))).toBe('already-closed');
    expect(await refusal(head.approveMonth({ params, body: {} }))).toBe('own-closing');
    await approver.approveMonth({ params, body: {} });

    const [result, ...others] = standardScheme.terms;
    const changed = {
      ...standardScheme,
      terms: [{ ...(result as (typeof standardScheme.terms)[number]), otherwise: 50 }, ...others],
    };
    expect((await approver.putScheme({ params: { id: 'standard' }, body: { file: changed } })).version).toBe(1);
    await head.computeMonth({ params: { month }, body: {} });
    expect(await head.replayMonth({ params })).toEqual({ same: true, people: closed.people, differences: [] });
    const after = await everybody();
    const find = (list: typeof people, id: string | undefined) => list.find(({ personId }) => personId === id);
    expect(find(after, one?.personId)).toMatchObject({ points: one?.points, state: 'approved' });
    const open = people.find(({ orgUnitId }) => orgUnitId !== unitId);
    expect(find(after, open?.personId)?.points).toBeLessThan(open?.points ?? 0);

    const personId = one?.personId ?? '';
    await approver.addCorrection({ params: { month, personId }, body: { points: 2.5, why: 'an order booked late' } });
    const statement = await head.readStatement({ params: { month, personId } });
    expect(statement.points).toBe(one?.points);
    expect(statement.total).toBeCloseTo((one?.points ?? 0) + 2.5, 9);
    expect(statement.corrections).toMatchObject([{ points: 2.5, why: 'an order booked late', by: 'approver' }]);
  });

  test('a person sees the own statement only, objects, and is answered by somebody else', async () => {
    const open = (await everybody()).filter(({ state }) => state === 'open');
    const [own, other] = open;
    const client = await connectTo(server.url)(own?.personId ?? '');
    const params = { month, personId: own?.personId ?? '' };
    expect((await client.readStatement({ params })).personId).toBe(own?.personId);
    expect(await refusal(client.readStatement({ params: { month, personId: other?.personId ?? '' } }))).toBe(
      'no-such-statement',
    );
    const objection = await client.addObjection({
      params: { month },
      body: { term: 'success', why: 'two orders are missing' },
    });
    const unitId = own?.orgUnitId ?? '';
    expect(await refusal(head.closeMonth({ params: { month, unitId }, body: {} }))).toBe('objections-open');
    const answered = await head.answerObjection({
      params: { objection: objection.id },
      body: { upheld: true, answer: 'they are there now', points: 1 },
    });
    expect(answered).toMatchObject({ state: 'upheld', answeredBy: expect.any(String) });
    expect((await client.readStatement({ params })).corrections).toMatchObject([{ points: 1 }]);
  });

  test('goes to payroll as a table', async () => {
    const csv = await (await head.payTable({ params: { month } })).text();
    const rows = csv.trim().split('\n');
    expect(rows[0]).toBe('person,name,org_unit,points,corrections,total,pay_yuan,state');
    expect(rows).toHaveLength(1 + (await everybody()).length);
  });

  test('a scheme is tried on it before it is adopted: what it costs, who gains, what it rewards', async () => {
    const file = {
      ...standardScheme,
      scheme: 'generous',
      pay: { bands: [{ from: 0, yuanPerPoint: 20 }], capYuan: 9000 },
    };
    const found = await head.simulateScheme({ body: { file, months: [month] } });
    expect(found.costYuan).toBeGreaterThan(found.costBeforeYuan);
    expect(found.gaining).toBe(found.people);
    expect(found.rewards.map(({ indicator }) => indicator)).toContain('successes');
  });
});

describe('a contest', () => {
  const file = (change: Partial<ContestFile>): ContestFile => ({
    contest: 'autumn',
    title: { en: 'Autumn', zh: '秋季竞赛' },
    month,
    between: 'people',
    teamValue: 'mean',
    measure: 'successes / greatest(expected, 1)',
    base: 1,
    stretch: 1.5,
    rewardYuan: 100,
    floor: 0,
    penaltyYuan: 0,
    budgetYuan: 1_000_000,
    publishOn: '2026-12-05',
    ...change,
  });
  const put = (change: Partial<ContestFile>) =>
    approver.putContest({ params: { id: 'autumn' }, body: { file: file(change) } });

  test('is refused without a budget, or with one that the past says is too small', async () => {
    expect(await refusal(put({ budgetYuan: undefined }))).toBe('no-budget');
    expect(await refusal(put({ budgetYuan: 1 }))).toBe('budget-too-small');
    expect(await refusal(put({ measure: 'sucesses' }))).toBe('scheme');
    expect(await refusal(put({ stretch: 0.5 }))).toBe('targets');
  });

  test('has a league table with double reward for the stretch target', async () => {
    const { budget } = await put({});
    expect(budget.expectedYuan).toBeGreaterThan(0);
    expect(budget.highYuan).toBeLessThanOrEqual(budget.mostYuan);
    const { items } = await head.contestLeague({ params: { id: 'autumn' }, query: {} });
    expect(items[0]?.rank).toBe(1);
    for (const { value, reached, rewardYuan } of items)
      expect([reached, rewardYuan]).toEqual(
        (value ?? 0) >= 1.5 ? ['stretch', 200] : (value ?? 0) >= 1 ? ['base', 100] : ['none', 0],
      );
  });

  test('between branches: each by the mean of its people; who competes alone and in a team reaches the same', async () => {
    await put({ between: 'people' });
    const people = (await head.contestLeague({ params: { id: 'autumn' }, query: {} })).items;
    const { budget } = await put({ between: 'branches' });
    const teams = (await head.contestLeague({ params: { id: 'autumn' }, query: {} })).items;
    expect([budget.people, budget.competitors]).toEqual([people.length, teams.length]);
    const { items: units } = await head.listOrgUnits();
    const parent = new Map(units.map(({ id, parentId }) => [id, parentId]));
    expect(teams.length).toBeGreaterThan(1);
    for (const team of teams) {
      const own = people.filter(({ orgUnitId }) => parent.get(orgUnitId ?? '') === team.orgUnitId);
      const known = own.flatMap(({ value }) => (value === null ? [] : [value]));
      expect(team.members).toBe(own.length);
      expect(team.value).toBeCloseTo(known.reduce((sum, value) => sum + value, 0) / known.length, 9);
      expect(team.rewardYuan).toBe(team.members * ((team.value ?? 0) >= 1.5 ? 200 : (team.value ?? 0) >= 1 ? 100 : 0));
    }
  });

  test('on a phone: the own team is marked, and no other team is named', async () => {
    const [somebody] = await everybody();
    const phone = await connectTo(server.url)(somebody?.personId ?? '');
    const { contests } = await phone.readOwnPoints({ query: { today: `${month}-28` } });
    const { league = [] } = contests.find(({ file: { contest } }) => contest === 'autumn') ?? {};
    expect(league.filter(({ own }) => own)).toHaveLength(1);
    for (const { own, name } of league) expect(name === null).toBe(!own);
  });

  test('of agents compares what they sold; they get no work orders, no points and no pay', async () => {
    const [unit] = (await head.listOrgUnits()).items.filter(({ kind }) => kind === 'branch');
    const agents = ['agent-1', 'agent-2'].map((id) => ({
      id,
      orgUnitId: unit?.id ?? '',
      name: { en: id, zh: id },
      role: 'agent' as const,
    }));
    await head.putPeople({ body: { items: agents } });
    const [person] = await everybody();
    const { items } = await head.readEvidence({ params: { month, personId: person?.personId ?? '' } });
    const customer = items[0]?.customerId;
    const rows = ['agent-1', 'agent-1', 'agent-1', 'agent-2'].map((id, i) => `a${i},${customer},${month}-03,${id},20`);
    await writeFile(join(directory, 'agents.csv'), `order,id,day,seller,amount\n${rows.join('\n')}\n`);
    const text = `feed: agent-orders\nentity: order\nperiod: ${month}\nsource: ./agents.csv\nfields: { order_id: order, customer_id: id, ordered_on: day, seller_id: seller, amount: amount }\n`;
    const { job } = await head.load({
      body: { manifests: [{ text, file: 'agents.yaml', directory }], rebuild: false },
    });
    await expect
      .poll(async () => (await head.readJob({ params: { id: job } })).state, { timeout: preparingMs })
      .toBe('done');
    const before = (await everybody()).length;
    await head.computeMonth({ params: { month }, body: {} });
    expect(await everybody()).toHaveLength(before);
    const { budget } = await put({ between: 'agents', measure: 'sold', base: 2, stretch: 3 });
    expect(budget).toMatchObject({ people: 2, competitors: 2, expectedYuan: 200, mostYuan: 400 });
    const league = (await head.contestLeague({ params: { id: 'autumn' }, query: {} })).items;
    expect(
      league.map(({ rank, personId, value, reached, rewardYuan }) => [rank, personId, value, reached, rewardYuan]),
    ).toEqual([
      [1, 'agent-1', 3, 'stretch', 200],
      [2, 'agent-2', 1, 'none', 0],
    ]);
  });
});

test(
  'what is due is gathered by the server itself: the month before, on the third of the next',
  { timeout: preparingMs },
  async () => {
    await server.close();
    const dataDirectory = join(directory, 'data');
    const third = `${addMonths(month, 1)}-03`;
    // As if it had been gathered the day before, not by today's clock.
    const store = await openRecords({ dataDirectory });
    await run(store.db, `update appraisal_run set at = '${addMonths(month, 1)}-02T08:00:00Z'`);
    await store.close();
    server = await startServer(readConfig({}, { dataDirectory, port: 0, logLevel: 'error' }), {
      now: () => new Date(`${third}T08:00:00Z`),
    });
    const client = createClient(routes, { url: server.url, token: () => server.token });
    const gatheredOn = async () =>
      (await client.listMonths()).items.find((one) => one.month === month)?.gatheredAt.slice(0, 10);
    await expect.poll(gatheredOn, { timeout: preparingMs / 2, interval: 200 }).toBe(third);
  },
);
