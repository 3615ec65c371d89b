import { createClient, routes } from '#contract';
import { demoPassword } from '#demo';
import type { RunningServer } from '#server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers, overflow, visit } from './browser.ts';
import { openOperator, preparingMs, type LiveOperator } from './operator.ts';

let operator: LiveOperator;
let server: RunningServer;
let browser: Browser;
let customer: string;
let load: string;

beforeAll(async () => {
  operator = await openOperator();
  ({ server, browser } = operator);
  const administrator = createClient(routes, { url: server.url, token: () => server.token });
  customer = (await administrator.searchCustomers({ query: { limit: 1 } })).items[0]?.customerId ?? '';
  load = (await administrator.listLoads({ query: { limit: 1 } })).items[0]?.id ?? '';
}, preparingMs);
afterAll(() => operator?.close());

async function enter(page: Page, login: string, theme: 'light' | 'dark' = 'light', language: 'en' | 'zh' = 'en') {
  await page.addInitScript(
    (kept) => localStorage.setItem('gridloop.preferences', kept),
    JSON.stringify({ language, theme }),
  );
  await page.goto('/login');
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(demoPassword);
  await page.locator('button[type=submit]').click();
  await page.locator('.topbar').waitFor();
}

const screens = (): readonly string[] => [
  '/know/customers',
  `/know/customers/${customer}`,
  '/know/feeds',
  '/know/loads',
  `/know/loads/${load}`,
  '/know/load',
  '/know/fields?field=arpu',
  '/understand/audiences',
  `/understand/audiences/rule?rule=${encodeURIComponent(JSON.stringify('arpu >= 60 and not dnd and (plan_fee > 50 or arpu + 1 > 80)'))}`,
  '/administration/accounts',
  '/administration/roles',
  '/administration/refusals',
  '/administration/audit',
  '/administration/operations',
];

/** In English, by daylight and 1280 wide every screen is walked in console.test.ts. */
test.each([
  { theme: 'dark', width: 1920 },
  { theme: 'light', width: 720 },
] as const)('office screens in Chinese shut nobody out and fit: $theme, $width wide', async ({ theme, width }) => {
  const { page, complaints } = await visit(browser, server.url, 'zh-CN');
  await page.setViewportSize({ width, height: 900 });
  await enter(page, 'administrator', theme, 'zh');
  const found: string[] = [];
  for (const path of screens()) {
    await page.goto(path);
    await page.locator('h1').first().waitFor();
    await page.waitForFunction(() => document.querySelector('.gl-loading') === null);
    found.push(...(await barriers(page)));
    const wide = await overflow(page);
    if (wide > 0) found.push(`${path}: ${wide} px too wide`);
  }
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the rule is written as rows by keyboard alone; text and count follow', async () => {
  const { page } = await visit(browser, server.url, 'en-GB');
  await enter(page, 'analyst');
  await page.goto('/understand/audiences/rule');
  await page
    .getByRole('button', { name: /Condition$/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Field' }).focus();
  await page.keyboard.type('tenure_months');
  await page.keyboard.press('Enter');
  await page.getByText('no value is filled in').or(page.locator('.rb-marks')).first().waitFor();
  await page.getByRole('spinbutton', { name: 'Value' }).focus();
  await page.keyboard.type('24');
  await page.locator('[data-old=false] output').waitFor();
  expect(await page.locator('textarea').inputValue()).toBe('tenure_months = 24');
  await page.locator('textarea').fill('tenure_months >= 24 and not dnd');
  await page.locator('.rule').nth(1).waitFor();
  expect(await page.locator('.rule').count()).toBe(2);
  await page.context().close();
});

test('an unmasked look at a customer is in the audit log, with who took it', async () => {
  const { page } = await visit(browser, server.url, 'en-GB');
  await enter(page, 'administrator');
  await page.goto(`/know/customers/${customer}`);
  await page.getByRole('button', { name: 'Show unmasked' }).click();
  await page.getByText('This look is in the audit log').waitFor();
  const administrator = createClient(routes, { url: server.url, token: () => server.token });
  const { items } = await administrator.listAudit({ query: { actor: 'administrator', action: 'readCustomer' } });
  expect(items[0]).toMatchObject({ subject: customer });
  expect(JSON.stringify(items[0]?.detail)).toContain('"unmask":true');
  await page.context().close();
});

test('ending an account’s sessions logs its browser out at the next call', async () => {
  const planner = await visit(browser, server.url, 'en-GB');
  await enter(planner.page, 'planner');
  const office = await visit(browser, server.url, 'en-GB');
  await enter(office.page, 'administrator');
  await office.page.goto('/administration/accounts?text=planner');
  await office.page.getByRole('button', { name: 'End sessions' }).first().click();
  await office.page.getByText(/session(s)? ended/).waitFor();
  // An actor is remembered for two seconds.
  await planner.page.waitForTimeout(2500);
  await planner.page.goto('/understand/audiences');
  await planner.page.locator('#login').waitFor();
  await planner.page.context().close();
  await office.page.context().close();
});
