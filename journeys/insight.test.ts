import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, startServer, type RunningServer } from '#server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, visit } from './browser.ts';
import { counted, inOrder, logIn, preparingMs, shownCount } from './operator.ts';
import { actingFor, bringIn, drawOperator, loginOf, type ApiClient } from './small-operator.ts';

const operator = drawOperator(20261128);
const analyst = loginOf('analyst', operator.root);
let directory: string;
let server: RunningServer;
let browser: Browser;
let client: ApiClient;

beforeAll(async () => {
  if (!existsSync(new URL('../dist/console/index.html', import.meta.url)))
    throw new Error('The console is not built: run the tests by npm test, or vite build console.');
  directory = await mkdtemp(join(tmpdir(), 'gridloop-insight-'));
  server = await startServer(readConfig({}, { dataDirectory: join(directory, 'data'), port: 0, logLevel: 'error' }));
  const connect = actingFor(server.url, server.token);
  await bringIn(connect(), operator, directory, connect);
  client = connect(analyst);
  browser = await openBrowser();
}, preparingMs);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(directory, { recursive: true, force: true });
});

const having = (rule: (arpu: number) => boolean): number => operator.customers.filter(({ arpu }) => rule(arpu)).length;

test(
  'an analyst defines and publishes a tag, uses it in an audience whose count moves, and cannot retire it then',
  async () => {
    const { page, complaints } = await visit(browser, server.url, 'en-GB');
    // A loaded machine is slow, not wrong.
    page.setDefaultTimeout(240_000);
    await page.goto('/understand/tags');
    await logIn(page, 'en', analyst, 'a long pass phrase');
    await page.getByRole('heading', { name: 'Tags' }).waitFor();
    await page.getByRole('link', { name: 'High spender' }).waitFor();
    await inOrder(page);

    await page.getByRole('link', { name: 'Define a tag' }).click();
    expect(await counted(page, 'arpu >= 60')).toBe(having((arpu) => arpu >= 60));
    await page.getByLabel('Name in English').fill('Worth a visit');
    await page.getByLabel('Name in Chinese').fill('值得拜访');
    const category = page.getByLabel('Category');
    await category.fill('value/spend');
    // The list of categories lies over the button until it is left; before it has come it cannot be waited for to go.
    const categories = page.locator('.ant-select-dropdown');
    await categories.waitFor();
    await category.press('Tab');
    await categories.waitFor({ state: 'hidden' });
    await inOrder(page);
    await page.getByRole('button', { name: 'Save as tag' }).click();
    await page.getByRole('link', { name: 'Open the tag' }).click();
    await page.getByRole('heading', { name: 'Worth a visit Draft' }).waitFor();
    await inOrder(page);
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('heading', { name: 'Worth a visit Published' }).waitFor();

    await page.goto('/understand/audiences/rule');
    const tagged = await counted(page, "tag('worth-a-visit')");
    expect(tagged).toBe(having((arpu) => arpu >= 60));
    const fewer = await counted(page, "tag('worth-a-visit') and arpu < 100");
    expect(fewer).toBe(having((arpu) => arpu >= 60 && arpu < 100));
    const beside = page.getByRole('row', { name: /Middle spender/ });
    await beside.getByRole('button', { name: /^or: / }).click();
    await expect.poll(() => shownCount(page), { timeout: 60_000 }).toBe(having((arpu) => arpu >= 50 && arpu < 100));
    await page.getByText('The first by a value').click();
    await page.getByLabel('How many').fill('7');
    await page.getByText(/^7 of \d+ are taken\./).waitFor();
    await page.getByLabel('Name of the audience').fill('Visit first');
    await page.getByRole('button', { name: 'Save audience' }).click();
    await page.getByRole('heading', { name: 'Visit first' }).waitFor();
    await inOrder(page);
    expect(await client.readAudience({ params: { id: 'visit-first' } })).toMatchObject({
      size: 7,
      limit: { kind: 'top', by: 'arpu', order: 'down', n: 7 },
    });

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search' }).fill('worth a');
    await page.getByRole('option', { name: /Worth a visit/ }).click();
    await page.getByText('Used by 1 rule').waitFor();
    await page.getByRole('button', { name: 'Retire' }).click();
    const refusal = page.getByRole('alert');
    await refusal.getByText('It cannot be retired while rules name it').waitFor();
    await refusal.getByRole('link', { name: 'Visit first' }).waitFor();
    await inOrder(page);
    expect(complaints).toEqual([]);
  },
  preparingMs,
);
