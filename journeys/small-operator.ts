import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, routes, type Client, type Input, type OrgUnit, type Role } from '#contract';

export type ApiClient = Client<typeof routes>;
export const roles = [
  'administrator',
  'analyst',
  'planner',
  'approver',
  'grid-manager',
  'frontline',
  'executive',
] as const satisfies readonly Role[];

/**
 * A random organisation with customers, of which every name tells whose it is: wherever `unit-…`, `person-…` or `cust-…`
 * turns up in an answer, `unitOf` says to which unit it belongs.
 */
export interface SmallOperator {
  readonly units: readonly OrgUnit[];
  readonly root: string;
  readonly people: readonly { readonly id: string; readonly orgUnitId: string; readonly isManager: boolean }[];
  readonly customers: readonly {
    readonly id: string;
    readonly orgUnitId: string | null;
    readonly owner: string | null;
    readonly arpu: number;
  }[];
  readonly unitOf: ReadonlyMap<string, string | null>;
  /** The unit and everything below it. */
  below(unit: string): ReadonlySet<string>;
  above(unit: string): ReadonlySet<string>;
}

const grids = 5;

/** The same for the same seed. */
export function drawOperator(seed: number, customersOfGrid = 16): SmallOperator {
  const random = numbers(seed);
  const name = (kind: string, i: number): string =>
    `${kind}-${createHash('sha256').update(`${seed} ${kind} ${i}`).digest('hex').slice(0, 8)}`;
  const unit = (i: number, parentId: string | null, kind: OrgUnit['kind']): OrgUnit => {
    const id = name('unit', i);
    return { id, parentId, kind, name: { en: `Unit ${id}`, zh: `单位${id}` }, longitude: null, latitude: null };
  };
  const units = [unit(0, null, 'province')];
  for (let i = 1; i < 5 + random(4); i++) units.push(unit(i, units[random(i)]?.id ?? null, 'branch'));
  const inner = units.length;
  for (let i = inner; i < inner + grids; i++) units.push(unit(i, units[random(inner)]?.id ?? null, 'grid'));
  const people = units.flatMap((one, i) =>
    one.kind === 'grid'
      ? [0, 1].map((j) => ({ id: name('person', 2 * i + j), orgUnitId: one.id, isManager: false }))
      : [{ id: name('person', 2 * i), orgUnitId: one.id, isManager: true }],
  );
  const places = [...units.filter(({ kind }) => kind === 'grid'), undefined];
  const customers = places.flatMap((place, p) =>
    Array.from({ length: customersOfGrid }, (_, i) => {
      const owners = people.filter((one) => one.orgUnitId === place?.id);
      const id = name('cust', p * customersOfGrid + i);
      const owner = i % 4 === 3 ? null : (owners[i % 2]?.id ?? null);
      return { id, orgUnitId: place?.id ?? null, owner, arpu: 10 + random(100) };
    }),
  );
  const parent = new Map(units.map(({ id, parentId }) => [id, parentId]));
  const above = (start: string): Set<string> => {
    const found = new Set<string>();
    for (let at: string | null = start; at !== null; at = parent.get(at) ?? null) found.add(at);
    return found;
  };
  return {
    units,
    root: units[0]?.id ?? '',
    people,
    customers,
    unitOf: new Map([
      ...units.map(({ id }) => [id, id] as const),
      ...[...people, ...customers].map(({ id, orgUnitId }) => [id, orgUnitId] as const),
    ]),
    below: (top) => new Set(units.filter(({ id }) => above(id).has(top)).map(({ id }) => id)),
    above,
  };
}

/** The login of the one account of this role at this unit; of a frontline person for each person. */
export const loginOf = (role: Role, place: string): string => `${role}@${place}`;

/** Brings it in through the API: units, people, an offer, an account of each role at each unit, customers, bills. */
export async function bringIn(
  client: ApiClient,
  operator: SmallOperator,
  directory: string,
  connect: (login: string) => ApiClient,
): Promise<void> {
  await client.putOrgUnits({ body: { items: [...operator.units] } });
  await client.putPeople({
    body: {
      items: operator.people.map(({ id, orgUnitId, isManager }) => ({
        id,
        orgUnitId,
        name: { en: `Name of ${id}`, zh: `姓名${id}` },
        role: isManager ? ('grid-manager' as const) : ('frontline' as const),
      })),
    },
  });
  await client.putOffers({ body: { items: [{ ...offer }] } });
  const account = (
    role: Role,
    place: string,
    orgUnitId: string,
    personId: string | null,
  ): Input<typeof routes.putAccounts>['body']['accounts'][number] => ({
    login: loginOf(role, place),
    password: 'a long pass phrase',
    name: { en: loginOf(role, place), zh: loginOf(role, place) },
    roles: [role],
    orgUnitId,
    personId,
    active: true,
  });
  const office = roles.filter((role) => role !== 'frontline');
  await client.putAccounts({
    body: {
      accounts: [
        ...operator.units.flatMap(({ id }) => office.map((role) => account(role, id, id, null))),
        ...operator.people
          .filter(({ isManager }) => !isManager)
          .map(({ id, orgUnitId }) => account('frontline', id, orgUnitId, id)),
      ],
    },
  });
  await writeFeeds(operator, directory);
  const analyst = connect(loginOf('analyst', operator.root));
  const { job } = await analyst.load({ body: { manifests: [{ text: manifest, file: 'small.yaml', directory }] } });
  await finished(analyst, job);
}

export const offer = {
  id: 'pack',
  name: { en: 'Pack', zh: '包' },
  kind: 'data-pack' as const,
  monthlyPriceFen: 1000,
  monthlyMarginFen: 600,
  horizonMonths: 6,
};

const manifest = `
feed: customers
entity: customer
source: ./customers.csv
fields: { customer_id: id, name: name, phone: phone, address: address, org_unit_id: unit, identity_hash: hash }
---
feed: owners
entity: ownership
source: ./owners.csv
fields: { customer_id: id, staff_id: person }
---
feed: bills
entity: bill
period: 2026-10
source: ./bills.csv
fields: { customer_id: id, arpu: arpu }
quarantine: { max_share: 0.9 }
`;

/** Some bills cannot be read, and lie in quarantine. */
async function writeFeeds({ customers }: SmallOperator, directory: string): Promise<void> {
  const file = (name: string, rows: readonly string[]) =>
    writeFile(join(directory, name), rows.join('\n') + '\n', 'utf8');
  await file('customers.csv', [
    'id,name,phone,address,unit,hash',
    ...customers.map(
      ({ id, orgUnitId }, i) =>
        `${id},Name of ${id},1380000${String(i).padStart(4, '0')},Door ${id},${orgUnitId ?? ''},h${i}`,
    ),
  ]);
  await file('owners.csv', ['id,person', ...customers.filter(({ owner }) => owner).map((c) => `${c.id},${c.owner}`)]);
  await file('bills.csv', [
    'id,arpu',
    ...customers.map(({ id, arpu }) => `${id},${arpu}`),
    ...customers.slice(0, 6).map(({ id }) => `${id},not a number of ${id}`),
  ]);
}

/** Waits for a long action; rejects with its reason when it did not succeed. */
export async function finished(client: ApiClient, id: string): Promise<unknown> {
  for (;;) {
    const job = await client.readJob({ params: { id } });
    if (job.state === 'done') return job.result;
    if (job.state === 'failed' || job.state === 'cancelled')
      throw new Error(`${job.name} ${job.state}: ${JSON.stringify(job.problem ?? job.message)}`);
    await pause(50);
  }
}

/** A client that acts for an account of the installation, by the server's own token. */
export const actingFor =
  (url: string, token: string) =>
  (login?: string): ApiClient =>
    createClient(routes, {
      url,
      token: () => token,
      fetch: (input, init) =>
        fetch(input, {
          ...init,
          headers: { ...(init?.headers as Record<string, string>), ...(login && { 'x-gridloop-as': login }) },
        }),
    });

/** Numbers from 0 up to, not including, `below`: a small generator that is the same everywhere. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
