import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Campaign } from '#contract';
import { dataPackCampaign } from './campaigns.ts';
import { customerId, customersOf, isActive } from './customer.ts';
import { createFrontline } from './frontline.ts';
import { groups } from './groups.ts';
import { buildOperator } from './operator.ts';
import { writeOrders, type RealContact } from './orders.ts';
import { plantedEffect } from './planted-effect.ts';
import { readTargets } from './targets.ts';

const directory = mkdtempSync(join(tmpdir(), 'gridloop-planted-'));
afterAll(() => rmSync(directory, { recursive: true }));
const operator = buildOperator({ customers: 60_000, months: 12, seed: 7, lastPeriod: '2026-09' });
const file = dataPackCampaign({ start: '2026-10-01' });
const campaign = { id: 'planted', file } as Campaign;

/** Plays one campaign in memory: every fifth customer is control; the others are visited on one of nine days. */
function play(isTarget: (group: string) => boolean) {
  const customers = customersOf(operator);
  const frontline = createFrontline(operator, campaign);
  const arms = new Map<string, string>();
  const contacts: RealContact[] = [];
  let csv = 'customer_id,arm,offer,channel,person_id,day,wave\n';
  for (let index = 0; index < operator.customers; index++) {
    const profile = customers.profile(index);
    if (!isActive(profile, 12) || !isTarget(groups[profile.group]?.id ?? '')) continue;
    const arm = index % 5 === 0 ? 'control' : 'standard';
    const manager = operator.managers[profile.manager];
    const day = `2026-10-0${1 + (index % 9)}`;
    arms.set(customerId(index), arm);
    csv +=
      arm === 'control'
        ? `${customerId(index)},control,data-10g,,,,1\n`
        : `${customerId(index)},standard,data-10g,field,${manager?.id},${day},1\n`;
    const contact =
      arm === 'control' || manager?.invents ? undefined : frontline.contactOf(index, 'field', 'data-10g', day);
    if (contact) contacts.push(contact);
  }
  return { arms, csv, contacts };
}

/** Difference of the arms in data packs ordered within the success window, over its standard error. */
function measured(arms: ReadonlyMap<string, string>, contacts: readonly RealContact[]) {
  const path = join(directory, 'orders.csv');
  writeOrders(operator, '2026-10', path, { contacts });
  const orders = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  expect(new Set(orders.map((order) => order[0])).size).toBe(orders.length);
  const ordered = new Set(
    orders
      .filter((order) => order[2]?.startsWith('data-') && (order[3] ?? '') <= '2026-10-20')
      .map((order) => order[1]),
  );
  const rate = (arm: string) => {
    const own = [...arms].filter(([, one]) => one === arm);
    const share = own.filter(([customer]) => ordered.has(customer)).length / own.length;
    return { share, variance: (share * (1 - share)) / own.length };
  };
  const [standard, control] = [rate('standard'), rate('control')];
  return { difference: standard.share - control.share, error: Math.sqrt(standard.variance + control.variance) };
}

test('orders differ between the arms by the planted effect', async () => {
  const { arms, csv, contacts } = play(() => true);
  const planted = await plantedEffect(operator, file, csv);
  const { difference, error } = measured(arms, contacts);
  expect(planted.absolute / error).toBeGreaterThan(8);
  expect(Math.abs(difference - planted.absolute) / error).toBeLessThan(3.5);
});

test('a contact harms likely leavers, by the planted effect', async () => {
  const { arms, csv, contacts } = play((group) => group === 'leavers');
  const planted = await plantedEffect(operator, file, csv);
  const { difference, error } = measured(arms, contacts);
  expect(planted.absolute).toBeLessThan(-0.005);
  expect(Math.abs(difference - planted.absolute) / error).toBeLessThan(3.5);
});

test('without a contact nothing differs, and where feedback is invented nothing is planted', async () => {
  const { arms, csv } = play(() => true);
  const { difference, error } = measured(arms, []);
  expect(Math.abs(difference) / error).toBeLessThan(3.5);
  const inventors = new Set(operator.managers.filter((manager) => manager.invents).map((manager) => manager.id));
  const theirs = csv.split('\n').filter((line, i) => i === 0 || inventors.has(line.split(',')[4] ?? ''));
  const planted = await plantedEffect(operator, file, theirs.join('\n'));
  expect(planted.treated).toBeGreaterThan(100);
  expect(planted.absolute).toBe(0);
});

test('a frontline person does the same with the same ids when played again', () => {
  const order = {
    id: 'planted.C00000123',
    customerId: 'C00000123',
    channel: 'call',
    offerId: 'data-10g',
    day: '2026-10-03',
    dueOn: '2026-10-10',
  } as never;
  const visit = () => createFrontline(operator, campaign).visit(order, 'fm0001', 4);
  expect(visit()).toEqual(visit());
  expect(new Set(visit().actions.map((action) => action.id)).size).toBe(visit().actions.length);
});

test('targets are read whatever the order of columns, with quotes', async () => {
  const rows = [];
  for await (const row of readTargets(
    'arm,"customer_id",day,offer,wave,channel,person_id\nstandard,"C0,1",2026-10-01,data-10g,2,call,fm0001\n',
  ))
    rows.push(row);
  expect(rows).toEqual([
    {
      customerId: 'C0,1',
      arm: 'standard',
      offer: 'data-10g',
      channel: 'call',
      person: 'fm0001',
      day: '2026-10-01',
      wave: 2,
    },
  ]);
});
