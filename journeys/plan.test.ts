import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers, overflow, visit } from './browser.ts';
import { logIn, openOperator, preparingMs, type LiveOperator } from './operator.ts';

let operator: LiveOperator;
beforeAll(async () => {
  operator = await openOperator();
}, preparingMs);
afterAll(() => operator?.close());

async function open(path: string, locale: 'en-GB' | 'zh-CN') {
  const visitor = await visit(operator.browser, operator.server.url, locale);
  await visitor.page.goto(path);
  await logIn(visitor.page, locale === 'zh-CN' ? 'zh' : 'en', 'planner');
  await visitor.page.locator('.topbar').waitFor();
  return visitor;
}

test('a planner finds the plan of the running campaign, its proof, a day’s contacts, and asks what if', async () => {
  const { page, complaints } = await open('/plan/plans', 'en-GB');
  await page.getByRole('link', { name: 'winter-fibre.1' }).click();
  await page.locator('.finding').first().waitFor();
  expect(await page.locator('.finding').first().textContent()).toMatch(/^No plan within these limits brings more/);
  await page.locator('.plan-cell').first().waitFor();
  expect(await page.locator('.plan-grid tbody tr').count()).toBeGreaterThan(5);
  const full = page.locator('.plan-cell button', { has: page.locator('.plan-count:not(:empty)') }).first();
  expect(await full.getAttribute('aria-label')).toMatch(/of \d+ minutes, \d+ contacts?; one more hour brings/);
  // By keyboard: the cell is a button.
  await full.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('link').first().waitFor();
  await page.keyboard.press('Escape');
  const ask = page.getByRole('button', { name: 'What if' });
  if ((await ask.count()) > 0) {
    await ask.first().click();
    await page
      .getByRole('dialog')
      .getByText(/Brings about|Costs about/)
      .waitFor();
    await page.keyboard.press('Escape');
  }
  expect(await page.getByText('Simple rule').count()).toBe(1);
  expect(await barriers(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  expect(complaints).toEqual([]);
});

test('the same in Chinese and dark', async () => {
  const { page, complaints } = await open('/plan/plans/winter-fibre.1', 'zh-CN');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('.plan-cell').first().waitFor();
  expect(await page.getByText('再多一点能带来什么').count()).toBe(1);
  expect(await barriers(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('an offer that a planner closes stays closed until the planner opens it again', async () => {
  const { page, complaints } = await open('/plan/plans/winter-fibre.1', 'en-GB');
  const replan = async (field: string, offer: string, plan: string) => {
    await page.getByRole('button', { name: 'Plan anew after a change' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Plan anew' }).click();
    await dialog.getByText('Say who is away, or which offer closes or opens').waitFor();
    await dialog.getByLabel(field).click();
    await page.getByTitle(offer, { exact: true }).click();
    await dialog.locator('.ant-select-selection-item', { hasText: offer }).waitFor();
    // Tab leaves the list, and what was chosen stays.
    await page.keyboard.press('Tab');
    await page.locator('.ant-select-dropdown').last().waitFor({ state: 'hidden' });
    expect(await dialog.getByLabel(field).evaluate((input) => input === document.activeElement)).toBe(false);
    expect(await dialog.locator('.ant-select-selection-item', { hasText: offer }).count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Plan anew' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Done', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'To the plan that is followed' }).click();
    await page.getByRole('heading', { name: plan }).waitFor();
  };
  const banner = page.getByText(/Fibre 1000M is closed in winter-fibre/);
  await replan('Offers that close', 'Fibre 1000M', 'winter-fibre.2');
  await banner.waitFor();
  await page.getByText('Offers that this plan could not make: Fibre 1000M').waitFor();
  expect(await barriers(page)).toEqual([]);
  await replan('Offers that open again', 'Fibre 1000M', 'winter-fibre.3');
  expect(await banner.count()).toBe(0);
  expect(await page.getByText('Offers that this plan could not make').count()).toBe(0);
  expect(complaints).toEqual([]);
});
