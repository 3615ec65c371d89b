import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CampaignFile } from '#contract';
import { readConfig, startServer } from '#server';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { actingFor, finished, type ApiClient } from './small-operator.ts';

const examples = fileURLToPath(new URL('../examples/', import.meta.url));
const shared = '../../../shared/data/telco_ibm_split_';
const real = { name: 'the three source files', present: existsSync(join(examples, 'telco', `${shared}billing.csv`)) };
const sample = { name: 'the sample in the repository, each customer a hundred times', present: true };

/** Real customers through the example campaign: control group, messages, orders of both arms, and a report that adds up. */
test.each([real, sample].filter(({ present }) => present))(
  'telco, $name: the example campaign with its control group runs to its report',
  async (source) => {
    const directory = await mkdtemp(join(tmpdir(), 'gridloop-telco-'));
    const server = await startServer(
      readConfig({}, { dataDirectory: join(directory, 'data'), port: 0, logLevel: 'error' }),
    );
    try {
      const connect = actingFor(server.url, server.token);
      await bringTelcoIn(connect(), source === real ? shared : await multiplySample(directory));
      const [planner, approver] = [connect('planner'), connect('approver')];
      const text = await readFile(join(examples, 'campaigns/telco-contract-renewal.yaml'), 'utf8');
      const file = CampaignFile.parse(parse(text));
      const params = { id: file.campaign };
      await planner.createCampaign({ body: { file } });
      await planner.submitCampaign({ params, body: {} });
      await approver.approveCampaign({ params, body: {} });
      await finished(planner, (await planner.scheduleCampaign({ params, body: {} })).job);
      await finished(planner, (await planner.releaseWave({ params, body: { wave: 1 } })).job);

      const { count } = await planner.countAudience({ body: { rule: file.audience } });
      const targets = rowsOf(await (await planner.exportTargets({ params })).text());
      const messages = rowsOf(await (await planner.exportMessages({ params, query: { channel: 'sms' } })).text());
      const control = targets.filter(({ arm }) => arm === 'control');
      const treated = targets.filter(({ arm }) => arm !== 'control');
      expect([targets.length, messages.length]).toEqual([count, treated.length]);
      // A fifth of each stratum, to within one customer.
      expect(Math.abs(control.length - 0.2 * count)).toBeLessThanOrEqual(2);

      const buyers = [...treated.filter((_, i) => i % 5 === 0), ...control.filter((_, i) => i % 12 === 0)];
      await loadOrders(
        planner,
        connect('analyst'),
        directory,
        buyers.map((row) => row['customer_id'] ?? ''),
      );
      await planner.closeCampaign({ params, body: {} });
      const report = await planner.evaluateCampaign({ params, body: {} });

      const sold = (rows: readonly Row[]) => rows.filter((row) => buyers.includes(row)).length;
      const [rate, organic] = [sold(treated) / treated.length, sold(control) / control.length];
      expect(report.arms.map(({ arm, targets: n, successes }) => [arm, n, successes])).toEqual([
        ['standard', treated.length, sold(treated)],
        ['control', control.length, sold(control)],
      ]);
      expect(report.lift.absolute.estimate).toBeCloseTo(rate - organic, 12);
      const { low, high } = report.lift.absolute;
      expect(low).toBeLessThan(rate - organic);
      expect(high).toBeGreaterThan(rate - organic);
      expect(report.incremental.successes.estimate).toBeCloseTo((rate - organic) * treated.length, 8);
      expect(report.cost.contacts).toBeCloseTo(0.05 * messages.length, 6);
    } finally {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
  240_000,
);

/** Resolves to what the names of the files begin with. */
async function multiplySample(directory: string): Promise<string> {
  for (const name of ['billing.csv', 'customer-service.csv', 'products.csv']) {
    const [head = '', ...rows] = (await readFile(join(examples, 'telco/sample', name), 'utf8')).trim().split('\n');
    if (!head.startsWith('customerID,')) throw new Error(`${name} does not begin with the customer's number`);
    const many = Array.from({ length: 100 }, (_, i) => rows.map((row) => row.replace(',', `-${i},`))).flat();
    await writeFile(join(directory, name), [head, ...many].join('\n') + '\n');
  }
  return `${directory}/`;
}

async function bringTelcoIn(client: ApiClient, prefix: string): Promise<void> {
  const operator = { en: 'Operator', zh: '运营商' };
  const place = { longitude: null, latitude: null };
  await client.putOrgUnits({
    body: { items: [{ id: 'operator', parentId: null, kind: 'province', name: operator, ...place }] },
  });
  const roles = ['analyst', 'planner', 'approver'] as const;
  await client.putAccounts({
    body: {
      accounts: roles.map((role) => ({
        login: role,
        password: 'a long pass phrase',
        name: { en: role, zh: role },
        roles: [role],
        orgUnitId: 'operator',
      })),
    },
  });
  const name = { en: 'One-year contract', zh: '一年合约' };
  const price = { monthlyPriceFen: 5000, monthlyMarginFen: 3000, horizonMonths: 12 };
  await client.putOffers({ body: { items: [{ id: 'one-year-contract', name, kind: 'plan', ...price }] } });
  const text = (await readFile(join(examples, 'telco/telco.yaml'), 'utf8')).replaceAll(shared, prefix);
  const manifest = { text, file: 'telco.yaml', directory: join(examples, 'telco') };
  await finished(client, (await client.load({ body: { manifests: [manifest] } })).job);
}

async function loadOrders(planner: ApiClient, analyst: ApiClient, directory: string, buyers: readonly string[]) {
  const { waves } = await planner.readCampaign({ params: { id: 'telco-contract-renewal' } });
  const day = waves[0]?.start ?? '';
  const rows = buyers.map((id, i) => `o${i},${id},one-year-contract,${day}`);
  await writeFile(join(directory, 'orders.csv'), ['order,id,offer,day', ...rows].join('\n') + '\n');
  const fields = '{ order_id: order, customer_id: id, offer_id: offer, ordered_on: day }';
  const text = `feed: orders\nentity: order\nperiod: ${day.slice(0, 7)}\nsource: ./orders.csv\nfields: ${fields}\n`;
  const { job } = await analyst.load({
    body: { manifests: [{ text, file: 'orders.yaml', directory }], rebuild: false },
  });
  await finished(analyst, job);
}

type Row = Readonly<Record<string, string>>;

/** Plain CSV without quotes, as these exports are. */
function rowsOf(csv: string): readonly Row[] {
  const [head = '', ...lines] = csv
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])));
}
