import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { routes } from '#contract';
import { appendAudit } from '#platform/access';
import { systemClock, type Clock, type Context } from '#platform/context';
import { sessionCookie, startHttp } from '#platform/http';
import { startJobs, type Jobs } from '#platform/jobs';
import { createLog, type Log } from '#platform/log';
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
const fieldDirectory = new URL('../dist/field', import.meta.url).pathname;

/**
 * Opens both stores, migrates, starts the work in the background and listens.
 * @throws DirectoryTaken when another process owns the data directory.
 */
export async function startServer(config: Config, clock: Clock = systemClock): Promise<RunningServer> {
  const closing: Closing = [];
  const closeAll = async () => {
    for (const close of closing.splice(0).toReversed()) await close();
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

type Closing = (() => Promise<void> | void)[];

/** Starts everything in the order in which each needs the one before; `closing` is the way back. */
async function run(
  config: Config,
  clock: Clock,
  { token, ...stores }: Stores & { readonly token: string },
  closing: Closing,
): Promise<string> {
  const log = createLog(config.logLevel);
  const { list, context, stopping } = await startWork(config, clock, stores, log, closing);
  const http = await startHttp({
    host: config.host,
    port: config.port,
    consoleDirectory,
    fieldDirectory,
    log,
    binding: {
      routes,
      handlers: Object.assign({}, ...list.map((feature) => feature.handlers)),
      nobody,
      authenticate: authenticator(stores.store.db, clock, token),
      audit: (entry) => appendAudit(stores.store.db, clock, entry),
      context,
      cookie,
    },
  });
  closing.push(() => {
    stopping.abort();
    return http.close();
  });
  return http.url;
}

/** Events, both stores' schemas, shipping, jobs, and what the features do in the background. */
async function startWork(config: Config, clock: Clock, stores: Stores, log: Log, closing: Closing) {
  const { store, warehouse } = stores;
  const events = await openEvents(store, (error) => log.error({ err: error }, 'an event was not heard'));
  closing.push(() => events.stop());
  let jobs: Jobs | undefined;
  const theJobs = () => {
    if (!jobs) throw new Error('Jobs are asked for before they have started');
    return jobs;
  };
  const { dataDirectory, warehouseUrl, globalHoldout } = config;
  const ports = { ...stores, clock, dataDirectory, events, version, warehouseIsEmbedded: warehouseUrl === undefined };
  const list = features({ ...ports, globalHoldout, jobs: theJobs });
  await prepareStores(stores, list);
  const shipper = await startShipper({
    ...stores,
    tables: list.flatMap((feature) => feature.tables ?? []),
    onError: (error) => log.warn({ err: error }, 'shipping to the warehouse failed, will be tried again'),
  });
  closing.push(() => shipper.stop());
  const shared = { db: store.db, warehouse, clock, log, events, outbox: shipper };
  const context = (actor: Context['actor'], call: Pick<Context, 'signal' | 'session'>): Context => ({
    ...shared,
    jobs: {
      enqueue: (name, input, options) =>
        theJobs().enqueue(name, input, { ...(actor !== system && { by: actor.login }), ...options }),
    },
    actor,
    ...call,
  });
  const stopping = new AbortController();
  const ofTheSystem = context(system, { signal: stopping.signal, session: { token: null, address: 'local' } });
  jobs = await startJobs({
    store,
    jobs: list.flatMap((feature) => feature.jobs ?? []),
    context: ({ signal }) => ({ ...ofTheSystem, signal }),
    work: config.role !== 'api',
    onMove: (run) =>
      void events
        .emit({ type: 'job', login: run.by, ...run })
        .catch((error: unknown) => log.warn({ err: error }, 'screens were not told of a job')),
    onFault: (error, job) => log.error({ err: error, job }, 'a job failed'),
    onQueueError: (error) => log.error({ err: error }, 'the job queue failed'),
  });
  closing.push(() => theJobs().stop());
  if (config.role !== 'api')
    for (const feature of list) if (feature.start) closing.push(await feature.start(ofTheSystem));
  return { list, context, stopping };
}

function cookie(name: string, result: unknown): string | undefined {
  if (name === 'logIn') return sessionCookie((result as { token: string }).token);
  return name === 'logOut' ? sessionCookie('') : undefined;
}
