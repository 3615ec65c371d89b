import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectTo, type DemoClient } from '#demo';
import { readConfig, startServer } from '#server';
import { expect, test } from 'vitest';
import { preparingMs } from './operator.ts';
import { copyOperator } from './prepared-operator.ts';

/** Formulas over an entity's rows: orders and what they are worth, cut like any other figure. */
async function ofEntities(analyst: DemoClient): Promise<void> {
  const define = (id: string, formula: string, unit = '') =>
    analyst.putIndicator({
      params: { id },
      body: {
        name: { en: id, zh: id },
        family: 'revenue',
        unit,
        owner: null,
        meaning: { en: '', zh: '' },
        formula,
        dimensions: ['plan'],
        direction: 'up',
        warnings: [],
      },
    });
  await define('orders', "fact('order.count')");
  await define('order_worth', "fact('order.amount') / fact('order.count')", 'CNY/month');
  await define('complaints_each', "fact('complaint.count') / count()");
  const ids = ['orders', 'order_worth', 'complaints_each'];
  const { whole, groups } = await analyst.queryIndicators({ body: { indicators: ids, by: 'plan' } });
  for (const { indicator, value } of whole) expect(value, indicator).toBeGreaterThan(0);
  const orders = groups.filter(({ indicator }) => indicator === 'orders');
  expect(orders.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBe(whole[0]?.value);
  expect(orders.length).toBeGreaterThan(2);
}

/** The shared operator has seven months; growth looks back on twelve. */
const wantsAnotherYear = ['revenue_growth'];

test(
  'every standard indicator shows a figure on the demonstration operator, and those of campaigns are what the reports say',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gridloop-standard-'));
    await copyOperator(directory);
    const server = await startServer(readConfig({}, { dataDirectory: directory, port: 0, logLevel: 'error' }));
    try {
      const analyst = await connectTo(server.url)('analyst');
      const { items } = await analyst.listIndicators({ query: {} });
      const standard = items.filter((one) => one.standard).map(({ id }) => id);
      expect(standard.length).toBeGreaterThanOrEqual(40);
      const { whole, without } = await analyst.queryIndicators({ body: { indicators: standard } });
      expect(without).toEqual([]);
      expect(whole.filter(({ value }) => value === null).map(({ indicator }) => indicator)).toEqual(wantsAnotherYear);
      expect(whole.find(({ indicator }) => indicator === 'arrears_amount')?.value).toBeGreaterThan(0);

      const planner = await connectTo(server.url)('planner');
      const report = await planner.campaignReport({ params: { id: 'autumn-data-packs' } });
      const treated = report.arms.filter(({ arm }) => arm !== 'control');
      const sum = (of: readonly (number | null)[]) => of.reduce<number>((all, one) => all + (one ?? 0), 0);
      for (const [indicator, inReport] of [
        ['campaign_targets', 'targets'],
        ['campaign_contacts', 'contacted'],
        ['campaign_successes', 'successes'],
      ] as const) {
        const wanted = sum(treated.map((arm) => arm[inReport]));
        expect(wanted).toBeGreaterThan(0);
        for (const by of ['unit', 'gender', 'plan']) {
          const answer = await analyst.queryIndicators({
            body: { indicators: [indicator], by, period: report.period.from.slice(0, 7) },
          });
          expect(answer.whole[0]?.value, indicator).toBe(wanted);
          expect(sum(answer.groups.map(({ value }) => value)), `${indicator} by ${by}`).toBe(wanted);
          expect(answer.groups.filter(({ value }) => (value ?? 0) > 0).length).toBeGreaterThan(1);
        }
      }
      await ofEntities(analyst);
    } finally {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
  preparingMs,
);
