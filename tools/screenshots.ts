/**
 * A picture of every screen of the console, for people to look at: both languages, desktop and phone, light and dark.
 *
 *   npm run screenshots -- --url http://127.0.0.1:7400 [--login NAME] [--password WORD] [--out ./screenshots] [--only home] [--look desktop-en-light]
 */
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';

const { values: given } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:7400' },
    login: { type: 'string', default: 'planner' },
    password: { type: 'string', default: 'gridloop-demo' },
    out: { type: 'string', default: './screenshots' },
    only: { type: 'string' },
    look: { type: 'string' },
  },
});

const looks = [
  { name: 'desktop-en-light', language: 'en', theme: 'light', width: 1280, height: 800 },
  { name: 'desktop-zh-dark', language: 'zh', theme: 'dark', width: 1280, height: 800 },
  { name: 'phone-zh-light', language: 'zh', theme: 'light', width: 360, height: 740 },
  { name: 'phone-en-dark', language: 'en', theme: 'dark', width: 360, height: 740 },
] as const;
type Look = (typeof looks)[number];

interface Screen {
  readonly name: string;
  readonly path: string;
  /** Brings the screen into the state that is worth a picture. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const rule = 'arpu >= 60 and tenure_months > 24 and not dnd';
const ruleAddress = (text: string) => `/understand/audiences/rule?rule=${encodeURIComponent(JSON.stringify(text))}`;

/** The screens that need no data of their own, and those of whatever loads and campaigns there are. */
async function screensOf(page: Page): Promise<Screen[]> {
  const ask = (path: string): Promise<{ items: readonly { id: string; state: string }[] }> =>
    page.evaluate(async (address) => (await fetch(address)).json(), `/api${path}`);
  const loads = (await ask('/loads?limit=1')).items;
  const campaigns = (await ask('/campaigns?limit=100')).items;
  const oneOfEach = [...new Map(campaigns.map((campaign) => [campaign.state, campaign])).values()];
  const drawn = oneOfEach.filter((campaign) => !['draft', 'submitted', 'approved'].includes(campaign.state));
  return [
    { name: 'home', path: '/' },
    { name: 'loads', path: '/know/loads' },
    ...loads.map(({ id }) => ({ name: 'load', path: `/know/loads/${id}` })),
    { name: 'fields', path: '/know/fields' },
    { name: 'organisation', path: '/know/organisation' },
    { name: 'audiences', path: '/understand/audiences' },
    { name: 'audience-empty', path: '/understand/audiences/rule' },
    { name: 'audience', path: ruleAddress(rule) },
    { name: 'audience-problem', path: ruleAddress('arpuu >= 60 and tenure_months >') },
    { name: 'audience-offer', path: '/understand/audiences/rule', prepare: typeFieldName },
    { name: 'campaigns', path: '/act/campaigns' },
    { name: 'new-campaign', path: '/act/new-campaign' },
    ...oneOfEach.map(({ id, state }) => ({ name: `campaign-${state}`, path: `/act/campaigns/${id}` })),
    { name: 'reports', path: '/learn/reports' },
    ...drawn.map(({ id, state }) => ({ name: `report-${state}`, path: `/learn/reports/${id}` })),
    { name: 'missing', path: '/act/campaigns/nothing-of-this-name' },
    { name: 'not-found', path: '/nowhere' },
  ];
}

async function typeFieldName(page: Page): Promise<void> {
  await page.locator('textarea').pressSequentially('not dnd and ar');
  await page.locator('[role=option]').first().waitFor();
}

async function open(browser: Browser, look: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.addInitScript(
    (kept) => localStorage.setItem('gridloop.preferences', kept),
    JSON.stringify({ language: look.language, theme: look.theme }),
  );
  return page;
}

async function logIn(page: Page): Promise<void> {
  await page.locator('#login').fill(given.login);
  await page.locator('#password').fill(given.password);
  await page.locator('button[type=submit]').click();
  await page.locator('.topbar').waitFor();
}

/** The live line never falls silent, so stillness is judged by what is on the page. */
async function still(page: Page): Promise<void> {
  await page.locator('h1, h2, .gl-state').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.gl-loading') === null);
  await page.waitForTimeout(900);
}

/** What no picture shows well: whether the page can be pushed sideways. */
async function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function picture(page: Page, look: Look, screen: Screen): Promise<void> {
  await page.goto(given.url + screen.path);
  await still(page);
  await screen.prepare?.(page);
  const sideways = await sidewaysPixels(page);
  if (sideways > 0) console.log(`${look.name} ${screen.name}: ${sideways} px too wide`);
  await page.screenshot({ path: `${given.out}/${screen.name}.${look.name}.png`, fullPage: true });
}

await mkdir(given.out, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-quic'],
});
let count = 0;
try {
  for (const look of looks.filter(({ name }) => given.look === undefined || name === given.look)) {
    const page = await open(browser, look);
    page.on('console', (message) => message.type() === 'error' && console.log(look.name, page.url(), message.text()));
    page.on('pageerror', (error) => console.log(look.name, page.url(), error.message));
    await page.goto(`${given.url}/login`);
    await still(page);
    await page.screenshot({ path: `${given.out}/log-in.${look.name}.png`, fullPage: true });
    await logIn(page);
    const screens = (await screensOf(page)).filter(({ name }) => given.only === undefined || name === given.only);
    for (const screen of screens) {
      await picture(page, look, screen);
      count++;
    }
    await page.context().close();
  }
} finally {
  await browser.close();
}
console.log(`${count} pictures in ${given.out}`);
