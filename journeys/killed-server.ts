import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, routes } from '#contract';
import { readLock } from '#server/lock';
import type { Connect, DemoClient } from '#demo';

const program = fileURLToPath(new URL('../bin/gridloop.ts', import.meta.url));

/** A server in a process of its own that dies by SIGKILL again and again, and a client that does not give up. */
export interface KilledServer {
  readonly kills: number;
  /** So many kills more, each at a random moment of so many milliseconds after the server listens (or after this call). */
  allow(kills: number, withinMs: number): void;
  /** Acts as the installation, or for an account of it; a call that dies with the server is made again of the next one. */
  readonly administrator: DemoClient;
  readonly connect: Connect;
  /** No more kills; the server ends in peace. */
  stop(): Promise<void>;
}

export interface Killing {
  readonly dataDirectory: string;
  /** Of a PostgreSQL server; unless given, the embedded store. */
  readonly databaseUrl?: string | undefined;
}

export async function openKilledServer(killing: Killing): Promise<KilledServer> {
  const state = {
    kills: 0,
    allowed: 0,
    withinMs: 0,
    stopping: false,
    url: '',
    token: '',
    child: undefined as ChildProcess | undefined,
  };
  // A kill between such a call and its answer leaves the caller in doubt; that is tried elsewhere, feature by feature.
  const delicate = { calls: 0 };
  const start = async (): Promise<void> => {
    const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--data', killing.dataDirectory], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...(killing.databaseUrl !== undefined && { DATABASE_URL: killing.databaseUrl }) },
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    state.child = child;
    for (;;) {
      const lock = readLock(killing.dataDirectory);
      if (lock?.pid === child.pid && lock?.url) {
        Object.assign(state, { url: lock.url, token: lock.token });
        return;
      }
      if (child.exitCode !== null) throw new Error(`The server did not start: ${said}`);
      await pause(20);
    }
  };
  await start();
  const killer = (async () => {
    while (!state.stopping) {
      if (state.allowed === 0) {
        await pause(5);
        continue;
      }
      await pause(Math.random() * state.withinMs);
      while (delicate.calls > 0) await pause(1);
      if (state.stopping) return;
      state.url = '';
      await end(state.child, 'SIGKILL');
      state.kills++;
      state.allowed--;
      await start();
    }
  })();
  killer.catch(() => {});

  const send: typeof fetch = async (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    for (;;) {
      const { url, token } = state;
      if (url === '') {
        await Promise.race([pause(20), killer]);
        continue;
      }
      const isDelicate = init?.method !== 'GET' && !harmlessTwice.some((path) => pathname.startsWith(path));
      if (isDelicate) delicate.calls++;
      try {
        const headers = { ...(init?.headers as Record<string, string>), authorization: `Bearer ${token}` };
        const answer = await fetch(url + pathname + search, { ...init, headers });
        // The body too: an answer that breaks off is none.
        return new Response(answer.status === 204 ? null : await answer.arrayBuffer(), answer);
      } catch (error) {
        if (state.stopping) throw error;
        await pause(20);
      } finally {
        if (isDelicate) delicate.calls--;
      }
    }
  };
  const clientOf = (login?: string): DemoClient =>
    createClient(routes, {
      url: 'http://gridloop',
      fetch: (input, init) =>
        send(input, { ...init, headers: { ...(init?.headers as object), ...(login && { 'x-gridloop-as': login }) } }),
    });
  return {
    get kills() {
      return state.kills;
    },
    allow: (kills, withinMs) => Object.assign(state, { allowed: state.allowed + kills, withinMs }),
    administrator: clientOf(),
    connect: async (login) => clientOf(login),
    async stop() {
      state.stopping = true;
      await killer;
      await end(state.child, 'SIGTERM');
    },
  };
}

const harmlessTwice = [
  '/api/work-orders/actions',
  '/api/loads',
  '/api/org-units',
  '/api/people',
  '/api/offers',
  '/api/accounts',
  '/api/audiences',
];

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
