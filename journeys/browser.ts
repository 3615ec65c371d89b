import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { onTestFailed } from 'vitest';

/** The shell draws the same pages by the same engine, for a quarter less of the processor. */
const candidates = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export function browserPath(): string {
  const executablePath = candidates.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined)
    throw new Error('No Chromium was found: run the tests by npm test, which brings one.');
  return executablePath;
}

/** Kept from talking to anybody but the server under test. */
export const browserSwitches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** The system's own browser. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserPath(), args: browserSwitches });

export interface Visitor {
  readonly page: Page;
  /** What the browser complained about: faults of the page, not refusals of the server that a screen shows. */
  readonly complaints: readonly string[];
}

/** A fresh visitor who prefers this language. */
export async function visit(browser: Browser, url: string, locale: 'en-GB' | 'zh-CN'): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    locale,
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  onTestFailed(() => tellWhatIsSeen(page));
  return { page, complaints };
}

/** Prints the page as it stands, for whoever reads why a test failed on a machine that is not theirs. */
async function tellWhatIsSeen(page: Page): Promise<void> {
  if (page.isClosed()) return;
  const seen = await page.locator('body').ariaSnapshot({ timeout: 10_000 });
  process.stderr.write(`${page.url()}\n${seen}\n`);
}

/** What axe finds serious or critical on the page as it stands, one line each with its places. */
export async function barriers(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { readonly axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${page.url()} ${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join(' | ')}`,
    );
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
