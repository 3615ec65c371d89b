import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { statement } from '#platform/warehouse';
import { readShapes } from './entity-shapes.ts';
import { resolveIdentities } from './identity.ts';
import { buildRecord } from './record-build.ts';
import { openWorld, type World } from './testing-world.ts';
import { searchCustomers } from './search-customers.ts';
import { readCustomer, splitIdentity } from './unified-view.ts';

let world: World;
afterEach(() => world.close());

async function groups(): Promise<string[][]> {
  await resolveIdentities(world.context, await readShapes(world.warehouse));
  const rows = await world.warehouse.rows<{ ids: string[] }>(
    statement(
      'select arraySort(groupArray(customer_id)) as ids from identity group by unified_key having count() > 1 order by unified_key',
    ),
  );
  return rows.map(({ ids }) => ids);
}

describe('identities', () => {
  test('are joined by each kind of evidence, and the join names it', async () => {
    world = await openWorld();
    await world.load('customer', [
      { customer_id: 'a1', identity_hash: 'H1', phone: '13812345678' },
      { customer_id: 'a2', identity_hash: ' h1 ' },
      { customer_id: 'b1', phone: '+86 139-0000-1111' },
      { customer_id: 'b2', phone: '13900001111' },
      { customer_id: 'd1', name: '李 雷', address: '滨海路 8 号 2-301' },
      { customer_id: 'd2', name: '李雷', address: '滨海路8号2-301' },
      { customer_id: 'd3', name: '韩梅', address: '滨海路8号2-301' },
      { customer_id: 'x1', phone: '138****5678' },
      { customer_id: 'x2', phone: '138****5678' },
      { customer_id: 'x3', phone: '00000000' },
      { customer_id: 'x4', phone: '00000000' },
    ]);
    await world.load('account', [
      { account_id: 'K1', customer_id: 'c1' },
      { account_id: 'k1', customer_id: 'c2' },
    ]);
    await world.load('subscription', [
      { subscription_id: 's1', customer_id: 'c2', kind: 'broadband', number: 'BB-7' },
      { subscription_id: 's2', customer_id: 'c3', kind: 'broadband', number: 'bb-7' },
      { subscription_id: 's3', customer_id: 'a1', kind: 'mobile', number: '13700002222' },
      { subscription_id: 's4', customer_id: 'b1', kind: 'mobile', number: '13700003333' },
    ]);
    expect(await groups()).toEqual([
      ['a1', 'a2'],
      ['b1', 'b2'],
      ['d1', 'd2'],
      ['c1', 'c2', 'c3'],
    ]);
    const rows = await world.warehouse.rows(
      statement(
        `select customer_id, evidence, joined_with from identity where unified_key != customer_key order by customer_id`,
      ),
    );
    expect(rows).toEqual([
      { customer_id: 'a2', evidence: 'identity', joined_with: 'a1' },
      { customer_id: 'b2', evidence: 'phone', joined_with: 'b1' },
      { customer_id: 'c2', evidence: 'account', joined_with: 'c1' },
      { customer_id: 'c3', evidence: 'broadband', joined_with: 'c2' },
      { customer_id: 'd2', evidence: 'address', joined_with: 'd1' },
    ]);
  });

  test('are not joined by a value that too many share, nor by one that people of different identity numbers share', async () => {
    world = await openWorld();
    await world.load('customer', [
      ...Array.from({ length: 9 }, (_, i) => ({ customer_id: `m${i}`, phone: '4008001234' })),
      ...Array.from({ length: 8 }, (_, i) => ({ customer_id: `n${i}`, phone: '4008005678' })),
      { customer_id: 'wife', identity_hash: 'w', phone: '13811112222' },
      { customer_id: 'husband', identity_hash: 'h', phone: '13811112222' },
    ]);
    expect(await groups()).toEqual([Array.from({ length: 8 }, (_, i) => `n${i}`)]);
  });

  test('agree with union-find in memory, whatever the shape: chains, stars, rings', async () => {
    world = await openWorld();
    const size = 60;
    const edges = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 80 });
    const chain = Array.from({ length: size - 1 }, (_, i): [number, number] => [
      (i * 37) % size,
      ((i + 1) * 37) % size,
    ]);
    await fc.assert(
      fc.asyncProperty(edges, async (pairs) => {
        await world.load(
          'account',
          pairs.flatMap(([a, b], i) =>
            [a, b].map((one, j) => ({
              account_id: `e${i}`,
              customer_id: `c${String(one).padStart(2, '0')}`,
              opened_on: `202${j}-01-01`,
            })),
          ),
        );
        const parent = Array.from({ length: size }, (_, i) => i);
        const root = (i: number): number => (parent[i] === i ? i : root(parent[i] ?? i));
        for (const [a, b] of pairs) parent[Math.max(root(a), root(b))] = Math.min(root(a), root(b));
        const expected = Map.groupBy([...new Set(pairs.flat())], root);
        const names = [...expected.values()]
          .filter((some) => some.length > 1)
          .map((some) => some.map((one) => `c${String(one).padStart(2, '0')}`).toSorted());
        expect((await groups()).toSorted()).toEqual(names.toSorted());
      }),
      { numRuns: 6, examples: [[chain], [[]]] },
    );
  });

  test('split by hand stay split, also where a third customer stands between', async () => {
    world = await openWorld();
    await world.load('customer', [
      { customer_id: 'a', name: '王', phone: '13800000001', identity_hash: 'h' },
      { customer_id: 'b', phone: '13800000001' },
      { customer_id: 'c', identity_hash: 'h', phone: '13800000009' },
      { customer_id: 'd', phone: '13800000009' },
    ]);
    await world.load(
      'bill',
      [
        { customer_id: 'a', arpu: 10 },
        { customer_id: 'b', arpu: 5 },
        { customer_id: 'c', arpu: 1 },
      ],
      { period: 202610 },
    );
    const feeds = { readExtraFields: async () => [] };
    await buildRecord(world.context, feeds);
    expect(await groups()).toEqual([['a', 'b', 'c', 'd']]);
    const view = await readCustomer(world.context, { contactsOf: async () => [] }, 'd', false);
    expect(view).toMatchObject({ customerId: 'a', masked: true, record: { arpu: 16, phone: '138****0001' } });
    expect(view.identities.map(({ customerId, joinedWith }) => [customerId, joinedWith])).toEqual([
      ['a', null],
      ['b', 'a'],
      ['c', 'a'],
      ['d', 'c'],
    ]);
    expect(view.entities['bill']).toHaveLength(3);
    expect(
      await searchCustomers(world.context, { sort: 'entry', order: 'up', text: 'd', limit: 10, offset: 0 }),
    ).toMatchObject({
      total: 1,
      items: [{ customerId: 'a', phone: '138****0001' }],
    });

    await splitIdentity(world.context, { customerId: 'b', from: 'a', why: 'two people' });
    expect(await groups()).toEqual([['a', 'c', 'd']]);
    await splitIdentity(world.context, { customerId: 'd', from: 'a', why: 'a neighbour' });
    expect(await groups()).toEqual([['a', 'c']]);
    const [built] = await buildRecord(world.context, feeds);
    expect(built).toMatchObject({ customers: 3 });
    const rows = await world.warehouse.rows(
      statement('select customer_id, arpu from customer_record order by customer_key'),
    );
    expect(rows).toEqual([
      { customer_id: 'a', arpu: 11 },
      { customer_id: 'b', arpu: 5 },
      { customer_id: 'd', arpu: null },
    ]);
  });
});
