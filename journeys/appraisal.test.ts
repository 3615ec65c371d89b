import { connectTo, dataPackCampaign, runCampaign } from '#demo';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { visit } from './browser.ts';
import { inOrder, logIn, openOperator, preparingMs, type LiveOperator } from './operator.ts';

/** A machine that does much else is slow, and not wrong. */
const patienceMs = 180_000;
let operator: LiveOperator;
beforeAll(async () => {
  operator = await openOperator();
}, preparingMs);
afterAll(() => operator?.close());

async function office(login: string, path: string, locale: 'en-GB' | 'zh-CN' = 'en-GB') {
  const visitor = await visit(operator.browser, operator.server.url, locale);
  visitor.page.setDefaultTimeout(patienceMs);
  await visitor.page.goto(path);
  await logIn(visitor.page, locale === 'zh-CN' ? 'zh' : 'en', login);
  await visitor.page.locator('h1').first().waitFor();
  return visitor;
}

async function phoneOf(login: string): Promise<Page> {
  const { page } = await visit(operator.browser, operator.server.url, 'en-GB');
  page.setDefaultTimeout(patienceMs);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/field/');
  await page.locator('form input[name=login]').fill(login);
  await page.locator('form input[name=password]').fill('gridloop-demo');
  await page.locator('form button[type=submit]').click();
  await page.locator('.f-bar').waitFor();
  return page;
}

/** The month of the demonstration's finished campaign. */
function lastMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

test(
  'a test is sized, run and read; a doubted feedback is contested on the phone; the month is closed; points open down to the work orders',
  async () => {
    const { server, directory } = operator;
    const connect = connectTo(server.url);
    const month = lastMonth();
    const administrator = await connect('administrator');

    // The planner asks what the audience at hand can show …
    const planner = await office('planner', '/learn/test-plan');
    await planner.page.getByLabel('Customers', { exact: true }).fill('900');
    await planner.page.getByLabel('Control group').fill('30');
    await planner.page.locator('.finding', { hasText: 'too few' }).waitFor();
    await planner.page.getByLabel('Effect to be found (points)').fill('6');
    await planner.page.locator('.finding', { hasText: 'are enough' }).waitFor();
    // … runs the test of that size …
    const file = {
      ...dataPackCampaign({
        id: 'sized',
        start: `${month}-01`,
        control: 0.3,
        audience: 'data_gb > 0 and not dnd',
      }),
      policy: {},
    };
    await runCampaign({ connect, directory, file, step: (_, work) => work() });
    // … and reads it.
    await planner.page.goto('/learn/reports/sized');
    await planner.page.locator('.finding').first().waitFor();
    await planner.page.getByText('Can it be believed?').waitFor();
    await planner.page.locator('.waterfall').first().waitFor();
    expect(await planner.page.getByText('The groups have the sizes that chance gives').count()).toBe(1);
    expect(planner.complaints).toEqual([]);

    // An auditor draws a sample and finds a feedback untrue.
    const auditor = await office('administrator', `/learn/truth?month=%22${month}%22&state=%22open%22`);
    await auditor.page.getByRole('button', { name: 'Draw a sample' }).click();
    await auditor.page.getByLabel('Share of all feedback').fill('40');
    await auditor.page.getByRole('dialog').getByRole('button', { name: 'Draw a sample' }).click();
    await auditor.page.getByText('feedbacks checked').first().waitFor();
    await planner.page.goto(`/learn/appraisal?month=%22${month}%22`);
    await planner.page.getByRole('button', { name: /^Gather/ }).click();
    await planner.page.getByText(/^Gathered for/).waitFor();
    const { grids } = await administrator.readMonth({ params: { month }, query: {} });
    const { items: people } = await administrator.listAppraised({ params: { month }, query: {} });
    const open = new Set(grids.filter((grid) => grid.state === 'open').map((grid) => grid.orgUnitId));
    const { items: cases } = await administrator.listVerifications({ query: { month, state: 'open', limit: 1000 } });
    const doubted = cases.find((one) => one.orgUnitId !== null && open.has(one.orgUnitId))!;
    const person = people.find((one) => one.personId === doubted.personId)!;
    await auditor.page.goto(`/learn/truth?month=%22${month}%22&open=%22${doubted.id}%22`);
    await auditor.page.getByRole('radio', { name: 'not true', exact: true }).check();
    await auditor.page.getByLabel('Note').fill('nobody remembers a visit');
    await auditor.page.getByRole('button', { name: 'Record the finding' }).click();
    await expect.poll(() => stateOf(doubted.id), { timeout: patienceMs }).toBe('done');

    // The person concerned says otherwise, without a network; it goes out by itself.
    const phone = await phoneOf(person.personId);
    await phone.goto('/field/#/points');
    await phone.getByRole('button', { name: 'That is wrong' }).first().waitFor();
    await phone.context().setOffline(true);
    await phone.getByRole('button', { name: 'That is wrong' }).first().click();
    await phone.getByLabel('What really happened?').fill('the daughter was at the door');
    await phone.getByRole('button', { name: 'Contest it' }).click();
    await phone.getByText('Waiting to be sent').waitFor();
    expect(await stateOf(doubted.id)).toBe('done');
    await phone.context().setOffline(false);
    await expect.poll(() => stateOf(doubted.id), { timeout: patienceMs }).toBe('contested');
    await phone.getByText('you contested it').waitFor();

    // Somebody else decides, the month is gathered again, and its manager closes it.
    const branch = (await administrator.listOrgUnits()).items.find(({ id }) => id === person.orgUnitId)?.parentId ?? '';
    const manager = await office(
      branch.replace('branch-', 'gm'),
      `/learn/truth?month=%22${month}%22&open=%22${doubted.id}%22`,
    );
    await manager.page.getByRole('radio', { name: 'true', exact: true }).check();
    await manager.page.getByLabel('Why').fill('the daughter confirms it');
    await manager.page.getByRole('button', { name: 'Decide' }).click();
    await expect.poll(() => stateOf(doubted.id), { timeout: patienceMs }).toBe('decided');
    await administrator.computeMonth({ params: { month }, body: {} });
    for (const one of (await administrator.listObjections({ params: { month } })).items)
      if (one.state === 'open')
        await administrator.answerObjection({
          params: { objection: one.id },
          body: { upheld: false, answer: 'both were of the month before', points: 0 },
        });
    await manager.page.goto(`/learn/appraisal?month=%22${month}%22`);
    const row = manager.page.locator('tr', { hasText: 'Close the month' }).first();
    await row.getByRole('button', { name: 'Close the month' }).click();
    await manager.page.getByRole('dialog').getByRole('button', { name: 'Close the month' }).click();
    await manager.page.getByText(/^Closed: /).waitFor();
    await manager.page.getByRole('button', { name: 'Work out again' }).first().click();
    await manager.page.getByText('the same to the last digit').waitFor();

    // The points of one person, down to the work orders; the parts of the sentence add up.
    await manager.page.goto(`/learn/appraisal/${month}/${person.personId}`);
    const sentence = await manager.page.locator('.finding').innerText();
    const [total = 0, ...parts] = (sentence.match(/-?\d+(?= points| for)/g) ?? []).map(Number);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
    await manager.page.getByRole('button', { name: /Success with target customers/ }).click();
    await manager.page.locator('.term-inside .row-link').first().click();
    await manager.page.getByRole('dialog').getByText('History').waitFor();
    await phone.goto('/field/#/points');
    await phone.getByRole('button', { name: /Success with target customers/ }).click();
    await phone.locator('.f-orders li').first().waitFor();
    expect([auditor.complaints, manager.complaints]).toEqual([[], []]);
  },
  preparingMs,
);

async function stateOf(id: string): Promise<string | undefined> {
  const administrator = await connectTo(operator.server.url)('administrator');
  const { items } = await administrator.listVerifications({ query: { limit: 1000 } });
  return items.find((one) => one.id === id)?.state;
}

test.each([
  ['zh-CN', 'dark', 1280],
  ['en-GB', 'light', 1920],
] as const)(
  'the screens of results and appraisal shut nobody out and fit: %s, %s, %i wide',
  async (locale, colorScheme, width) => {
    const month = lastMonth();
    const { page, complaints } = await office('administrator', '/learn/reports', locale);
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const { items } = await (
      await connectTo(operator.server.url)('administrator')
    ).listAppraised({
      params: { month },
      query: {},
    });
    for (const path of [
      '/learn/reports/autumn-data-packs',
      '/learn/test-plan',
      `/learn/truth?month=%22${month}%22`,
      `/learn/appraisal?month=%22${month}%22`,
      `/learn/appraisal/${month}/${items[0]?.personId}?term=%22success%22`,
      '/learn/schemes',
      '/learn/contests',
      '/learn/contests/autumn-sprint',
      '/learn/new-contest',
    ]) {
      await page.goto(path);
      await page.locator('h1').first().waitFor();
      await inOrder(page);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  },
  preparingMs,
);
