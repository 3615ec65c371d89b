import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Problem } from '#contract';
import type { Context } from '#platform/context';
import { migrate, openRecords, type RecordStore } from '#platform/records';
import { freshDatabase, recordStores } from '#platform/records/testing';
import { defineJob, jobMigrations, startJobs, type JobDefinition, type Jobs } from './index.ts';

const source = { feature: 'jobs', directory: jobMigrations };

describe.each(recordStores())('jobs on $name', ({ open }) => {
  let store: RecordStore;
  let jobs: Jobs | undefined;
  const faults: unknown[] = [];

  beforeAll(async () => {
    store = await open();
    await migrate(store, [source]);
  });
  afterEach(async () => {
    await jobs?.stop();
    jobs = undefined;
    faults.length = 0;
  });
  afterAll(() => store.close());

  async function start(...definitions: JobDefinition[]): Promise<Jobs> {
    jobs = await startJobs({
      store,
      jobs: definitions,
      context: () => ({}) as Context,
      onFault: (error) => faults.push(error),
      onQueueError: (error) => faults.push(error),
    });
    return jobs;
  }

  async function ended(started: Jobs, id: string) {
    return expect
      .poll(() => started.status(id), { timeout: 60_000 })
      .toSatisfy((job) => ['done', 'failed', 'cancelled'].includes(job?.state))
      .then(() => started.status(id));
  }

  test('a job shows its progress and ends with its result', async () => {
    const released = Promise.withResolvers<void>();
    const greet = defineJob({
      name: 'greet',
      schema: z.object({ name: z.string(), times: z.number().default(2) }),
      async handler(_context, { name, times }, { progress }) {
        await progress(0.25, 'greeting');
        await released.promise;
        return { greeting: `hello ${name}`, times };
      },
    });
    const started = await start(greet);
    const id = await started.enqueue('greet', { name: '天津' });
    await expect
      .poll(() => started.status(id))
      .toMatchObject({ state: 'running', progress: 0.25, message: 'greeting' });
    released.resolve();
    const done = { id, state: 'done', progress: 1, result: { greeting: 'hello 天津', times: 2 } };
    expect(await ended(started, id)).toMatchObject(done);
    expect(await started.list({ name: 'greet' })).toMatchObject({ total: 1, items: [done] });
  });

  test('are listed by part of their name, subject or requester, in any order, page by page', async () => {
    const release = defineJob({
      name: 'release-list',
      schema: z.object({ campaign: z.string() }),
      handler: async () => true,
    });
    const started = await start(release);
    const ids: string[] = [];
    for (const [campaign, by] of [
      ['autumn', 'ann'],
      ['winter', 'bob'],
      ['autumn', 'bob'],
    ] as const) {
      ids.push(await started.enqueue('release-list', { campaign }, { by }));
      await ended(started, ids.at(-1)!);
    }
    const [first, second, third] = ids;
    const found = async (query: Parameters<Jobs['list']>[0]) => {
      const { total, items } = await started.list({ name: 'release-list', ...query });
      return [total, ...items.map(({ id }) => id)];
    };
    expect(await found({})).toEqual([3, third, second, first]);
    expect(await found({ sort: 'started', order: 'up', limit: 1, offset: 1 })).toEqual([3, second]);
    expect(await found({ text: 'AUTUMN' })).toEqual([2, third, first]);
    expect(await found({ text: 'bob', states: ['done'] })).toEqual([2, third, second]);
    expect(await found({ by: ['ann'] })).toEqual([1, first]);
  });

  test('input that does not fit, and a job nobody defines, are refused', async () => {
    const started = await start(
      defineJob({ name: 'strict', schema: z.object({ n: z.number() }), handler: async () => 1 }),
    );
    await expect(started.enqueue('strict', { n: 'one' })).rejects.toThrow(/expected number/);
    await expect(started.enqueue('unknown', {})).rejects.toThrow('There is no job named unknown');
  });

  test('a fault is tried again after a pause, finished steps are not repeated, and the last failure stands', async () => {
    const tries: number[] = [];
    let stepsDone = 0;
    const flaky = defineJob({
      name: 'flaky',
      schema: z.object({ succeedAt: z.number() }),
      retry: { limit: 1, backoffSeconds: 1 },
      async handler(_context, { succeedAt }, { step }) {
        tries.push(performance.now());
        const kept = await step('only once', async () => ++stepsDone);
        if (tries.length < succeedAt) throw new Error('the network is down');
        return kept;
      },
    });
    const started = await start(flaky);
    const second = await ended(started, await started.enqueue('flaky', { succeedAt: 2 }));
    expect(second).toMatchObject({ state: 'done', result: 1 });
    expect(stepsDone).toBe(1);
    expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBeGreaterThan(500);
    tries.length = 0;
    const never = await ended(started, await started.enqueue('flaky', { succeedAt: 99 }));
    expect(never).toMatchObject({ state: 'failed', problem: { code: 'job-failed' } });
    expect(tries.length).toBe(2);
    expect(faults.map(String)).toEqual(Array(3).fill('Error: the network is down'));
  });

  test('a problem is final and is shown', async () => {
    let tries = 0;
    const refuse = defineJob({
      name: 'refuse',
      schema: z.object({}),
      async handler() {
        tries++;
        throw new Problem('conflict', 'campaign-ended', 'The campaign has ended.', { parameters: { campaign: 7 } });
      },
    });
    const started = await start(refuse);
    const refused = await ended(started, await started.enqueue('refuse', {}));
    expect(refused).toMatchObject({
      state: 'failed',
      problem: { code: 'campaign-ended', parameters: { campaign: 7 } },
    });
    expect([tries, faults.length]).toEqual([1, 0]);
  });

  test('a running job is cancelled through its signal, a waiting one never begins', async () => {
    const begun: string[] = [];
    const patient = defineJob({
      name: 'patient',
      schema: z.object({ name: z.string() }),
      async handler(_context, { name }, { signal }) {
        begun.push(name);
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      },
    });
    const started = await start(patient);
    const running = await started.enqueue('patient', { name: 'running' });
    await expect.poll(() => begun).toEqual(['running']);
    const waiting = await started.enqueue('patient', { name: 'waiting' });
    expect(await started.cancel(waiting)).toMatchObject({ state: 'cancelled' });
    await started.cancel(running);
    expect(await ended(started, running)).toMatchObject({ state: 'cancelled' });
    const last = await started.enqueue('patient', { name: 'last' });
    await expect.poll(() => begun, { timeout: 10_000 }).toEqual(['running', 'last']);
    await started.cancel(last);
    expect(faults).toEqual([]);
  });

  test('jobs of one key are joined while one is unfinished', async () => {
    const gate = Promise.withResolvers<void>();
    const build = defineJob({ name: 'build', schema: z.object({}), handler: () => gate.promise });
    const started = await start(build);
    const first = await started.enqueue('build', {}, { singletonKey: '202611' });
    expect(await started.enqueue('build', {}, { singletonKey: '202611' })).toBe(first);
    const other = await started.enqueue('build', {}, { singletonKey: '202612' });
    expect(other).not.toBe(first);
    gate.resolve();
    await ended(started, first);
    await ended(started, other);
    expect(await started.enqueue('build', {}, { singletonKey: '202611' })).not.toBe(first);
  });

  test('a job exists when the transaction that enqueued it commits, and not when it does not', async () => {
    const ran: number[] = [];
    const note = defineJob({
      name: 'note',
      schema: z.object({ n: z.number() }),
      handler: async (_, { n }) => ran.push(n),
    });
    const started = await start(note);
    const failing = store.db.transaction().execute(async (db) => {
      await started.enqueue('note', { n: 1 }, { db });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    const id = await store.db.transaction().execute((db) => started.enqueue('note', { n: 2 }, { db }));
    await ended(started, id);
    expect(ran).toEqual([2]);
    expect(await started.list({ name: 'note' })).toMatchObject({ total: 1 });
  });
});

describe.each(['pglite', 'postgres'] as const)('a job whose worker is killed, on %s', (kind) => {
  test('is taken up by the next worker, without its finished steps, though it may not be retried', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gridloop-jobs-'));
    const database = kind === 'postgres' ? await freshDatabase() : undefined;
    const config = database ? { url: database.url } : { dataDirectory: directory };
    const store = await openRecords(config);
    await migrate(store, [source]);
    await store.close();

    const first = worker(config, 'hang');
    await first.says('half');
    first.process.kill('SIGKILL');
    const second = worker(config, 'finish');
    await second.says('done {"length":4}');
    second.process.kill('SIGKILL');
    expect(first.lines.filter((line) => line === 'first step')).toHaveLength(1);
    expect(second.lines.filter((line) => !line.startsWith('done'))).toEqual(['half']);

    await database?.drop();
    await rm(directory, { recursive: true });
  });
});

function worker(
  config: object,
  mode: string,
): { process: ChildProcess; lines: string[]; says: (line: string) => Promise<void> } {
  const script = fileURLToPath(new URL('./testing-worker.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(config), mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean)));
  const says = (line: string) => expect.poll(() => lines, { timeout: 60_000 }).toContain(line);
  return { process: child, lines, says: async (line) => void (await says(line)) };
}
