import { readdirSync, readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Feed, Offer, OrgUnit, Person } from '#contract';
import { generateOperator } from './generate.ts';
import { customerId, customersOf, indexOf, secondId } from './customer.ts';
import { companionsOf } from './generate.ts';
import { encodeGb18030 } from './gb18030.ts';
import { groups } from './groups.ts';
import { buildOperator } from './operator.ts';
import { readTruth } from './truth.ts';

const root = mkdtempSync(join(tmpdir(), 'gridloop-demo-'));
afterAll(() => rmSync(root, { recursive: true }));
const small = { customers: 3000, months: 4, lastPeriod: '2026-09' };

function filesOf(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.map((entry) => [
      join(entry.parentPath, entry.name).slice(directory.length),
      readFileSync(join(entry.parentPath, entry.name), 'latin1'),
    ]),
  );
}
const lines = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');

describe('the demonstration operator', () => {
  test('is the same byte for byte from the same seed, whatever the number of threads', async () => {
    const size = { customers: 26_000, months: 4, lastPeriod: '2026-09', seed: 5 };
    await generateOperator({ ...size, directory: join(root, 'one'), threads: 1 });
    await generateOperator({ ...size, directory: join(root, 'three'), threads: 3 });
    const one = filesOf(join(root, 'one'));
    expect(one.size).toBeGreaterThan(30);
    expect(filesOf(join(root, 'three'))).toEqual(one);
  });

  test('is another one from another seed', async () => {
    const a = await generateOperator({ ...small, seed: 1, directory: join(root, 'a') });
    const b = await generateOperator({ ...small, seed: 2, directory: join(root, 'b') });
    expect(readFileSync(join(a.feeds, 'usage-2026-09.csv'))).not.toEqual(
      readFileSync(join(b.feeds, 'usage-2026-09.csv')),
    );
  });

  test('has manifests of the contract’s form whose sources and columns exist', async () => {
    const { feeds, manifests } = await generateOperator({ ...small, seed: 1, directory: join(root, 'manifests') });
    let count = 0;
    for (const manifest of manifests) {
      for (const document of parseAllDocuments(readFileSync(join(feeds, manifest), 'utf8'))) {
        for (const raw of document.toJS() as unknown[]) {
          const feed = Feed.parse(raw);
          const header = lines(join(feeds, feed.source))[0]?.split(',');
          expect(header).toEqual(expect.arrayContaining(Object.values(feed.fields)));
          count++;
        }
      }
    }
    expect(count).toBe(9 + 6 * small.months);
  });

  test('carries exactly the defects that its truth names', async () => {
    const { feeds, truthDirectory } = await generateOperator({ ...small, seed: 3, directory: join(root, 'defects') });
    const { truth } = readTruth(truthDirectory);
    const usage = lines(join(feeds, 'usage-2026-08.csv'))
      .slice(1)
      .map((line) => line.split(','));
    const named = usage.filter((row) => row[0] !== '');
    const counts = {
      'missing-key': usage.length - named.length,
      'wrong-type': usage.filter((row) => row[1] === 'n/a').length,
      impossible: usage.filter((row) => Number(row[7]) < 0).length,
      duplicate: named.length - new Set(named.map((row) => row[0])).size,
    };
    const told = truth.defects.filter((one) => one.feed === 'usage' && one.period === '2026-08');
    expect(Object.fromEntries(told.map((one) => [one.kind, one.count]))).toEqual(counts);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });

  test('writes its second customer system in GB18030, with the same people under other numbers', async () => {
    const { feeds, truthDirectory } = await generateOperator({ ...small, seed: 3, directory: join(root, 'second') });
    const decoder = new TextDecoder('gb18030');
    const second = decoder
      .decode(readFileSync(join(feeds, 'customers-old-crm.csv')))
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const first = new Map(lines(join(feeds, 'customers.csv')).map((line) => [line.split(',')[0], line.split(',')]));
    const people = second.filter((row) => row[0]?.startsWith('K'));
    expect(people).toHaveLength(readTruth(truthDirectory).truth.inBothSystems);
    for (const [number = '', name, hash, phone] of people) {
      const same = first.get(customerId(indexOf(number) ?? -1));
      expect([name, hash, phone]).toEqual([same?.[1], same?.[5], same?.[6]]);
    }
  });

  test('gives no two customers the same phone or identity number', async () => {
    const { feeds } = await generateOperator({ ...small, seed: 3, directory: join(root, 'unique') });
    const rows = new Map(
      lines(join(feeds, 'customers.csv'))
        .slice(1)
        .map((line) => [line.split(',')[0], line.split(',')]),
    );
    const real = [...rows.values()].filter((row) => row[0]?.startsWith('C'));
    expect(real).toHaveLength(small.customers);
    expect(new Set(real.map((row) => row[5])).size).toBe(small.customers);
    expect(new Set(real.map((row) => row[6])).size).toBe(small.customers);
  });
});

describe('the city', () => {
  const operator = buildOperator({ customers: 200_000, months: 12, seed: 1, lastPeriod: '2026-09' });
  const { orgUnits, people, offers, accounts } = companionsOf(operator);

  test('has one local network, 18 branches and 182 grids, each below one that comes before it', () => {
    const kinds = Map.groupBy(orgUnits, (unit) => unit.kind);
    expect([kinds.get('local-network')?.length, kinds.get('branch')?.length, kinds.get('grid')?.length]).toEqual([
      1, 18, 182,
    ]);
    const seen = new Set<string | null>([null]);
    for (const unit of orgUnits) {
      expect(seen).toContain(unit.parentId);
      seen.add(OrgUnit.parse(unit).id);
    }
    expect(new Set(orgUnits.map((unit) => unit.name.zh)).size).toBe(orgUnits.length);
  });

  test('gives every grid a frontline manager with 100 to 5,000 customers, and a twentieth of them invent', () => {
    const own = new Map<number, number>();
    const customers = customersOf(operator);
    for (let index = 0; index < operator.customers; index++) {
      const { manager } = customers.profile(index);
      own.set(manager, (own.get(manager) ?? 0) + 1);
    }
    expect(own.size).toBe(operator.managers.length);
    expect(new Set(operator.managers.map((manager) => manager.grid)).size).toBe(182);
    expect(Math.min(...own.values())).toBeGreaterThan(100);
    expect(Math.max(...own.values())).toBeLessThan(5000);
    expect(operator.managers.filter((manager) => manager.invents)).toHaveLength(
      Math.round(operator.managers.length * 0.05),
    );
  });

  test('has people, offers and accounts as the contract has them', () => {
    for (const one of people) Person.parse(one);
    for (const one of offers) Offer.parse(one);
    expect(offers).toHaveLength(40);
    expect(new Set(offers.map((offer) => offer.id)).size).toBe(40);
    expect(new Set(accounts.map((account) => account.login)).size).toBe(accounts.length);
  });

  test('has groups that make up everybody', () => {
    expect(groups).toHaveLength(7);
    expect(groups.reduce((sum, group) => sum + group.share, 0)).toBeCloseTo(1);
  });
});

test('numbers of the second system lead back to the customer', () => {
  for (const index of [0, 117, 199_917, 9_999_999]) expect(indexOf(secondId(index))).toBe(index);
});

test('GB18030 is written as it is read', () => {
  const text = '王伟, 萧岚 ok';
  expect(new TextDecoder('gb18030').decode(encodeGb18030(text))).toBe(text);
});
