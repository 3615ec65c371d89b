import { randomUUID } from 'node:crypto';
import type { ClientAction } from '#contract';
import { connectTo } from '#demo';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visit } from './browser.ts';
import { inOrder, logIn, openOperator, preparingMs, type LiveOperator } from './operator.ts';

let operator: LiveOperator;
beforeAll(async () => {
  operator = await openOperator();
}, preparingMs);
afterAll(() => operator?.close());

async function open(login: string, path: string, locale: 'en-GB' | 'zh-CN' = 'en-GB') {
  const visitor = await visit(operator.browser, operator.server.url, locale);
  await visitor.page.goto(path);
  await logIn(visitor.page, locale === 'zh-CN' ? 'zh' : 'en', login);
  await visitor.page.locator('.topbar').waitFor();
  return visitor;
}

/** Everything of the small operator's first wave is done at once; the next one brings work to do. */
async function releaseNext(): Promise<void> {
  const planner = await connectTo(operator.server.url)('planner');
  const { items } = await planner.listCampaigns({ query: { state: 'running', limit: 10 } });
  const campaign = items[0]!;
  const wave = campaign.waves.find((one) => one.state === 'planned')!;
  const { job } = await planner.releaseWave({ params: { id: campaign.id }, body: { wave: wave.wave } });
  await expect
    .poll(async () => (await planner.readJob({ params: { id: job } })).state, { timeout: 60_000 })
    .toBe('done');
}

/** What the element that has the focus says. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('the board of work', () => {
  test('shows a result within a second of the phone’s sending, and a reassignment can be undone', async () => {
    const { page, complaints } = await open('administrator', '/act/work');
    const phones = connectTo(operator.server.url);
    const office = await phones('administrator');
    await releaseNext();
    const { items } = await office.listWorkOrders({ query: { state: ['released'], limit: 50 } });
    const order = items.find((one) => one.personId !== null)!;
    // Of one person only, so that the board shows nothing else.
    await page.goto(`/act/work?customer=${order.customerId}`);
    const card = page.locator('.work-card');
    await card.waitFor();
    expect(await page.locator('.board-cell').nth(0).locator('.work-card').count()).toBe(1);
    const action: ClientAction = {
      id: randomUUID(),
      workOrderId: order.id,
      at: new Date().toISOString(),
      kind: 'result',
      result: { kind: 'declined', declineReason: 'price', feedback: {} },
    };
    const phone = await phones(order.personId!);
    const sent = performance.now();
    const { results } = await phone.sendActions({ body: { actions: [action] } });
    expect(results[0]?.status).toBe('applied');
    await page.locator('.board-cell').nth(2).locator('.work-card').waitFor({ timeout: 5000 });
    const shownAfterMs = performance.now() - sent;
    console.log(`shown ${Math.round(shownAfterMs)} ms after sending`);

    const other = items.find((one) => one.personId !== null && one.id !== order.id)!;
    const people = await office.listPeople({ query: { role: 'frontline' } });
    const heir = people.items.find((person) => person.active && person.id !== other.personId)!;
    await page.goto(`/act/work?customer=${other.customerId}`);
    await card.first().focus();
    await page.keyboard.press('Enter');
    const owner = page.getByRole('dialog').getByRole('combobox');
    await owner.focus();
    await page.keyboard.type(heir.id);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    expect((await office.readWorkOrder({ params: { id: other.id } })).personId).toBe(heir.id);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => (await office.readWorkOrder({ params: { id: other.id } })).personId)
      .toBe(other.personId);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test('a card dragged by the mouse to somebody else’s row is theirs, on the server too, and can be taken back', async () => {
  const { page, complaints } = await open('administrator', '/act/work');
  const office = await connectTo(operator.server.url)('administrator');
  await page.locator('.work-card').first().waitFor();
  const { people } = await office.workCards({ query: { people: 12, most: 3 } });
  const from = people.findIndex((one) => one.personId !== null && one.columns.waiting.cards.length > 0);
  const to = people.findIndex((one, i) => one.personId !== null && i !== from);
  const order = people[from]!.columns.waiting.cards[0]!;
  const heir = people[to]!.personId;
  const rows = page.locator('.board-row:not(.board-head)');
  const card = rows.nth(from).locator('.board-cell').first().locator('.work-card').first();
  const target = rows.nth(to).locator('.board-person');
  await target.scrollIntoViewIfNeeded();
  await card.hover();
  await page.mouse.down();
  // A drag begins when the mouse has moved, and the row lights up as long as the card is over it.
  await target.hover();
  await target.hover();
  await page.locator('.board-over').waitFor();
  await page.mouse.up();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  const owner = async () => (await office.readWorkOrder({ params: { id: order.id } })).personId;
  expect(await owner()).toBe(heir);
  expect(await page.locator('.board-over').count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(owner).toBe(order.personId);
  expect(complaints).toEqual([]);
  await page.context().close();
});

describe('the keyboard alone', () => {
  test('finds a campaign from anywhere and opens it', async () => {
    const { page } = await open('planner', '/learn/reports');
    const planner = await connectTo(operator.server.url)('planner');
    const { items } = await planner.listCampaigns({ query: { limit: 1 } });
    const { id, objective } = items[0]!;
    await page.keyboard.press('Control+k');
    await page.locator('.palette-input').waitFor();
    await page.keyboard.type(id);
    await page.locator('.palette-found', { hasText: objective.en }).waitFor();
    await inOrder(page);
    for (let steps = 0; steps < 20; steps++) {
      if ((await page.locator('[role=option][aria-selected=true]').innerText()).includes(objective.en)) break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === `/act/campaigns/${id}`);
    await page.context().close();
  });

  test('reaches every grid of the map', async () => {
    const { page } = await open('planner', '/');
    const areas = page.locator('.gl-map-area');
    await areas.first().waitFor();
    await areas.first().focus();
    const seen = new Set<string>();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowLeft']) {
      await page.keyboard.press(key);
      seen.add(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''));
    }
    expect(seen.size).toBeGreaterThan(2);
    expect(await focused(page)).toBe('');
    await page.context().close();
  });
});

test('a campaign designed step by step is the file that the text shows, and can be submitted', async () => {
  const { page, complaints } = await open('planner', '/act/new-campaign');
  await page.getByLabel('Objective (English)').fill('Made by the guide');
  await page.getByLabel('Objective (Chinese)').fill('向导创建');
  await page.getByLabel('Id', { exact: true }).fill('guided');
  await page.getByRole('textbox', { name: 'Audience' }).fill('tenure_months > 12 and not dnd');
  await page.getByRole('button', { name: /^4\s*Test/ }).click();
  await page.getByLabel('Control group').fill('20');
  await page.getByRole('button', { name: /^6\s*Cost/ }).click();
  await page.getByLabel(/^Budget/).fill('900000');
  await page.locator('.foreseen-strong').first().waitFor();
  await inOrder(page);
  await page.getByText('As text', { exact: true }).click();
  const text = await page.locator('textarea.marked-text').inputValue();
  expect(text).toContain('campaign: guided');
  expect(text).toContain('control: 0.2');
  await page.getByRole('button', { name: 'Save and submit' }).click();
  await page.locator('h1 .gl-badge', { hasText: 'Submitted' }).waitFor();
  const planner = await connectTo(operator.server.url)('planner');
  const { file } = await planner.readCampaign({ params: { id: 'guided' } });
  expect([file.experiment.control, file.budget.total, file.audience]).toEqual([0.2, 900_000, 'tenure_months > 12 and not dnd']); // prettier-ignore
  expect(complaints).toEqual([]);
  await page.context().close();
});

/** In English and by daylight every screen is walked in console.test.ts. */
test('in Chinese and in the dark: home, campaigns, monitor, work and results shut nobody out and fit', async () => {
  const { page, complaints } = await open('administrator', '/', 'zh-CN');
  const office = await connectTo(operator.server.url)('administrator');
  const { items } = await office.listCampaigns({ query: { limit: 100 } });
  const drawn = items.filter((campaign) => campaign.counts.released > 0).map((campaign) => campaign.id);
  const paths = ['/', '/act/campaigns', '/act/new-campaign', '/act/work', '/act/work?view=list', '/learn/reports'];
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const path of [...paths, ...drawn.flatMap((id) => [`/act/campaigns/${id}`, `/learn/reports/${id}`])]) {
    await page.goto(path);
    await page.locator('h1').first().waitFor();
    await inOrder(page);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
}, 600_000);
