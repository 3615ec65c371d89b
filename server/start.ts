import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { routes, type Routes } from '#contract';
import { appendAudit } from '#platform/access';
import { systemClock, type Clock, type Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { sessionCookie, startHttp } from '#platform/http';
import { startJobs, type Jobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { openEvents, startShipper } from '#platform/outbox';
import { authenticator, nobody, system } from './authenticate.ts';
import { features } from './compose.ts';
import type { Config } from './config.ts';
import { takeLock } from './lock.ts';
import { openStores, prepareStores, version, type Stores } from './stores.ts';

export interface RunningServer {
  readonly url: string;
  /** Acts for the installation; the lock file holds it too. */
  readonly token: string;
  close(): Promise<void>;
}

const consoleDirectory = new URL('../dist/console', import.meta.url).pathname;

/**
 * Opens both stores, migrates, starts the work in the background and listens.
 * @throws DirectoryTaken when another process owns the data directory.
 */
export async function startServer(config: Config, clock: Clock = systemClock): Promise<RunningServer> {
  const closing: (() => Promise<void> | void)[] = [];
  const closeAll = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const token = randomBytes(32).toString('base64url');
    await mkdir(config.dataDirectory, { recursive: true });
    const lock = takeLock(config.dataDirectory, token);
    closing.push(() => lock.release());
    const stores = await openStores(config, closing);
    const url = await run(config, clock, { ...stores, token }, closing);
    lock.announce(url);
    return { url, token, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function run(
  config: Config,
  clock: Clock,
  { store, warehouse, token }: Stores & { readonly token: string },
  closing: (() => Promise<void> | void)[],
): Promise<string> {
  const log = createLog(config.logLevel);
  const events = await openEvents(store, (error) => log.error({ err: error }, 'an event was not heard'));
  closing.push(() => events.stop());
  let jobs: Jobs | undefined;
  const theJobs = () => {
    if (!jobs) throw new Error('Jobs are asked for before they have started');
    return jobs;
  };
  const list = features({
    store,
    warehouse,
    clock,
    dataDirectory: config.dataDirectory,
    jobs: theJobs,
    events,
    version,
    warehouseIsEmbedded: config.warehouseUrl === undefined,
  });
  await prepareStores({ store, warehouse }, list);
  const tables = list.flatMap((feature) => feature.tables ?? []);
  const shipper = await startShipper({
    store,
    warehouse,
    tables,
    onError: (error) => log.warn({ err: error }, 'shipping to the warehouse failed, will be tried again'),
  });
  closing.push(() => shipper.stop());
  const contextOf = (actor: Context['actor'], call: Pick<Context, 'signal' | 'session'>): Context => ({
    actor,
    db: store.db,
    warehouse,
    clock,
    log,
    jobs: { enqueue: (...input) => theJobs().enqueue(...input) },
    events,
    outbox: shipper,
    ...call,
  });
  const stopping = new AbortController();
  const systemContext = contextOf(system, { signal: stopping.signal, session: { token: null, address: 'local' } });
  jobs = await startJobs({
    store,
    jobs: list.flatMap((feature) => feature.jobs ?? []),
    context: ({ signal }) => ({ ...systemContext, signal }),
    work: config.role !== 'api',
    onFault: (error, job) => log.error({ err: error, job }, 'a job failed'),
    onQueueError: (error) => log.error({ err: error }, 'the job queue failed'),
  });
  closing.push(() => theJobs().stop());
  if (config.role !== 'api')
    for (const feature of list) if (feature.start) closing.push(await feature.start(systemContext));
  const http = await startHttp({
    host: config.host,
    port: config.port,
    consoleDirectory,
    log,
    binding: {
      routes: handled(list),
      handlers: Object.assign({}, ...list.map((feature) => feature.handlers)),
      nobody,
      authenticate: authenticator(store.db, clock, token),
      audit: (entry) => appendAudit(store.db, clock, entry),
      context: contextOf,
      cookie,
    },
  });
  closing.push(() => {
    stopping.abort();
    return http.close();
  });
  return http.url;
}

/** The routes that have a handler. */
function handled(list: readonly Feature[]): Routes {
  const names = new Set(list.flatMap((feature) => Object.keys(feature.handlers ?? {})));
  return Object.fromEntries(Object.entries(routes).filter(([name]) => names.has(name)));
}

function cookie(name: string, result: unknown): string | undefined {
  if (name === 'logIn') return sessionCookie((result as { token: string }).token);
  return name === 'logOut' ? sessionCookie('') : undefined;
}
