import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPassword } from '#demo';
import { readConfig, startServer, type RunningServer } from '#server';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { barriers, openBrowser, overflow } from './browser.ts';
import { copyOperator } from './prepared-operator.ts';

const consoleBuilt = new URL('../dist/console/index.html', import.meta.url);
export const preparingMs = 600_000;

export interface LiveOperator {
  readonly server: RunningServer;
  readonly browser: Browser;
  /** Where the demonstration operator was generated. */
  readonly directory: string;
  close(): Promise<void>;
}

/** A small demonstration operator with a finished and a running campaign, its server and a browser. */
export async function openOperator(): Promise<LiveOperator> {
  if (!existsSync(consoleBuilt))
    throw new Error('The console is not built: run the tests by npm test, or vite build console.');
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-journey-'));
  await copyOperator(directory);
  const server = await startServer(readConfig({}, { dataDirectory: directory, port: 0, logLevel: 'error' }));
  const browser = await openBrowser();
  return {
    server,
    browser,
    directory: join(directory, 'demo'),
    async close() {
      await browser.close();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const words = {
  en: { login: 'Name', password: 'Password', act: 'Log in' },
  zh: { login: '用户名', password: '密码', act: '登录' },
} as const;

export async function logIn(page: Page, language: 'en' | 'zh', login: string, password = demoPassword): Promise<void> {
  const said = words[language];
  await page.getByLabel(said.login, { exact: true }).fill(login);
  await page.getByLabel(said.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: said.act }).click();
}

/** A screen in order: nothing shuts anybody out, nothing is wider than the window, the browser has no complaint. */
export async function inOrder(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.gl-loading') === null);
  // What folds up or fades away has no name any more; a barrier that stays is one.
  await expect.poll(() => barriers(page), { timeout: settlingMs }).toEqual([]);
  expect(await overflow(page)).toBe(0);
}

const settlingMs = 20_000;

/** Writes the rule as text and waits for the exact count of it. */
export async function counted(page: Page, rule: string): Promise<number> {
  const answered = page.waitForResponse(
    (response) =>
      response.url().endsWith('/api/audiences/count') &&
      response.request().postData()?.includes(JSON.stringify(rule)) === true,
  );
  await page.locator('textarea').fill(rule);
  await answered;
  return shownCount(page);
}

/** The count on the screen, once it is the one of the rule as it stands. */
export async function shownCount(page: Page): Promise<number> {
  const figure = page.locator('[data-old=false] output');
  await figure.waitFor();
  return Number((await figure.innerText()).replaceAll(',', ''));
}
