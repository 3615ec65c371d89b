import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, routes } from '#contract';
import { connectTo, demoPassword, prepareLiveOperator } from '#demo';
import { readConfig, startServer, type RunningServer } from '#server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriers, openBrowser, overflow, visit } from './browser.ts';

const consoleBuilt = new URL('../dist/console/index.html', import.meta.url);
const preparingMs = 600_000;

let server: RunningServer;
let browser: Browser;
let directory: string;

beforeAll(async () => {
  if (!existsSync(consoleBuilt))
    throw new Error('The console is not built: run the tests by npm test, or vite build console.');
  directory = await mkdtemp(join(tmpdir(), 'gridloop-journey-'));
  server = await startServer(readConfig({}, { dataDirectory: directory, port: 0, logLevel: 'error' }));
  await prepareLiveOperator({
    administrator: createClient(routes, { url: server.url, token: () => server.token }),
    connect: connectTo(server.url),
    directory: join(directory, 'demo'),
    customers: 2000,
    months: 6,
    seed: 1,
  });
  browser = await openBrowser();
}, preparingMs);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(directory, { recursive: true, force: true });
});

const words = {
  en: {
    login: 'Name',
    password: 'Password',
    act: 'Log in',
    home: 'What needs me',
    understand: 'Understand',
    act2: 'Act',
    write: 'Write a rule',
    rule: 'Rule',
    selected: 'Customers selected',
    result: 'See the result',
    wrong: 'Name or password is wrong',
    switchTo: '中文',
    home2: '等待我处理',
  },
  zh: {
    login: '用户名',
    password: '密码',
    act: '登录',
    home: '等待我处理',
    understand: '洞察',
    act2: '执行',
    write: '编写规则',
    rule: '规则',
    selected: '选中的客户',
    result: '查看成效',
    wrong: '用户名或密码错误',
    switchTo: 'English',
    home2: 'What needs me',
  },
} as const;

async function logIn(page: Page, language: 'en' | 'zh', login: string, password = demoPassword): Promise<void> {
  const said = words[language];
  await page.getByLabel(said.login, { exact: true }).fill(login);
  await page.getByLabel(said.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: said.act }).click();
}

/** The count on the screen once it is of the rule as it stands. */
async function count(page: Page): Promise<number> {
  const figure = page.locator('[data-old=false] output');
  await figure.waitFor();
  return Number((await figure.innerText()).replaceAll(',', ''));
}

async function writeRule(page: Page, rule: string): Promise<number> {
  const answered = page.waitForResponse(
    (response) =>
      response.url().endsWith('/api/audiences/count') &&
      response.request().postData()?.includes(JSON.stringify(rule)) === true,
  );
  await page.locator('textarea').fill(rule);
  await answered;
  return count(page);
}

/** A screen in order: nothing shuts anybody out, nothing is wider than the window, the browser has no complaint. */
async function inOrder(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.gl-loading') === null);
  expect(await barriers(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
}

describe.each([
  { language: 'en', locale: 'en-GB' },
  { language: 'zh', locale: 'zh-CN' },
] as const)('a planner in $language', ({ language, locale }) => {
  const said = words[language];

  test('logs in, sees what needs them, writes a rule and watches the count, opens a campaign and reads its result', async () => {
    const { page, complaints } = await visit(browser, server.url, locale);
    await page.goto('/');
    await inOrder(page);
    await logIn(page, language, 'planner', 'not-the-password');
    await page.getByText(said.wrong).waitFor();
    await logIn(page, language, 'planner');
    await page.getByRole('heading', { name: said.home }).waitFor();
    await inOrder(page);

    await page.getByRole('link', { name: said.understand }).click();
    await page.getByRole('link', { name: said.write }).click();
    const everyone = await writeRule(page, 'tenure_months >= 0 or tenure_months is null');
    const some = await writeRule(page, 'tenure_months > 24');
    const fewer = await writeRule(page, 'tenure_months > 24 and not dnd');
    expect(everyone).toBeGreaterThan(some);
    expect(some).toBeGreaterThan(fewer);
    expect(fewer).toBeGreaterThan(0);
    await page.locator('.gl-funnel-step').nth(2).waitFor();
    await inOrder(page);

    await page.getByRole('link', { name: said.act2, exact: true }).click();
    await page.locator('tbody a').last().click();
    await page.getByRole('link', { name: said.result }).waitFor();
    await inOrder(page);
    await page.getByRole('link', { name: said.result }).click();
    await page.locator('.finding').waitFor();
    await page.locator('.gl-chart svg').first().waitFor();
    await inOrder(page);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('keeps the chosen language over a reload', async () => {
    const { page } = await visit(browser, server.url, locale);
    await page.goto('/');
    await logIn(page, language, 'planner');
    await page.getByRole('button', { name: said.switchTo }).click();
    await page.getByRole('heading', { name: said.home2 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: said.home2 }).waitFor();
    await page.context().close();
  });
});

describe('the rule', () => {
  test('with a mistyped field is marked before the server is asked, and mended by its suggestion', async () => {
    const { page } = await visit(browser, server.url, 'en-GB');
    await page.goto(`/understand/audiences/rule`);
    await logIn(page, 'en', 'analyst');
    const asked: string[] = [];
    page.on('request', (request) => request.url().endsWith('/count') && asked.push(request.postData() ?? ''));
    await page.locator('textarea').fill('tenure_month > 24');
    await page.getByText('There is no field called tenure_month').waitFor();
    await inOrder(page);
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Write tenure_months' }).click();
    expect(await count(page)).toBeGreaterThan(0);
    await page.context().close();
  });

  test('is offered its field names, by name and by label, and takes them by keyboard', async () => {
    const { page } = await visit(browser, server.url, 'en-GB');
    await page.goto(`/understand/audiences/rule`);
    await logIn(page, 'en', 'analyst');
    await page.locator('textarea').pressSequentially('not dnd and tenure_m');
    await page.getByRole('option', { name: /^tenure_months/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type(' > 24');
    expect(await page.locator('textarea').inputValue()).toBe('not dnd and tenure_months > 24');
    expect(await count(page)).toBeGreaterThan(0);
    await page.context().close();
  });
});

describe('live', () => {
  test('a campaign that somebody submits appears on the approver’s home by itself', async () => {
    const { page } = await visit(browser, server.url, 'en-GB');
    await page.goto('/');
    await logIn(page, 'en', 'approver');
    await page.getByRole('heading', { name: 'What needs me' }).waitFor();
    const planner = await connectTo(server.url)('planner');
    const { items } = await planner.listCampaigns({ query: { limit: 1 } });
    const file = { ...items[0]!.file, campaign: 'journey-live', objective: { en: 'Seen at once', zh: '立即可见' } };
    await planner.createCampaign({ body: { file } });
    await planner.submitCampaign({ params: { id: 'journey-live' }, body: {} });
    await page.getByText('Seen at once').waitFor({ timeout: 10_000 });
    await page.getByRole('link', { name: 'Approve', exact: true }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await page.locator('h1 .gl-badge', { hasText: 'Approved' }).waitFor();
    expect((await planner.readCampaign({ params: { id: 'journey-live' } })).state).toBe('approved');
    await page.context().close();
  });
});

test.each([
  '/know/loads',
  '/know/fields',
  '/know/organisation',
  '/understand/audiences',
  '/act/campaigns',
  '/act/new-campaign',
  '/learn/reports',
  '/nowhere',
])('%s can be used by everybody', async (path) => {
  const { page, complaints } = await visit(browser, server.url, 'en-GB');
  await page.goto(path);
  // The address that was asked for is where the log-in leads.
  if (path !== '/nowhere') await logIn(page, 'en', 'administrator');
  await page.waitForURL((url) => url.pathname === path);
  await page.locator('h1, .gl-state').first().waitFor();
  await inOrder(page);
  expect(complaints).toEqual([]);
  await page.context().close();
});
