import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriers, openBrowser, overflow } from './browser.ts';
import { killPhones, openFieldWorld, openPhone, walker, type FieldWorld } from './field-world.ts';
import { logInPhone, record } from './phone.ts';

const preparingMs = 600_000;
let world: FieldWorld;
let profile: string;

beforeAll(async () => {
  world = await openFieldWorld(4);
  profile = await mkdtemp(join(tmpdir(), 'gridloop-phone-'));
}, preparingMs);
afterAll(async () => {
  await killPhones();
  await world?.close();
  if (profile) await rm(profile, { recursive: true, force: true });
});

const stateOf = async (id: string) => (await world.administrator.readWorkOrder({ params: { id } })).state;
async function inOrder(page: Page): Promise<void> {
  expect(await barriers(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
}

describe('a frontline person', () => {
  test('logs in before the app has come, and hears of a wrong password when it has', async () => {
    const browser = await openBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
      const page = await context.newPage();
      let arrive = (): void => {};
      const arrived = new Promise<void>((resolve) => (arrive = resolve));
      await page.route('**/field/assets/*.js', async (route) => {
        await arrived;
        await route.continue();
      });
      const sent: string[] = [];
      page.on(
        'request',
        (request) => request.url().endsWith('/api/phone/session') && sent.push(request.postData() ?? ''),
      );
      const send = async (password: string) => {
        await page.locator('input[name=login]').fill(walker.login);
        await page.locator('input[name=password]').fill(password);
        await page.locator('button[type=submit]').click();
      };
      await page.goto(`${world.server.url}/field/`, { waitUntil: 'commit' });
      const answer = page.waitForResponse('**/api/phone/session');
      await send('walks backwards');
      expect((await answer).status()).toBe(401);
      await inOrder(page);
      arrive();
      await page.getByRole('alert').waitFor();
      expect(sent).toHaveLength(1);
      await send(walker.password);
      await page.locator('.f-ring').waitFor();
      expect(sent).toHaveLength(2);
    } finally {
      await browser.close();
    }
  });

  test(
    'sees what is reassigned to and from them at once, and can use every screen in both languages',
    async () => {
      const phone = await openPhone(profile, world.server.url);
      const { page } = phone;
      await inOrder(page);
      await logInPhone(page);
      const order = world.orders[0] as string;
      await page.evaluate((hash) => (window.location.hash = hash), `#/order/${encodeURIComponent(order)}`);
      await page.locator('.f-who').waitFor();
      await world.manager.reassignWorkOrders({ body: { workOrderIds: [order], personId: 'fm0001' } });
      await page.locator('.gl-state').waitFor({ timeout: 10_000 });
      await world.manager.reassignWorkOrders({ body: { workOrderIds: [order], personId: 'walker' } });
      await page.locator('.f-who').waitFor({ timeout: 10_000 });

      for (const theme of ['light', 'dark'] as const) {
        for (const language of ['中文', 'English']) {
          await page.evaluate(() => (window.location.hash = '#/me'));
          await page.getByRole('radio', { name: language }).click();
          await page
            .locator('.f-segments')
            .nth(1)
            .locator('button')
            .nth(theme === 'light' ? 1 : 2)
            .click();
          for (const screen of ['today', `order/${order}`, `result/${order}`, 'map', 'ask', 'me', 'queue']) {
            await page.evaluate((hash) => (window.location.hash = hash), `#/${screen}`);
            await page.locator('h1, .gl-state, .f-ring').first().waitFor();
            if (screen.startsWith('result')) await page.locator('.f-tile').nth(1).click();
            await page.waitForTimeout(200);
            await inOrder(page);
          }
        }
      }
      expect(phone.complaints).toEqual([]);
      await phone.kill();
    },
    preparingMs,
  );

  test(
    'is locked out from the office: what was not sent stays sealed, and is sent after the next log-in',
    async () => {
      let phone = await openPhone(profile, world.server.url);
      await phone.page.locator('.f-ring').waitFor();
      await phone.context.setOffline(true);
      const order = world.orders[1] as string;
      await record(phone.page, order, 'accepted');
      await world.administrator.putAccounts({
        body: {
          accounts: [
            { ...walker, name: { en: 'w', zh: 'w' }, roles: ['frontline'], orgUnitId: 'city', personId: 'walker' },
          ],
        },
      });
      // The server remembers a session for two seconds.
      await phone.page.waitForTimeout(2_500);
      await phone.context.setOffline(false);
      await phone.page.locator('.f-log-in .f-note').waitFor({ timeout: 30_000 });
      await phone.kill();
      phone = await openPhone(profile, world.server.url);
      await phone.page.locator('.f-log-in .f-note').waitFor();
      const kept = await phone.page.evaluate(async () => {
        const request = indexedDB.open('gridloop-field');
        const db = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)));
        const names = ['blocks', 'details', 'parts', 'queue', 'drafts', 'conflicts'];
        const counts = names.map(
          (name) =>
            new Promise<number>((resolve) => {
              const count = db.transaction(name).objectStore(name).count();
              count.onsuccess = () => resolve(count.result);
            }),
        );
        return Promise.all(counts);
      });
      expect(kept).toEqual([0, 0, 0, 0, 0, 0]);
      expect(await stateOf(order)).toBe('released');
      await logInPhone(phone.page);
      await expect.poll(() => stateOf(order), { timeout: 30_000 }).toBe('done');
      await phone.kill();
    },
    preparingMs,
  );
});
