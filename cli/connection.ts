import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, routes, type Job } from '#contract';
import { type Output, UsageError } from './output.ts';
import type { CliPorts, GridloopClient } from './ports.ts';

export interface Where {
  readonly data: string;
  /** Acts as this account instead of the installation itself. */
  readonly as?: string | undefined;
  /** For the commands that begin an installation; the others do not make a new one where a name was mistyped. */
  readonly mayBegin?: boolean;
}

export interface Connection {
  readonly url: string;
  readonly client: GridloopClient;
  /** A client for another account of this installation. */
  readonly clientAs: (login: string) => GridloopClient;
}

const startingSeconds = 60;

/**
 * Finds the server that owns the data directory; where none runs, starts one in this process for as long as the work
 * takes. With GRIDLOOP_URL and GRIDLOOP_TOKEN (a session's token) it talks to a server elsewhere.
 */
export async function withConnection<T>(
  ports: CliPorts,
  where: Where,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const remote = process.env['GRIDLOOP_URL'];
  if (remote) {
    const token = process.env['GRIDLOOP_TOKEN'];
    if (!token)
      throw new UsageError('GRIDLOOP_URL is set but GRIDLOOP_TOKEN is not: log in there and pass the session’s token.');
    return work(connectionTo(remote.replace(/\/$/, ''), token, where.as));
  }
  const found = await findListening(ports, where.data);
  if (found) return work(connectionTo(found.url, found.token, where.as));
  if (!where.mayBegin && !existsSync(where.data)) {
    throw new UsageError(
      `There is no data directory ${where.data}. Name yours with --data, or begin one with gridloop load, or gridloop serve --demo.`,
    );
  }
  const server = await ports.startServer({ dataDirectory: where.data, port: 0, host: '127.0.0.1' });
  try {
    return await work(connectionTo(server.url, server.token, where.as));
  } finally {
    await server.close();
  }
}

async function findListening(ports: CliPorts, data: string) {
  for (let tries = 0; tries < startingSeconds * 4; tries++) {
    const found = await ports.findServer(data);
    if (!found || found.url !== '') return found;
    await pause(250);
  }
  throw new Error(`The server that owns ${data} has not begun to listen for ${startingSeconds} s. See its terminal.`);
}

function connectionTo(url: string, token: string, as: string | undefined): Connection {
  const clientAs = (login: string | undefined) =>
    createClient(routes, {
      url,
      token: () => token,
      fetch: (input, init) =>
        fetch(input, {
          ...init,
          headers: { ...(init?.headers as Record<string, string>), ...(login && { 'x-gridloop-as': login }) },
        }),
    });
  return { url, client: clientAs(as), clientAs };
}

/** Waits for a long action, showing how far it is; its result, or an error that says why it failed. */
export async function finished(client: GridloopClient, id: string, output: Output): Promise<unknown> {
  for (let wait = 50; ; wait = Math.min(1000, wait * 1.5)) {
    const job: Job = await client.readJob({ params: { id } });
    if (job.state === 'done') return job.result;
    if (job.state === 'failed' || job.state === 'cancelled') throw jobError(job);
    output.progress(job.progress, job.message ?? job.name);
    await pause(wait);
  }
}

function jobError(job: Job): Error {
  if (job.state === 'cancelled') return new Error(`${job.name} was cancelled.`);
  const problem = job.problem as { title?: string; problems?: { place: string; message: string }[] } | null | undefined;
  const lines = (problem?.problems ?? []).map(({ place, message }) => `  ${place}: ${message}`);
  return new Error([problem?.title ?? `${job.name} failed.`, ...lines].join('\n'));
}
