import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, routes, type Client } from '#contract';
import { connectTo, dataPackCampaign, type DemoClient } from '#demo';
import { readConfig, startServer, type RunningServer } from '#server';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { browserPath, browserSwitches } from './browser.ts';
import { copyOperator } from './prepared-operator.ts';

/*
 * A small operator with one person who walks the whole city, and their manager: the demonstration's grids are too small
 * for anybody to have a day's work there.
 */
export interface FieldWorld {
  readonly server: RunningServer;
  readonly administrator: Client<typeof routes>;
  readonly manager: Client<typeof routes>;
  /** Open orders of the walker. */
  readonly orders: readonly string[];
  close(): Promise<void>;
}
export const walker = { login: 'walker', password: 'walks all day long' } as const;
export const manager = { login: 'manager', password: 'watches all day long' } as const;

/** `ordersWanted`: 0 for no campaign beside the demonstration's own. */
export async function openFieldWorld(ordersWanted: number): Promise<FieldWorld> {
  if (!existsSync(new URL('../dist/field/index.html', import.meta.url)))
    throw new Error('The field app is not built: run the tests by npm test, or vite build field.');
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-field-'));
  await copyOperator(directory);
  const server = await startServer(readConfig({}, { dataDirectory: directory, port: 0, logLevel: 'error' }));
  const administrator = createClient(routes, { url: server.url, token: () => server.token });
  const name = (text: string) => ({ en: text, zh: text });
  await administrator.putPeople({
    body: { items: [{ id: 'walker', orgUnitId: 'city', name: name('行者'), role: 'frontline' }] },
  });
  const account = (who: { login: string; password: string }, role: 'frontline' | 'grid-manager') => ({
    ...who,
    name: name(who.login),
    roles: [role],
    orgUnitId: 'city',
    personId: role === 'frontline' ? 'walker' : null,
  });
  await administrator.putAccounts({
    body: { accounts: [account(walker, 'frontline'), account(manager, 'grid-manager')] },
  });
  if (ordersWanted > 0) await releaseWork(server.url);
  const { token } = await administrator.logIn({ body: manager });
  const managerClient = createClient(routes, { url: server.url, token: () => token });
  const orders = ordersWanted > 0 ? await giveOrders(managerClient, ordersWanted) : [];
  return {
    server,
    administrator,
    manager: managerClient,
    orders,
    close: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function giveOrders(client: DemoClient, limit: number): Promise<string[]> {
  const open = await client.listWorkOrders({ query: { state: ['released'], campaignId: 'field-day', limit } });
  const ids = open.items.map(({ id }) => id);
  await client.reassignWorkOrders({ body: { workOrderIds: ids, personId: 'walker' } });
  return ids;
}

/** A campaign for nearly everybody that begins today: from the planner's draft to released work orders. */
async function releaseWork(url: string): Promise<void> {
  const [planner, approver] = [await connectTo(url)('planner'), await connectTo(url)('approver')];
  const today = new Date().toISOString().slice(0, 10);
  const file = {
    ...dataPackCampaign({ id: 'field-day', start: today, audience: 'tenure_months >= 0' }),
    channels: [{ channel: 'field' as const, share: 1, minutes: 20 }],
    waves: [{ share: 1, start: today, days: 3 }],
    policy: {},
  };
  const params = { id: file.campaign };
  await planner.createCampaign({ body: { file } });
  await planner.submitCampaign({ params, body: {} });
  await approver.approveCampaign({ params, body: {} });
  await ended(planner, (await planner.scheduleCampaign({ params, body: {} })).job);
  await ended(planner, (await planner.releaseWave({ params, body: { wave: 1 } })).job);
}

async function ended(client: DemoClient, id: string): Promise<void> {
  for (;;) {
    const { state, problem } = await client.readJob({ params: { id } });
    if (state === 'done') return;
    if (state === 'failed' || state === 'cancelled') throw new Error(`Job ${id} ${state}: ${JSON.stringify(problem)}`);
    await pause(100);
  }
}

/** A phone's browser as a process of its own, so that it can be killed, over a profile that outlives it. */
export interface PhoneBrowser {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: readonly string[];
  /** SIGKILL, in the midst of whatever it does. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Those that a failed test has left running. */
export async function killPhones(): Promise<void> {
  await Promise.all([...running].map(killPhone));
}

async function killPhone(child: ChildProcess): Promise<void> {
  if (!running.delete(child)) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  // The whole group: a browser is many processes.
  process.kill(-(child.pid as number), 'SIGKILL');
  await gone;
}

export async function openPhone(
  profile: string,
  url: string,
  given: { offline?: boolean } = {},
): Promise<PhoneBrowser> {
  const child = spawn(
    browserPath(),
    [
      ...browserSwitches,
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--lang=zh-CN',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  running.add(child);
  child.once('exit', () => running.delete(child));
  const browser = await chromium.connectOverCDP(await debuggerOf(child));
  const context = browser.contexts()[0] as BrowserContext;
  await context.setOffline(given.offline === true);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.setViewportSize({ width: 360, height: 740 });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  await page.goto(`${url}/field/`);
  return {
    page,
    context,
    complaints,
    kill: () => killPhone(child),
  };
}

function debuggerOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => reject(new Error(`The browser ended: ${said}`)));
  });
}
