import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem, routes, type CampaignFile, type ClientAction, type Role, type Route } from '#contract';
import { readConfig, startServer } from '#server';
import { describe, expect, test } from 'vitest';
import {
  actingFor,
  bringIn,
  drawOperator,
  finished,
  loginOf,
  offer,
  type ApiClient,
  type SmallOperator,
} from './small-operator.ts';
import { contestOf, looksAt, notLooks, type KnownIds } from './territory-looks.ts';

/** Another organisation in every run; one that was wrong comes back with SEED=… */
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

/**
 * Every route that shows anything, asked by every role from every unit of a random organisation. Names of units, people
 * and customers tell whose they are, so what must not be shown is found wherever it turns up.
 */
describe.each([seed])('territory, organisation %s (SEED)', (given) => {
  test('no route, list, count, export or report shows a row outside the viewer’s subtree', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gridloop-territory-'));
    const operator = drawOperator(given);
    const server = await startServer(
      readConfig({}, { dataDirectory: join(directory, 'data'), port: 0, logLevel: 'error' }),
    );
    try {
      const connect = actingFor(server.url, server.token);
      await bringIn(connect(), operator, directory, connect);
      const streams = await Promise.all(viewersOf(operator).map((viewer) => listen(server.url, server.token, viewer)));
      await runCampaign(operator, connect, directory);
      const known = await knownIds(connect(loginOf('administrator', operator.root)));
      const leaks: object[] = [];
      const seen = new Map<string, number>();
      for (const viewer of viewersOf(operator)) {
        const client = connect(viewer.login);
        for (const [name, calls] of Object.entries(looksAt(operator, known))) {
          for (const call of calls) {
            const answer = await ask(client, name, call);
            if (answer === undefined) continue;
            const named = namesIn(answer);
            const wrong = foreign(operator, viewer, named);
            if (wrong.length > 0) leaks.push({ viewer: viewer.login, name, call: JSON.stringify(call), wrong });
            seen.set(name, (seen.get(name) ?? 0) + named.length);
          }
        }
        await countsAgree(operator, viewer, client);
      }
      for (const { viewer, stop } of streams) {
        const heard = await stop();
        const wrong = foreign(operator, viewer, namesIn(heard));
        if (wrong.length > 0) leaks.push({ viewer: viewer.login, name: 'events', wrong });
        seen.set('events', (seen.get('events') ?? 0) + namesIn(heard).length);
      }
      expect(leaks.slice(0, 20)).toEqual([]);
      // A walk that meets nobody proves nothing.
      for (const name of [
        'listOrgUnits',
        'listPeople',
        'searchCustomers',
        'readCustomer',
        'listWorkOrders',
        'readWorkOrder',
        'exportTargets',
        'exportAudience',
        'campaignReport',
        'readMonth',
        'listAppraised',
        'readStatement',
        'readOwnPoints',
        'contestLeague',
        'listVerifications',
        'lookAlikeTop',
        'events',
      ])
        expect([name, (seen.get(name) ?? 0) > 0]).toEqual([name, true]);
    } finally {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    }
  }, 900_000);
});

test('every route that shows something is walked, or it is said why not', () => {
  const operator = drawOperator(1);
  const walked = new Set([
    ...Object.keys(looksAt(operator, { workOrders: [], loads: [], reports: [], period: '2026-01' })),
    ...Object.keys(notLooks),
  ]);
  const shows = (route: Route) => route.method === 'GET';
  expect(
    Object.entries(routes)
      .filter(([name, route]) => shows(route) && !walked.has(name))
      .map(([name]) => name),
  ).toEqual([]);
});

export interface Viewer {
  readonly login: string;
  readonly role: Role;
  readonly unit: string;
}

/** Who may see most, at the root, an inner unit and a grid; every third frontline person. */
function viewersOf(operator: SmallOperator): readonly Viewer[] {
  const inner = operator.units.filter(({ kind, id }) => kind === 'branch' && operator.below(id).size > 1);
  const leaves = operator.units.filter(({ kind }) => kind === 'grid');
  const places = [operator.root, inner.at(-1)?.id, leaves[0]?.id];
  const office = [...new Set(places.filter((place) => place !== undefined))].flatMap((unit) =>
    (['administrator', 'analyst', 'grid-manager', 'executive'] as const).map((role) => ({
      login: loginOf(role, unit),
      role,
      unit,
    })),
  );
  const frontline = operator.people
    .filter(({ isManager }, i) => !isManager && i % 3 === 0)
    .map(({ id, orgUnitId }) => ({ login: loginOf('frontline', id), role: 'frontline' as const, unit: orgUnitId }));
  return [...office, ...frontline];
}

const namesIn = (text: string): readonly string[] => [...new Set(text.match(/\b(?:unit|person|cust)-[0-9a-f]{8}\b/g))];

/** What is neither in the viewer's subtree nor one of the units above it, which everybody may know by name. */
function foreign(operator: SmallOperator, viewer: Viewer, names: readonly string[]): readonly string[] {
  const [mine, above] = [operator.below(viewer.unit), operator.above(viewer.unit)];
  const all = viewer.unit === operator.root;
  return names.filter((name) => {
    const unit = operator.unitOf.get(name);
    if (unit === undefined) throw new Error(`${name} is nobody`);
    return !(all || above.has(name) || (unit !== null && mine.has(unit)));
  });
}

/** The text of the answer; undefined where it was refused. */
async function ask(client: ApiClient, name: string, call: object): Promise<string | undefined> {
  try {
    const answer = await (client as unknown as Record<string, (call: object) => Promise<unknown>>)[name]!(call);
    return answer instanceof Response ? await answer.text() : JSON.stringify(answer);
  } catch (error) {
    // A refusal repeats at most what the viewer has said; a fault would hide what the route shows.
    const refused = ['forbidden', 'missing', 'conflict'];
    if (error instanceof Problem && refused.includes(error.kind)) return undefined;
    throw new Error(`${name} ${JSON.stringify(call)}`, { cause: error });
  }
}

/** Ids that viewers may guess or have heard of. */
async function knownIds(administrator: ApiClient): Promise<KnownIds> {
  const { items } = await administrator.listWorkOrders({ query: { limit: 1000 } });
  const loads = await administrator.listLoads({ query: {} });
  const reports = await administrator.listReports({ query: { limit: 1000 } });
  return {
    workOrders: items.filter((_, i) => i % 3 === 0).map(({ id }) => id),
    loads: loads.items.map(({ id }) => id),
    reports: reports.items.map(({ id }) => id),
    period: (await administrator.countAudience({ body: { rule: 'true' } })).period,
  };
}

/** Counts show rows too: they are those of the subtree, to the last one. */
async function countsAgree(operator: SmallOperator, viewer: Viewer, client: ApiClient): Promise<void> {
  const mine = operator.below(viewer.unit);
  const all = viewer.unit === operator.root;
  const own = operator.customers.filter(({ orgUnitId }) => all || (orgUnitId !== null && mine.has(orgUnitId)));
  if (viewer.role === 'frontline') return;
  if (viewer.role !== 'administrator' && viewer.role !== 'analyst' && viewer.role !== 'executive') return;
  const counted = await client.countAudience({ body: { rule: 'arpu >= 50' } });
  expect([viewer, counted.count, counted.total]).toEqual([
    viewer,
    own.filter(({ arpu }) => arpu >= 50).length,
    own.length,
  ]);
  const found = await client.searchCustomers({ query: {} });
  expect([viewer, found.total]).toEqual([viewer, own.length]);
}

const today = new Date().toISOString().slice(0, 10);
const campaign = (owner: string, id: string): CampaignFile =>
  ({
    campaign: id,
    owner,
    objective: { en: 'Packs', zh: '流量包' },
    audience: 'arpu > 0',
    offers: [{ offer: offer.id, chance: 0.5 }],
    channels: [{ channel: 'call', share: 1, minutes: 5 }],
    experiment: { control: 0.2, unit: 'customer', stratify_by: [], pair_by: [], arms: { standard: 1 } },
    waves: [{ share: 1, start: today, days: 5 }],
    policy: {},
    work_order: { due_days: 7, script: '', actions: [], feedback: [] },
    kit: [],
    success: { order: offer.id, within_days: 5 },
    budget: { total: 100_000, per_contact: {}, reward_per_success: 0, fixed: 0 },
  }) satisfies CampaignFile;

/** A campaign of the whole and one of a part, worked by everybody, to their reports. */
async function runCampaign(
  operator: SmallOperator,
  connect: (login?: string) => ApiClient,
  directory: string,
): Promise<void> {
  const part =
    operator.units.find(({ kind, id }) => kind === 'branch' && operator.below(id).size > 1)?.id ?? operator.root;
  for (const [owner, id] of [
    [operator.root, 'whole'],
    [part, 'part'],
  ] as const) {
    const planner = connect(loginOf('planner', owner));
    const params = { id };
    await planner.createCampaign({ body: { file: campaign(owner, id) } });
    await planner.submitCampaign({ params, body: {} });
    await connect(loginOf('approver', owner)).approveCampaign({ params, body: {} });
    await finished(planner, (await planner.scheduleCampaign({ params, body: {} })).job);
    if (id === 'whole') await finished(planner, (await planner.releaseWave({ params, body: { wave: 1 } })).job);
  }
  for (const [id, unit] of [
    ['everybody', operator.root],
    ['ours', part],
  ] as const)
    await connect(loginOf('planner', unit)).putAudience({
      params: { id },
      body: { name: `of ${unit}`, rule: 'arpu > 30' },
    });
  for (const person of operator.people.filter(({ isManager }) => !isManager)) {
    const client = connect(loginOf('frontline', person.id));
    const { items } = await client.listWorkOrders({ query: { limit: 6 } });
    if (items.length === 0) continue;
    const actions = items.map(({ id }, i): ClientAction => ({
      id: crypto.randomUUID(),
      workOrderId: id,
      at: new Date().toISOString(),
      kind: 'result',
      result:
        i === 5
          ? { kind: 'do_not_disturb', feedback: {} }
          : i % 2 === 0
            ? { kind: 'accepted', note: `said to ${person.id}`, feedback: {} }
            : { kind: 'declined', declineReason: 'price', feedback: {} },
    }));
    const { results } = await client.sendActions({ body: { actions } });
    expect(results.map(({ status }) => status)).toEqual(actions.map(() => 'applied'));
    const [first] = items;
    const report = {
      id: crypto.randomUUID(),
      kind: 'demand' as const,
      at: new Date().toISOString(),
      text: `wanted by ${person.id}`,
      ...(first && { customerId: first.customerId, workOrderId: first.id }),
    };
    await client.sendReports({ body: { reports: [report] } });
  }
  const head = connect(loginOf('administrator', operator.root));
  const month = today.slice(0, 7);
  await head.planVerification({ body: { month, share: 0.5 } });
  await head.computeMonth({ params: { month }, body: {} });
  for (const between of ['people', 'grids', 'branches'] as const) {
    const file = contestOf(month, between);
    await head.putContest({ params: { id: file.contest }, body: { file } });
  }
  const analyst = connect(loginOf('analyst', operator.root));
  await insight(analyst);
  const orders = operator.customers
    .filter((_, i) => i % 3 === 0)
    .map(({ id }, i) => `o${i},${id},${offer.id},${today}`);
  const { writeFile } = await import('node:fs/promises');
  await writeFile(join(directory, 'orders.csv'), ['order,id,offer,day', ...orders].join('\n') + '\n');
  const text = `feed: orders\nentity: order\nperiod: ${today.slice(0, 7)}\nsource: ./orders.csv\nfields: { order_id: order, customer_id: id, offer_id: offer, ordered_on: day }\n`;
  await finished(
    analyst,
    (await analyst.load({ body: { manifests: [{ text, file: 'orders.yaml', directory }], rebuild: false } })).job,
  );
}

async function listen(url: string, token: string, viewer: Viewer) {
  const stopping = new AbortController();
  const answer = await fetch(`${url}/api/events`, {
    headers: { authorization: `Bearer ${token}`, 'x-gridloop-as': viewer.login },
    signal: stopping.signal,
  });
  expect(answer.status).toBe(200);
  let heard = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of answer.body ?? []) heard += decoder.decode(chunk, { stream: true });
    } catch {
      // Cut off: by us, or by the server's end.
    }
  })();
  const stop = async () => {
    stopping.abort();
    await reading;
    return heard;
  };
  return { viewer, stop };
}

/** Groups of customers, and a model of who is like those of a rule: both looked at by everybody. */
async function insight(analyst: ApiClient): Promise<void> {
  const measure = (id: string, formula: string) => ({ id, label: { en: id, zh: id }, formula });
  const { job } = await analyst.fitSegmentation({
    params: { id: 'behaviour' },
    body: {
      name: { en: 'Behaviour', zh: '行为' },
      measures: [measure('revenue', 'arpu'), measure('doubled', 'arpu * arpu')],
      k: [2, 3],
    },
  });
  await finished(analyst, job);
  const value = (id: string, rule: string) => ({ id, name: { en: id, zh: id }, rule });
  await analyst.putSegmentScheme({
    params: { id: 'worth' },
    body: {
      scheme: {
        name: { en: 'Worth', zh: '价值' },
        dimensions: [
          {
            id: 'spend',
            name: { en: 'Spend', zh: '消费' },
            values: [value('low', 'arpu < 50'), value('high', 'arpu >= 50')],
          },
        ],
      },
    },
  });
  const learning = await analyst.lookAlike({ body: { id: 'alike', rule: 'manager_id is not null', top: 20 } });
  await finished(analyst, learning.job);
}
