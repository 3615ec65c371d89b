/**
 * A picture of every screen of the console and of the field app, for people to look at: both languages, desktop and
 * phone, light and dark.
 *
 *   npm run screenshots -- --url http://127.0.0.1:7400 [--login NAME] [--password WORD] [--out ./screenshots] [--only home] [--look desktop-en-light] [--app console|field] [--states waiting,forbidden,failed,away,empty]
 */
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { fieldScreens } from './field-screens.ts';
import { insightScreens, type Screen } from './insight-screens.ts';
import { bringAbout, screenStates } from './state-screens.ts';

const { values: given } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:7400' },
    login: { type: 'string', default: 'planner' },
    password: { type: 'string', default: 'gridloop-demo' },
    out: { type: 'string', default: './screenshots' },
    only: { type: 'string' },
    look: { type: 'string' },
    /** `console`, `field` or both. */
    app: { type: 'string', default: 'both' },
    /** Instead: the main screens while they wait, are refused, fail, have no network, and are empty. */
    states: { type: 'string' },
    fieldLogin: { type: 'string', default: 'frontline' },
  },
});

const looks = [
  { name: 'desktop-en-light', language: 'en', theme: 'light', width: 1280, height: 800 },
  { name: 'desktop-zh-dark', language: 'zh', theme: 'dark', width: 1280, height: 800 },
  { name: 'wide-zh-light', language: 'zh', theme: 'light', width: 1920, height: 1080 },
  { name: 'wide-en-dark', language: 'en', theme: 'dark', width: 1920, height: 1080 },
  { name: 'phone-zh-light', language: 'zh', theme: 'light', width: 360, height: 740 },
  { name: 'phone-en-dark', language: 'en', theme: 'dark', width: 360, height: 740 },
] as const;
type Look = (typeof looks)[number];

const rule = 'arpu >= 60 and tenure_months > 24 and not dnd';
const ruleAddress = (text: string) => `/understand/audiences/rule?rule=${encodeURIComponent(JSON.stringify(text))}`;

/** The screens that need no data of their own, and those of whatever loads and campaigns there are. */
async function screensOf(page: Page): Promise<Screen[]> {
  const ask = (path: string): Promise<{ items: readonly { id: string; state: string }[] }> =>
    page.evaluate(async (address) => (await fetch(address)).json(), `/api${path}`);
  const customers = await customerIds(page);
  const loads = (await ask('/loads?limit=1')).items;
  const campaigns = (await ask('/campaigns?limit=100')).items;
  const oneOfEach = [...new Map(campaigns.map((campaign) => [campaign.state, campaign])).values()];
  const drawn = oneOfEach.filter((campaign) => !['draft', 'submitted', 'approved'].includes(campaign.state));
  return [
    { name: 'home', path: '/' },
    { name: 'customers', path: '/know/customers' },
    ...customers.map(({ customerId }) => ({ name: 'customer', path: `/know/customers/${customerId}` })),
    { name: 'feeds', path: '/know/feeds' },
    { name: 'indicators', path: '/understand/indicators' },
    { name: 'indicator', path: '/understand/indicators/arpu' },
    { name: 'define-indicator', path: '/understand/indicators/define?indicator=%22churn_rate%22' },
    { name: 'start-load', path: '/know/load' },
    { name: 'lineage', path: '/know/fields?field=arpu' },
    { name: 'loads', path: '/know/loads' },
    ...loads.map(({ id }) => ({ name: 'load', path: `/know/loads/${id}` })),
    { name: 'fields', path: '/know/fields' },
    { name: 'organisation', path: '/know/organisation' },
    { name: 'audiences', path: '/understand/audiences' },
    { name: 'segments', path: '/understand/segments' },
    { name: 'strategic', path: '/understand/strategic' },
    { name: 'scheme', path: '/understand/strategic/scheme/individuals-high' },
    { name: 'scheme-text', path: '/understand/strategic/text?scheme=%22individuals-high%22' },
    { name: 'audience-empty', path: '/understand/audiences/rule' },
    { name: 'audience', path: ruleAddress(rule) },
    { name: 'audience-problem', path: ruleAddress('arpuu >= 60 and tenure_months >') },
    { name: 'audience-offer', path: '/understand/audiences/rule', prepare: typeFieldName },
    ...(await insightScreens(page)),
    { name: 'campaigns', path: '/act/campaigns' },
    { name: 'work', path: '/act/work' },
    { name: 'work-list', path: '/act/work?view=list' },
    { name: 'work-order', path: '/act/work', prepare: openOrder },
    { name: 'work-none', path: '/act/work?customer=nobody' },
    ...['who', 'what', 'how', 'test', 'when', 'cost', 'text'].map((step) => ({
      name: `new-campaign-${step}`,
      path: `/act/new-campaign?step=${step}`,
    })),
    { name: 'search', path: '/', prepare: search },
    { name: 'inbox', path: '/', prepare: openInbox },
    ...oneOfEach.map(({ id, state }) => ({ name: `campaign-${state}`, path: `/act/campaigns/${id}` })),
    { name: 'reports', path: '/learn/reports' },
    { name: 'test-plan', path: '/learn/test-plan' },
    { name: 'truth', path: '/learn/truth' },
    { name: 'truth-contested', path: '/learn/truth?state=contested' },
    { name: 'appraisal', path: '/learn/appraisal' },
    ...(await statements(page)),
    { name: 'schemes', path: '/learn/schemes' },
    { name: 'contests', path: '/learn/contests' },
    { name: 'new-contest', path: '/learn/new-contest' },
    ...drawn.map(({ id, state }) => ({ name: `report-${state}`, path: `/learn/reports/${id}` })),
    ...((await mayAdminister(page)) ? ['accounts', 'roles', 'refusals', 'audit', 'operations'] : []).map((name) => ({
      name,
      path: `/administration/${name}`,
    })),
    { name: 'missing', path: '/act/campaigns/nothing-of-this-name' },
    { name: 'not-found', path: '/nowhere' },
  ];
}

const customerIds = (page: Page): Promise<readonly { customerId: string }[]> =>
  page.evaluate(async () => {
    const answer: unknown = await (await fetch('/api/customers?limit=1')).json();
    return (answer as { items?: { customerId: string }[] }).items ?? [];
  });

/** The statement at the head of the newest month but the running one, opened, and the contests of the demonstration. */
async function statements(page: Page): Promise<Screen[]> {
  const ask = <T>(path: string): Promise<{ items?: readonly T[] }> =>
    page.evaluate(async (address) => (await fetch(address)).json(), `/api${path}`);
  const running = new Date().toISOString().slice(0, 7);
  const { items: months = [] } = await ask<{ month: string }>('/appraisal/months');
  const month = months.find((one) => one.month < running)?.month;
  if (month === undefined) return [];
  const { items: people = [] } = await ask<{ personId: string }>(`/appraisal/months/${month}/people?limit=1`);
  const { items: contests = [] } = await ask<{ contest: string }>('/appraisal/contests');
  return [
    ...people.map(({ personId }) => ({
      name: 'statement',
      path: `/learn/appraisal/${month}/${personId}?term=success`,
    })),
    ...contests.slice(0, 1).map(({ contest }) => ({ name: 'contest', path: `/learn/contests/${contest}` })),
  ];
}

const mayAdminister = (page: Page): Promise<boolean> => page.evaluate(async () => (await fetch('/api/roles')).ok);

async function typeFieldName(page: Page): Promise<void> {
  await page.locator('textarea').pressSequentially('not dnd and ar');
  await page.locator('[role=option]').first().waitFor();
}

async function openOrder(page: Page): Promise<void> {
  await page.locator('.work-card').first().click();
  await page.waitForTimeout(900);
}

async function search(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('.palette-input').fill('a');
  await page.waitForTimeout(900);
}

async function openInbox(page: Page): Promise<void> {
  await page.locator('.topbar .anticon-bell').click();
  await page.waitForTimeout(600);
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

/** The first screen of each kind, in each state; what never comes is not waited for. */
async function pictureStates(page: Page, look: Look, screens: readonly Screen[]): Promise<number> {
  const alike = /^(missing|not-found|new-campaign-(?!who)|audience-(?!empty)|lineage|work-none)/;
  const shown = screens.filter((screen) => !screen.prepare && !alike.test(screen.name));
  const states = screenStates.filter((state) => given.states?.split(',').includes(state));
  for (const state of states) {
    await bringAbout(page, state);
    for (const screen of shown) {
      await page.goto(given.url + screen.path);
      await page.locator('main, .gl-state, .gl-loading').first().waitFor();
      // What may pass by itself is asked again twice before it is called an error.
      await page.waitForTimeout(state === 'away' || state === 'failed' ? 4500 : 1200);
      await page.screenshot({ path: `${given.out}/${screen.name}-${state}.${look.name}.png` });
    }
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  return shown.length * states.length;
}

await mkdir(given.out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-quic'],
});
let count = 0;
try {
  const wanted = given.app === 'field' ? [] : looks;
  for (const look of wanted.filter(({ name }) => given.look === undefined || name === given.look)) {
    const page = await open(browser, look);
    page.on('console', (message) => message.type() === 'error' && console.log(look.name, page.url(), message.text()));
    page.on('pageerror', (error) => console.log(look.name, page.url(), error.message));
    await page.goto(`${given.url}/login`);
    await still(page);
    await page.screenshot({ path: `${given.out}/log-in.${look.name}.png`, fullPage: true });
    await logIn(page);
    const screens = (await screensOf(page)).filter(({ name }) => given.only === undefined || name === given.only);
    for (const screen of given.states !== undefined ? [] : screens) {
      await picture(page, look, screen);
      count++;
    }
    if (given.states !== undefined) count += await pictureStates(page, look, screens);
    await page.context().close();
  }
  if (given.app !== 'console' && given.only === undefined && given.states === undefined)
    count += await fieldScreens(browser, { ...given, login: given.fieldLogin });
} finally {
  await browser.close();
}
console.log(`${count} pictures in ${given.out}`);
