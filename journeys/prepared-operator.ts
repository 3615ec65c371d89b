import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, routes } from '#contract';
import { connectTo, prepareLiveOperator } from '#demo';
import { readConfig, startServer } from '#server';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the journeys of this run keep the operator they share. */
    journeysDirectory: string;
  }
}

/**
 * Puts a small demonstration operator, with a finished and a running campaign, into a data directory. It is made once in
 * a run, by the first journey that wants it; every journey gets a copy of its own to change.
 */
export async function copyOperator(dataDirectory: string): Promise<void> {
  await cp(await sharedOperator(inject('journeysDirectory')), dataDirectory, { recursive: true });
}

async function sharedOperator(directory: string): Promise<string> {
  const ready = join(directory, 'ready');
  const making = join(directory, 'making');
  while (!existsSync(ready)) {
    // Whoever makes the directory makes the operator; where that fails, the next in line tries, and fails with the reason.
    if (
      await mkdir(making).then(
        () => true,
        () => false,
      )
    ) {
      try {
        await makeOperator(making);
        await rename(making, ready);
      } catch (error) {
        await rm(making, { recursive: true, force: true });
        throw error;
      }
    } else await pause(200);
  }
  return ready;
}

async function makeOperator(dataDirectory: string): Promise<void> {
  const server = await startServer(readConfig({}, { dataDirectory, port: 0, logLevel: 'error' }));
  try {
    await prepareLiveOperator({
      administrator: createClient(routes, { url: server.url, token: () => server.token }),
      connect: connectTo(server.url),
      directory: join(dataDirectory, 'demo'),
      customers: 2000,
      months: 6,
      seed: 1,
    });
  } finally {
    await server.close();
  }
}
