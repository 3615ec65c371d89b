import { readFile } from 'node:fs/promises';
import { routes } from '#contract';
import { connectTo } from '#demo';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visit } from './browser.ts';
import { inOrder, logIn, openOperator, preparingMs, type LiveOperator } from './operator.ts';

let operator: LiveOperator;
let load: string;
let month: string;
beforeAll(async () => {
  operator = await openOperator();
  const office = await connectTo(operator.server.url)('administrator');
  load = (await office.listLoads({ query: { only: 'quarantined', limit: 1 } })).items[0]?.id ?? '';
  month = (await office.listMonths()).items.at(-1)?.month ?? '';
}, preparingMs);
afterAll(() => operator?.close());

type Lists = 'listTags' | 'listModels' | 'listSegmentations' | 'listSegmentSchemes' | 'listPlans' | 'listJobs' | 'listFeeds' | 'listFields' | 'listContests' | 'listIndicators' | 'listRefusals' | 'listQuarantine' | 'searchCustomers' | 'listAudit' | 'listAudiences' | 'listCampaigns' | 'listAccounts' | 'listLoads' | 'listWorkOrders' | 'listPeople' | 'listAppraised' | 'listVerifications'; // prettier-ignore
const lists: readonly Lists[] = ['listTags', 'listModels', 'listSegmentations', 'listSegmentSchemes', 'listPlans', 'listJobs', 'listFeeds', 'listFields', 'listContests', 'listIndicators', 'listRefusals', 'listQuarantine', 'searchCustomers', 'listAudit', 'listAudiences', 'listCampaigns', 'listAccounts', 'listLoads', 'listWorkOrders', 'listPeople', 'listAppraised', 'listVerifications']; // prettier-ignore

/** What a list can be sorted by, with the one it is sorted by by itself. */
interface Sorted {
  readonly sort: { unwrap(): { readonly options: readonly string[] } };
}
type Ask = (query: object) => Promise<{ total: number; items: readonly object[] }>;

test.each(lists)('%s: pages put together are the whole, for every sort and order', async (name) => {
  const office = await connectTo(operator.server.url)('administrator');
  const send = office[name] as unknown as (call: object) => ReturnType<Ask>;
  const of = name === 'listQuarantine' ? { params: { load } } : name === 'listAppraised' ? { params: { month } } : {};
  const ask: Ask = (query) => send({ ...of, query });
  const { sort: known } = routes[name].query.shape as unknown as Sorted;
  const sorts = known.unwrap().options;
  expect(sorts.length).toBeGreaterThan(1);
  // The log grows by what is asked of it here: its newest rows would move from page to page.
  for (const sort of sorts)
    for (const order of name === 'listAudit' ? ['up'] : ['up', 'down']) {
      const whole = await ask({ sort, order, limit: 12 });
      const pages: object[] = [];
      for (const offset of [0, 4, 8]) pages.push(...(await ask({ sort, order, limit: 4, offset })).items);
      const name = (item: object) => JSON.stringify(item, (key, value: unknown) => (key === 'ms' ? 0 : value));
      expect(pages.map(name), `${sort} ${order}`).toEqual(whole.items.map(name));
      expect(whole.items.length).toBe(Math.min(whole.total, 12));
    }
});

async function open(path: string, locale: 'en-GB' | 'zh-CN' = 'en-GB') {
  const visitor = await visit(operator.browser, operator.server.url, locale);
  await visitor.page.goto(path);
  await logIn(visitor.page, locale === 'zh-CN' ? 'zh' : 'en', 'administrator');
  await visitor.page.locator('h1').first().waitFor();
  await visitor.page.waitForFunction(() => document.querySelector('.gl-loading') === null);
  return visitor;
}

/** The lines of the file that Export brings, its heading left out. */
async function exported(page: Page): Promise<readonly string[]> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByText('Export CSV').click()]);
  const [, ...lines] = (await readFile(await file.path(), 'utf8')).trimEnd().split('\n');
  return lines;
}

describe('a list', () => {
  test('is filtered and sorted by the server, kept as a view, found again, and exported as it stands', async () => {
    const { page, complaints } = await open('/understand/tags');
    await page.getByLabel('Find by name, id or rule').fill('contract');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.has('text'));
    const sorted = page.waitForResponse((answer) => answer.url().includes('sort=customers'));
    await page.getByRole('columnheader', { name: 'Customers' }).click();
    expect(new URL((await sorted).url()).searchParams.get('text')).toBe('contract');
    await page.getByRole('columnheader', { name: 'Customers' }).click();
    await page.waitForURL(/order=%22down%22|order=down/);
    const address = page.url();
    const office = await connectTo(operator.server.url)('administrator');
    const { total, items } = await office.listTags({
      query: { text: 'contract', sort: 'customers', order: 'down' },
    });
    expect(total).toBeGreaterThan(2);
    await page.waitForFunction(() => document.querySelector('.gl-loading') === null);
    await page.getByRole('link', { name: items[0]!.name.en, exact: true }).waitFor();
    await inOrder(page);
    expect((await exported(page)).map((line) => line.split(',')[0])).toEqual(items.map(({ id }) => id));

    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Contracts by size');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.goto('/understand/tags');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Contracts by size' }).click();
    await page.waitForURL(address);
    expect((await office.listViews()).items).toMatchObject([{ screen: 'tags', name: 'Contracts by size' }]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test.each([
    ['/understand/models', 'listModels'],
    ['/understand/segments', 'listSegmentations'],
    ['/understand/strategic', 'listSegmentSchemes'],
    ['/understand/indicators', 'listIndicators'],
    ['/plan/plans', 'listPlans'],
    ['/administration/refusals', 'listRefusals'],
    ['/know/feeds', 'listFeeds'],
    ['/know/fields', 'listFields'],
    ['/learn/contests', 'listContests'],
    ['/administration/operations', 'listJobs'],
  ] as const)('%s has views, and exports all that %s gives', async (path, name) => {
    const { page, complaints } = await open(path);
    const office = await connectTo(operator.server.url)('administrator');
    const { total } = await (office[name] as unknown as (call: object) => ReturnType<Ask>)({ query: { limit: 1 } });
    await page.getByRole('button', { name: 'Views' }).waitFor();
    expect(await exported(page)).toHaveLength(total);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('of rows put aside is sorted, and its file holds what is shown', async () => {
    const { page } = await open(`/know/loads/${load}`);
    await page.getByRole('columnheader', { name: 'Value' }).click();
    await page.waitForURL(/sort=/);
    const office = await connectTo(operator.server.url)('administrator');
    const { total } = await office.listQuarantine({ params: { load }, query: { limit: 1 } });
    expect(await exported(page)).toHaveLength(total);
    await page.context().close();
  });

  test('of truth rates and the league of a contest are sorted by the server, each beside another list', async () => {
    const { page, complaints } = await open('/learn/truth');
    const office = await connectTo(operator.server.url)('administrator');
    const asked = page.waitForResponse((answer) => answer.url().includes('sort=feedbacks'));
    await page.getByRole('columnheader', { name: 'Feedbacks' }).click();
    const rates: { items: { feedbacks: number }[] } = await (await asked).json();
    expect(rates.items.length).toBeGreaterThan(2);
    expect(rates.items.map(({ feedbacks }) => feedbacks)).toEqual(
      rates.items.map(({ feedbacks }) => feedbacks).toSorted((a, b) => a - b),
    );
    await page.goto('/learn/contests/autumn-sprint?sort=%22name%22&order=%22down%22');
    const { total, items } = await office.contestLeague({
      params: { id: 'autumn-sprint' },
      query: { sort: 'name', order: 'down' },
    });
    await page
      .getByRole('row')
      .filter({ hasText: items[0]?.name?.en ?? '' })
      .first()
      .waitFor();
    expect(await exported(page)).toHaveLength(total);
    await inOrder(page);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('whose filters leave nothing says so, in Chinese too', async () => {
    const { page } = await open('/plan/plans?text=%22nothing-such%22', 'zh-CN');
    await page.getByText('没有符合筛选条件的内容').waitFor();
    await inOrder(page);
    await page.context().close();
  });
});
