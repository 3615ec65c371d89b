import { connectTo } from '#demo';
import type { RunningServer } from '#server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visit } from './browser.ts';
import { onlyByMouse, walkByTab } from './keyboard.ts';
import { counted, inOrder, logIn, openOperator, preparingMs, shownCount, type LiveOperator } from './operator.ts';

let operator: LiveOperator;
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  operator = await openOperator();
  ({ server, browser } = operator);
}, preparingMs);
afterAll(() => operator?.close());

const words = {
  en: {
    home: 'What needs me',
    understand: 'Understand',
    audiences: 'Audiences',
    act2: 'Act',
    write: 'Write a rule',
    rule: 'Rule',
    selected: 'Customers selected',
    result: 'See the result',
    packs: 'Data packs for users who stretch their plan',
    wrong: 'Name or password is wrong',
    switchTo: '中文',
    home2: '等待我处理',
  },
  zh: {
    home: '等待我处理',
    understand: '洞察',
    audiences: '目标客户群',
    act2: '执行',
    write: '编写规则',
    rule: '规则',
    selected: '选中的客户',
    result: '查看成效',
    packs: '为流量吃紧的客户推荐流量包',
    wrong: '用户名或密码错误',
    switchTo: 'English',
    home2: 'What needs me',
  },
} as const;

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
    await page.getByRole('link', { name: said.audiences, exact: true }).click();
    await page.getByRole('link', { name: said.write }).click();
    const everyone = await counted(page, 'tenure_months >= 0 or tenure_months is null');
    const some = await counted(page, 'tenure_months > 24');
    const fewer = await counted(page, 'tenure_months > 24 and not dnd');
    expect(everyone).toBeGreaterThan(some);
    expect(some).toBeGreaterThan(fewer);
    expect(fewer).toBeGreaterThan(0);
    await page.locator('.gl-funnel-step').nth(2).waitFor();
    await inOrder(page);

    await page.getByRole('link', { name: said.act2, exact: true }).click();
    // By its name: until the list has come, the links on the page are those of the screen before.
    await page.getByRole('link', { name: said.packs }).click();
    await page.getByRole('link', { name: said.result }).first().waitFor();
    await inOrder(page);
    await page.getByRole('link', { name: said.result }).first().click();
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
    await page.getByText('There is no field called tenure_month').first().waitFor();
    await inOrder(page);
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Write tenure_months' }).click();
    expect(await shownCount(page)).toBeGreaterThan(0);
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
    expect(await shownCount(page)).toBeGreaterThan(0);
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

const screens = (customer: string, load: string): readonly string[] => [
  '/',
  '/know/customers',
  `/know/customers/${customer}`,
  `/know/loads/${load}`,
  '/know/feeds',
  '/know/loads',
  '/know/load',
  '/know/fields',
  '/know/organisation',
  '/understand/indicators',
  '/understand/indicators/churn_rate',
  '/understand/indicators/define',
  '/understand/audiences',
  `/understand/audiences/rule?rule=${encodeURIComponent(JSON.stringify('arpu >= 60 and (tenure_months > 24 or not dnd)'))}`,
  '/understand/segments',
  '/understand/segments/studio',
  '/understand/strategic',
  '/understand/strategic/scheme/individuals-high?down=%22age%22&across=%22class%22',
  '/understand/strategic/scheme/households',
  '/understand/strategic/text?scheme=%22individuals-low%22',
  '/act/campaigns',
  '/act/campaigns/autumn-data-packs',
  '/act/campaigns/winter-fibre',
  '/act/new-campaign',
  '/act/work',
  '/act/work?view=list',
  '/learn/reports',
  '/learn/reports/autumn-data-packs',
  '/administration/accounts',
  '/administration/roles',
  '/administration/refusals',
  '/administration/audit',
  '/administration/operations',
  '/nowhere',
];

test('every screen can be used by everybody, by keyboard alone', { timeout: 600_000 }, async () => {
  const { page, complaints } = await visit(browser, server.url, 'en-GB');
  // The address that was asked for is where the log-in leads.
  await page.goto('/know/loads');
  await logIn(page, 'en', 'administrator');
  await page.waitForURL((url) => url.pathname === '/know/loads');
  const office = await connectTo(server.url)('administrator');
  const [customer] = (await office.searchCustomers({ query: { limit: 1 } })).items;
  const [load] = (await office.listLoads({ query: { limit: 1 } })).items;
  const found: string[] = [];
  for (const path of screens(customer!.customerId, load!.id)) {
    await page.goto(path);
    await page.locator('h1, .gl-state').first().waitFor();
    await inOrder(page);
    for (const what of [...(await walkByTab(page)), ...(await onlyByMouse(page))]) found.push(`${path}: ${what}`);
  }
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a dialog is opened, left and returned from by keyboard', async () => {
  const { page } = await visit(browser, server.url, 'en-GB');
  await page.goto('/know/organisation');
  await logIn(page, 'en', 'administrator');
  const opener = page.getByRole('button', { name: 'Add a unit under this one' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.context().close();
});

test('nothing moves for whoever asks their system for no motion, as soon as they ask', async () => {
  const { page } = await visit(browser, server.url, 'en-GB');
  await page.goto('/understand/tags');
  await logIn(page, 'en', 'analyst');
  await page.getByRole('heading', { name: 'Tags' }).waitFor();
  const moving = () =>
    page
      .locator('.ant-btn')
      .evaluateAll((all) => all.filter((one) => getComputedStyle(one).transitionDuration !== '0s').length);
  expect(await page.locator('.ant-btn').count()).toBeGreaterThan(0);
  await expect.poll(moving).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect.poll(moving).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(moving).toBe(0);
  await page.context().close();
});
