import type { Page } from 'playwright-core';
import { walker } from './field-world.ts';

/* What a frontline person does on the phone, for the journeys. */

export async function logInPhone(page: Page, who: { login: string; password: string } = walker): Promise<void> {
  await page.locator('input[name=login]').fill(who.login);
  await page.locator('input[name=password]').fill(who.password);
  await page.locator('form button[type=submit]').click();
  await page.locator('.f-ring').waitFor();
}

/** What the pill at the top says of the network and of what waits to be sent. */
export const pill = (page: Page) => page.locator('.f-pill [role=status]');

export async function openResult(page: Page, id: string): Promise<void> {
  await page.evaluate((hash) => (window.location.hash = hash), `#/result/${encodeURIComponent(id)}`);
  await page.locator('.f-tile').first().waitFor();
}

/** Two taps: the tile, and the button at the thumb. */
export async function record(page: Page, id: string, tile: 'accepted' | 'declined' | 'unreachable'): Promise<void> {
  await openResult(page, id);
  await page.locator(`.f-tile-${tile}`).click();
  await page
    .locator(tile === 'declined' ? '.f-choice' : '.f-thumb .f-big')
    .first()
    .click();
  // It leads back to today when it is kept; the word of the one before may still be on the screen.
  await page.waitForFunction(() => window.location.hash === '#/today');
  await page.locator('.f-toast').waitFor();
}
