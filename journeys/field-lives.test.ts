import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CampaignFile, createClient, routes, type ClientAction, type Client } from '#contract';
import { workOrderPort } from '#act/worklist';
import { openRecords, run } from '#platform/records';
import { migrateStores, readConfig, startServer, type RunningServer } from '#server';
import type { Device } from './testing-device.ts';
import { openDevice } from './testing-device.ts';
import { workId, type Work } from '../field/offline/work.ts';

/*
 * The real queue and store of the phone, in Node over an IndexedDB that outlives its process, against the real server
 * on PGlite: many random lives of a person with two phones. At the end the server's books are compared with what was
 * acknowledged on the phones.
 */
const lives = 200;
const ordersEach = 4;
const password = 'a long enough word';
const seed = Number(process.env['SEED'] ?? Date.now() % 2_147_483_647);

const onDevice = { device: fc.nat(1) };
const onOrder = { ...onDevice, order: fc.nat(ordersEach - 1) };
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('result' as const),
      ...onOrder,
      kind: fc.constantFrom('accepted', 'declined', 'unreachable', 'do_not_disturb'),
      rival: fc.constantFrom('A', 'B'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('begin' as const, 'edit' as const), ...onOrder }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('offline' as const, 'online' as const, 'lose' as const), ...onDevice }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('exchange' as const, 'take-back' as const, 'report' as const),
      ...onDevice,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('kill' as const, 'kill-under-way' as const, 'update' as const),
      ...onDevice,
      ms: fc.nat(25),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reassign' as const, 'log-out' as const), ...onOrder }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let server: RunningServer;
let directory: string;
let office: Client<typeof routes>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridloop-lives-'));
  const config = readConfig({}, { dataDirectory: directory, port: 0, logLevel: 'error' });
  await migrateStores(config);
  await seedOrders(directory);
  server = await startServer(config);
  const administrator = createClient(routes, { url: server.url, token: () => server.token });
  await administrator.putOrgUnits({
    body: { items: [{ id: 'g1', parentId: null, kind: 'grid', name: { en: 'g', zh: 'g' } }] },
  });
  const people = [...Array.from({ length: lives }, (_, i) => `p${i}`), 'rival'];
  const person = (id: string) => ({ id, orgUnitId: 'g1', name: { en: id, zh: id }, role: 'frontline' as const });
  await administrator.putPeople({ body: { items: people.map(person) } });
  const account = (login: string, role: 'frontline' | 'grid-manager') => ({
    login,
    password,
    name: { en: login, zh: login },
    roles: [role],
    orgUnitId: 'g1',
    personId: role === 'frontline' ? login : null,
  });
  await administrator.putAccounts({
    body: { accounts: [account('boss', 'grid-manager'), ...people.map((login) => account(login, 'frontline'))] },
  });
  const { token } = await administrator.logIn({ body: { login: 'boss', password } });
  office = createClient(routes, { url: server.url, token: () => token });
}, 300_000);

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function seedOrders(dataDirectory: string): Promise<void> {
  const store = await openRecords({ dataDirectory });
  const file = CampaignFile.parse({
    campaign: 'october',
    owner: 'g1',
    objective: { en: '', zh: '' },
    audience: 'true',
    offers: [{ offer: 'data-10g' }],
    channels: [{ channel: 'field' }],
    waves: [{ share: 1, start: '2026-10-01', days: 20 }],
    success: { order: 'data-10g', within_days: 14 },
    budget: { total: 0 },
    work_order: { feedback: [{ field: 'rival', label: { en: 'r', zh: 'r' }, type: 'choice', choices: ['A', 'B'] }] },
  });
  const released = new Date(Date.now() - 86_400_000);
  const day = new Date().toISOString().slice(0, 10);
  const due = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await run(
    store.db,
    'insert into campaign (id, owner, state, file, version, created_by, created_at) values ($1, $2, $3, $4::text::jsonb, 1, $5, $6)',
    ['october', 'g1', 'running', JSON.stringify(file), 'planner', released],
  );
  const orders = Array.from({ length: lives * ordersEach }, (_, key) => ({
    customerKey: key,
    customerId: `c${key}`,
    orgUnitId: 'g1',
    personId: `p${Math.floor(key / ordersEach)}`,
    channel: 'field' as const,
    offerId: 'data-10g',
    arm: 'standard',
    wave: 1,
    day,
    dueOn: due,
  }));
  await store.db
    .transaction()
    .execute((trx) => workOrderPort.create(trx, { id: 'october', version: 1, releasedAt: released }, orders));
  await store.close();
}

/** What a life has come to, as far as its person knows. */
interface Life {
  readonly login: string;
  readonly orders: readonly string[];
  readonly devices: readonly [Device, Device];
  /** `record` had resolved: the person was told that it is kept. */
  readonly acknowledged: Map<string, Work>;
  readonly attempted: Set<string>;
  readonly takenBack: Set<string>;
  readonly conflicts: Set<string>;
}

async function live(index: number, steps: readonly Step[]): Promise<Life> {
  const login = `p${index}`;
  const devices = [await openDevice(server.url), await openDevice(server.url)] as const;
  const life: Life = {
    login,
    orders: Array.from({ length: ordersEach }, (_, i) => `october.${index * ordersEach + i}`),
    devices,
    acknowledged: new Map(),
    attempted: new Set(),
    takenBack: new Set(),
    conflicts: new Set(),
  };
  for (const device of devices) {
    await device.phone.logIn(login, password);
    await device.phone.exchange();
  }
  for (const one of steps) await take(life, one);
  await settle(life);
  return life;
}

async function take(life: Life, one: Step): Promise<void> {
  const device = life.devices[one.device] as Device;
  switch (one.do) {
    case 'result':
      return record(
        life,
        device,
        actionOn(life, device, one.order, {
          kind: 'result',
          result: {
            kind: one.kind as 'accepted',
            feedback: { rival: one.rival },
            ...(one.kind === 'declined' && { declineReason: 'price' as const }),
          },
        }),
      );
    case 'begin':
      return record(life, device, actionOn(life, device, one.order, { kind: 'start' }));
    case 'edit':
      return unlessLocked(device, () =>
        device.phone.saveDraft(`result ${life.orders[one.order]}`, { note: 'half a word' }),
      );
    case 'report':
      return record(life, device, report());
    case 'take-back':
      return takeBack(life, device);
    case 'offline':
    case 'online':
      device.online = one.do === 'online';
      return;
    case 'lose':
      device.answersLost = 1;
      return;
    case 'exchange':
      return device.phone.exchange();
    case 'kill':
    case 'update':
      return device.restart(one.do === 'update');
    case 'kill-under-way': {
      const under = device.phone.exchange().catch(() => undefined);
      await pause(one.ms);
      await device.restart();
      void under;
      return;
    }
    case 'reassign':
      await office.reassignWorkOrders({
        body: { workOrderIds: [life.orders[one.order] as string], personId: 'rival' },
      });
      return;
    case 'log-out':
      await unlessLocked(device, () => device.phone.logOut());
  }
}

const actionOn = (life: Life, device: Device, order: number, given: Pick<ClientAction, 'kind' | 'result'>): Work => {
  const workOrderId = life.orders[order] as string;
  return {
    kind: 'action',
    action: {
      id: crypto.randomUUID(),
      workOrderId,
      at: new Date().toISOString(),
      ...given,
      ...(given.kind === 'result' && { seenResultAt: device.phone.state().cards.get(workOrderId)?.doneAt ?? null }),
    },
  };
};

const report = (): Work => ({
  kind: 'report',
  report: {
    id: crypto.randomUUID(),
    kind: 'demand',
    at: new Date().toISOString(),
    text: '两条宽带',
    competitor: null,
    customerId: null,
    workOrderId: null,
    longitude: null,
    latitude: null,
    photo: null,
  },
});

async function record(life: Life, device: Device, work: Work): Promise<void> {
  await unlessLocked(device, async () => {
    life.attempted.add(workId(work));
    await device.phone.record([work]);
    life.acknowledged.set(workId(work), work);
  });
}

async function takeBack(life: Life, device: Device): Promise<void> {
  const last = device.phone.state().queue.at(-1);
  if (!last) return;
  const id = workId(last.work);
  if (await device.phone.takeBack([id])) life.takenBack.add(id);
}

/** A person cannot work on a phone that is locked. */
async function unlessLocked(device: Device, work: () => Promise<void>): Promise<void> {
  if (device.phone.state().phase === 'open') await work();
}

/** In the end every phone has its network back and its person logs in again where they must. */
async function settle(life: Life): Promise<void> {
  for (const device of life.devices) {
    device.online = true;
    device.answersLost = 0;
    if (device.phone.state().phase === 'locked') await device.phone.logIn(life.login, password);
  }
  for (let round = 0; round < 4; round++) for (const device of life.devices) await device.phone.exchange();
  for (const { phone } of life.devices) for (const { id } of phone.state().conflicts) life.conflicts.add(id);
}

const cardsOf = (device: Device) =>
  [...device.phone.state().cards.values()]
    .map(({ id, state, result, doneAt, version }) => ({ id, state, result, doneAt, version }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

describe(`${lives} random lives with two phones (SEED=${seed})`, () => {
  test('lose nothing that was acknowledged, do nothing twice, and show every refusal to the person', async () => {
    const drawn = fc.sample(fc.array(step, { minLength: 4, maxLength: 24 }), { numRuns: lives, seed });
    const lived: Life[] = [];
    for (const [index, steps] of drawn.entries()) {
      const life = await live(index, steps);
      lived.push(life);
      const said = `life ${index} of SEED=${seed}: ${JSON.stringify(steps)}`;
      const [one, other] = life.devices;
      expect([one.phone.state().queue, other.phone.state().queue], said).toEqual([[], []]);
      expect(cardsOf(one), said).toEqual(cardsOf(other));
      for (const { phone } of life.devices) phone.close();
    }
    await server.close();
    const books = await readBooks(directory);
    for (const [index, life] of lived.entries()) compare(life, books, `life ${index} of SEED=${seed}`);
    const all = lived.flatMap((life) => [...life.acknowledged.keys()]);
    expect(all.length).toBeGreaterThan(lives);
  }, 900_000);
});

interface Books {
  readonly actions: ReadonlyMap<string, { status: string; kind: string }>;
  readonly contacts: ReadonlyMap<string, number>;
  readonly reports: ReadonlySet<string>;
}

async function readBooks(dataDirectory: string): Promise<Books> {
  const store = await openRecords({ dataDirectory });
  const actions = await run<{ id: string; status: string; kind: string }>(
    store.db,
    'select id, status, kind from client_action',
  );
  const contacts = await run<{ id: string; n: number }>(
    store.db,
    'select contact_id as id, count(*) as n from contact group by 1',
  );
  const reports = await run<{ id: string }>(store.db, 'select id from street_report');
  await store.close();
  return {
    actions: new Map(actions.map((row) => [row.id, row])),
    contacts: new Map(contacts.map((row) => [row.id, Number(row.n)])),
    reports: new Set(reports.map((row) => row.id)),
  };
}

function compare(life: Life, books: Books, said: string): void {
  for (const [id, work] of life.acknowledged) {
    if (life.takenBack.has(id)) {
      expect(books.actions.has(id) || books.reports.has(id), `${said}: taken back, and yet sent`).toBe(false);
      continue;
    }
    if (work.kind !== 'action') {
      expect(books.reports.has(id), `${said}: a report was lost`).toBe(true);
      continue;
    }
    const told = books.actions.get(id);
    expect(told, `${said}: ${work.action.kind} was lost`).toBeDefined();
    const counts = told?.status === 'applied' && work.action.kind === 'result' ? 1 : 0;
    expect(books.contacts.get(id) ?? 0, `${said}: contacts of one result`).toBe(counts);
    if (told?.status === 'refused' && work.action.kind === 'result')
      expect(life.conflicts.has(id), `${said}: refused, and the person does not see it`).toBe(true);
  }
}
