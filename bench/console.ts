/// <reference lib="dom" />
/**
 * The console against its budgets, in Chromium, served by a running server:
 *
 *   npm run bench -- console [--url http://127.0.0.1:7400] [--login administrator] [--password gridloop-demo]
 *
 * First screen: bytes that travel, compressed, until the home page stands (under 500 kB), and what each later screen adds
 * when it is opened. Lists: the list of work orders with 100,000 rows made up here, so that only the browser's part is
 * measured: from the click to the next page drawn, and the longest frame while the page is scrolled (a screen of 60 Hz
 * has 17 ms); then the server's own part, the first and the last page of its work orders.
 */
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';

const { values: given } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:7400' },
    login: { type: 'string', default: 'administrator' },
    password: { type: 'string', default: 'gridloop-demo' },
  },
});
const rows = 100_000;
const pageSize = 50;
const later = ['/know/customers', '/understand/audiences/rule', '/act/campaigns', '/act/work', '/act/new-campaign', '/learn/reports', '/administration/audit']; // prettier-ignore

interface Counted {
  readonly bytes: number;
  readonly answers: number;
}

/** Counts what travels while something is done: files of the app apart from answers of the server. */
async function counted(page: Page, work: () => Promise<unknown>): Promise<Counted> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const answers = new Set<string>();
  const size = { bytes: 0, answers: 0 };
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (new URL(response.url).pathname.startsWith('/api/')) answers.add(requestId);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    size[answers.has(requestId) ? 'answers' : 'bytes'] += encodedDataLength;
  });
  await work();
  await page.waitForTimeout(1500);
  await devtools.detach();
  return size;
}

async function logIn(page: Page): Promise<void> {
  await page.goto(`${given.url}/`);
  await page.locator('#login').fill(given.login);
  await page.locator('#password').fill(given.password);
  await page.locator('button[type=submit]').click();
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.gl-loading') === null);
}

const order = (i: number) => ({
  id: `bench.${i}`,
  campaignId: 'bench',
  customerId: `C${String(i).padStart(8, '0')}`,
  customerName: `客户${i}`,
  personId: 'fm0001',
  orgUnitId: 'grid-001',
  channel: 'field',
  offerId: 'data-10g',
  state: i % 3 === 0 ? 'done' : 'released',
  day: '2026-11-20',
  dueOn: '2026-12-20',
  wave: 1,
  result: i % 3 === 0 ? 'accepted' : null,
  doneAt: i % 3 === 0 ? '2026-11-20T08:00:00Z' : null,
  version: 1,
});

/** From the click on the next page until its first row is drawn. */
const turn = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const first = () => document.querySelector('.list-scroll tbody tr:not([aria-hidden])')?.textContent;
    const before = first();
    const started = performance.now();
    document.querySelector<HTMLElement>('.ant-pagination-next button')?.click();
    while (first() === before && performance.now() - started < 10_000)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - started;
  });

/** Milliseconds between frames while the page is scrolled from top to bottom and back. */
const frames = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const found: number[] = [];
    const height = document.documentElement.scrollHeight - innerHeight;
    let last = performance.now();
    for (let i = 0; i <= 120; i++) {
      scrollTo(0, height * Math.abs(Math.sin((i / 120) * Math.PI)));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      found.push(now - last);
      last = now;
    }
    return found.slice(1);
  });

async function lists(page: Page): Promise<void> {
  await page.route('**/api/work-orders?**', (route) => {
    const offset = Number(new URL(route.request().url()).searchParams.get('offset') ?? 0);
    return route.fulfill({
      json: { total: rows, items: Array.from({ length: pageSize }, (_, i) => order(offset + i)) },
    });
  });
  await page.goto(`${given.url}/act/work?view=list`);
  await page.locator('.list-scroll tbody tr').nth(10).waitFor();
  const turns: number[] = [];
  for (let i = 0; i < 8; i++) turns.push(await turn(page));
  console.log(`list of ${rows.toLocaleString('en')}: next page drawn in ${turns.map(Math.round).join(', ')} ms`);
  const taken = (await frames(page)).toSorted((a, b) => a - b);
  const at = (share: number) => taken[Math.floor(share * (taken.length - 1))]?.toFixed(1);
  console.log(`  scrolling it: a frame in ${at(0.5)} ms (median), ${at(0.95)} ms (95%), ${at(1)} ms (longest)`);
  await page.unroute('**/api/work-orders?**');
}

async function serverPages(page: Page): Promise<void> {
  const ask = (offset: number) =>
    page.evaluate(async (from) => {
      const started = performance.now();
      const answer = (await (await fetch(`/api/work-orders?limit=50&offset=${from}`)).json()) as { total: number };
      return { ms: performance.now() - started, total: answer.total };
    }, offset);
  const { total } = await ask(0);
  const first = await ask(0);
  const last = await ask(Math.max(0, total - pageSize));
  console.log(
    `  the server: first page of ${total} in ${first.ms.toFixed(0)} ms, last page in ${last.ms.toFixed(0)} ms`,
  );
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const first = await counted(page, () => logIn(page));
  console.log(
    `first screen (log-in and home): ${kilobytes(first.bytes)} of app (budget 500 kB), ${kilobytes(first.answers)} of answers`,
  );
  for (const path of later) {
    const more = await counted(page, async () => {
      await page.goto(given.url + path);
      await page.locator('h1').first().waitFor();
    });
    console.log(`  ${path}: ${kilobytes(more.bytes)} more`);
  }
  await lists(page);
  await serverPages(page);
} finally {
  await browser.close();
}
