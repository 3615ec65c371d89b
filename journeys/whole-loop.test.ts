import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkOrder } from '#contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, visit } from './browser.ts';
import { killPhones, manager, openFieldWorld, openPhone, type FieldWorld, type PhoneBrowser } from './field-world.ts';
import { inOrder, logIn, preparingMs } from './operator.ts';
import { logInPhone, openResult, pill, record } from './phone.ts';

/*
 * The whole loop by the people whose it is, each in a browser of their own: the planner and the approver in the office,
 * the grid manager at the board, the frontline person with a phone whose network goes and whose app is killed.
 */
let world: FieldWorld;
let browser: Browser;
let profile: string;

beforeAll(async () => {
  world = await openFieldWorld(0);
  browser = await openBrowser();
  profile = await mkdtemp(join(tmpdir(), 'gridloop-phone-'));
}, preparingMs);
afterAll(async () => {
  await killPhones();
  await browser?.close();
  await world?.close();
  if (profile) await rm(profile, { recursive: true, force: true });
});

const id = 'whole-loop';
const rule = 'tenure_months >= 6 and not dnd';
const readOrder = (order: string) => world.administrator.readWorkOrder({ params: { id: order } });
const readCampaign = () => world.administrator.readCampaign({ params: { id } });

async function office(login: string, password?: string): Promise<Page> {
  const { page } = await visit(browser, world.server.url, 'en-GB');
  await page.goto('/');
  await logIn(page, 'en', login, password);
  await page.locator('.topbar').waitFor();
  return page;
}

test(
  'a planner plans, an approver approves, a frontline person does ten orders, six of them offline between kills, a grid manager sees each at once and reassigns two, the planner reads the result',
  async () => {
    const planner = await office('planner');
    await saveAudience(planner);
    await designCampaign(planner);
    await act(await office('approver'), 'Approve', 'approved');
    await act(planner, 'Schedule', 'scheduled');
    await act(planner, 'Release wave 1', 'running');

    const orders = await giveTwelve();
    const board = await office(manager.login, manager.password);
    await board.goto('/act/work?person=walker&view=list&sort=done');
    const phone = await openPhone(profile, world.server.url);
    await logInPhone(phone.page);
    await phone.page.locator('.f-row').first().waitFor();
    await doOnline(phone, orders.slice(0, 4), board);
    await doOffline(phone, orders, board);

    await planner.goto(`/learn/reports/${id}`);
    await planner.locator('.finding').waitFor();
    await inOrder(planner);
    await planner.goto(`/act/campaigns/${id}`);
    await planner.locator('h1 .gl-badge', { hasText: 'Running' }).waitFor();
    expect((await readCampaign()).counts).toMatchObject({ done: 9 });
  },
  preparingMs,
);

/** Writes the rule, looks at the count, keeps it under a name, and goes on to a campaign from there. */
async function saveAudience(page: Page): Promise<void> {
  await page.goto('/understand/audiences/rule');
  await page.locator('textarea').first().fill(rule);
  const count = page.locator('[data-old=false] output');
  await count.waitFor();
  expect(Number((await count.innerText()).replaceAll(',', ''))).toBeGreaterThan(100);
  await page.getByRole('textbox', { name: 'Name of the audience' }).fill('Loyal customers');
  await page.getByRole('button', { name: 'Save audience' }).click();
  await page.getByRole('link', { name: 'Use it in a campaign' }).click();
  await page.waitForURL((url) => url.pathname === '/act/new-campaign');
}

/** Step by step through the guide; what has no step's field is as the template has it. */
async function designCampaign(page: Page): Promise<void> {
  const step = (name: string) => page.getByRole('button', { name: new RegExp(`^\\d\\s*${name}$`) }).click();
  await page.getByLabel('Objective (English)').fill('The whole loop');
  await page.getByLabel('Objective (Chinese)').fill('完整闭环');
  await page.getByLabel('Id', { exact: true }).fill(id);
  expect(await page.getByRole('textbox', { name: 'Audience' }).inputValue()).toContain("audience('loyal-customers')");
  // Whoever the demonstration has just visited may be visited again.
  await page.getByLabel('Days of rest after a contact').fill('0');
  await page.getByLabel('At most, in 30 days').fill('50');
  await step('How');
  await page.getByRole('checkbox', { name: 'Call' }).uncheck();
  await page.getByLabel('Time for one').fill('20');
  await step('When');
  await page.getByRole('button', { name: 'Take out' }).nth(1).click();
  await page.getByLabel('Share').fill('100');
  await page.getByLabel('Starts').fill(new Date().toISOString().slice(0, 10));
  await page.getByLabel(/^Days/).fill('3');
  await page.getByLabel('Gate').fill('');
  await step('Cost');
  await page.getByLabel(/^Budget/).fill('900000');
  await page.locator('.foreseen-strong').first().waitFor();
  await page.getByRole('button', { name: 'Save and submit' }).click();
  await page.locator('h1 .gl-badge', { hasText: 'Submitted' }).waitFor();
}

/** Presses what the campaign's page offers, confirms it, and waits for the state it leads to. */
async function act(page: Page, name: string, state: string): Promise<void> {
  await page.goto(`/act/campaigns/${id}`);
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  await expect.poll(async () => (await readCampaign()).state, { timeout: 120_000 }).toBe(state);
}

/** The demonstration's grids are too small for anybody to have a day's work there: twelve go to one who walks the city. */
async function giveTwelve(): Promise<readonly WorkOrder[]> {
  await expect.poll(async () => (await readCampaign()).counts.released, { timeout: 60_000 }).toBeGreaterThan(12);
  const { items } = await world.manager.listWorkOrders({ query: { campaignId: id, state: ['released'], limit: 12 } });
  await world.manager.reassignWorkOrders({
    body: { workOrderIds: items.map((order) => order.id), personId: 'walker' },
  });
  return items;
}

/** The manager's row of an order. */
const rowOf = (board: Page, order: WorkOrder) => board.locator('tr', { hasText: order.customerId });

/** One after the other; the grid manager sees each within a second of the phone's request. */
async function doOnline({ page }: PhoneBrowser, orders: readonly WorkOrder[], board: Page): Promise<void> {
  const waits: number[] = [];
  for (const [i, order] of orders.entries()) {
    const leaving = page
      .waitForRequest((request) => request.url().endsWith('/work-orders/actions'))
      .then(() => performance.now());
    const seen = rowOf(board, order)
      .getByText(i % 2 === 0 ? 'Said yes' : 'Unreachable')
      .waitFor()
      .then(() => performance.now());
    await record(page, order.id, i % 2 === 0 ? 'accepted' : 'unreachable');
    waits.push(Math.round((await seen) - (await leaving)));
  }
  console.log(`from the phone's request to the manager's screen: ${waits.join(', ')} ms`);
}

/** Six orders without a network, the app killed twice; meanwhile two of the person's orders go to somebody else. */
async function doOffline(first: PhoneBrowser, all: readonly WorkOrder[], board: Page): Promise<void> {
  const orders = all.slice(4, 10).map((order) => order.id) as [string, string, string, string, string, string];
  // The app must be on the phone before the network goes.
  await first.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await first.context.setOffline(true);
  await record(first.page, orders[0], 'accepted');
  await record(first.page, orders[1], 'declined');
  await first.kill();

  const second = await openPhone(profile, world.server.url, { offline: true });
  await expect.poll(() => pill(second.page).innerText()).toMatch(/2/);
  await record(second.page, orders[2], 'unreachable');
  // Half a word is typed when the app dies.
  await openResult(second.page, orders[3]);
  await second.page.locator('.f-tile-accepted').click();
  const note = '晚上再来一次';
  await second.page.locator('.f-result textarea').fill(note);
  await second.page.waitForTimeout(300);
  await second.kill();

  await reassign(board, all[9] as WorkOrder, 'fm0001');
  await reassign(board, all[11] as WorkOrder, 'fm0002');

  const phone = await openPhone(profile, world.server.url, { offline: true });
  await openResult(phone.page, orders[3]);
  expect(await phone.page.locator('.f-result textarea').inputValue()).toBe(note);
  expect(await phone.page.locator('.f-tile-accepted').getAttribute('aria-checked')).toBe('true');
  await phone.page.locator('.f-thumb .f-big').click();
  await phone.page.waitForFunction(() => window.location.hash === '#/today');
  await record(phone.page, orders[4], 'accepted');
  await record(phone.page, orders[5], 'accepted');
  await expect.poll(() => pill(phone.page).innerText()).toMatch(/6/);
  for (const order of orders) expect((await readOrder(order)).state).toBe('released');

  await phone.context.setOffline(false);
  for (const order of all.slice(4, 9)) await rowOf(board, order).getByText('Done', { exact: true }).waitFor();
  await expect.poll(() => pill(phone.page).innerText(), { timeout: 30_000 }).toMatch(/已全部上传|All sent/);
  expect(JSON.stringify((await readOrder(orders[3])).history)).toContain(note);
  await decide(phone.page, orders[5]);
  expect(phone.complaints).toEqual([]);
  await phone.kill();
}

/** The manager gives an order to somebody else, from its row, by keyboard. */
async function reassign(board: Page, order: WorkOrder, to: string): Promise<void> {
  await rowOf(board, order).getByRole('button').focus();
  await board.keyboard.press('Enter');
  const dialog = board.getByRole('dialog');
  await dialog.getByRole('combobox').focus();
  await board.keyboard.type(to);
  await board.keyboard.press('Enter');
  await expect.poll(async () => (await readOrder(order.id)).personId).toBe(to);
  // While the list of people is still folding up, Escape is for it and not for the drawer.
  await board.locator('.ant-select-dropdown').last().waitFor({ state: 'hidden' });
  await board.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

/** The refused entry stands beside what the office has; the person tells the office. */
async function decide(page: Page, order: string): Promise<void> {
  expect((await readOrder(order)).state).toBe('released');
  await page.evaluate(() => (window.location.hash = '#/queue'));
  const conflict = page.locator('.f-conflict');
  await conflict.waitFor();
  expect(await conflict.count()).toBe(1);
  expect(await conflict.innerText()).toMatch(/同意办理|Accepted/);
  await inOrder(page);
  await conflict.getByRole('button', { name: /告知管理端|Tell the office/ }).click();
  await conflict.waitFor({ state: 'detached' });
  const reports = () => world.manager.listReports({ query: { kind: 'work-order' } });
  await expect.poll(async () => (await reports()).items.map((one) => one.workOrderId)).toEqual([order]);
}
