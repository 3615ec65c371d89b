import { setTimeout as pause } from 'node:timers/promises';
import { createClient, routes, type Client, type Job } from '#contract';
import { demoPassword } from './logins.ts';

export type DemoClient = Client<typeof routes>;
/** Gives the client of one account. */
export type Connect = (login: string) => Promise<DemoClient>;

/** Logs in with the demonstration's password, as a person would; each login once. */
export function connectTo(url: string, password = demoPassword): Connect {
  const open = new Map<string, Promise<DemoClient>>();
  const logIn = async (login: string): Promise<DemoClient> => {
    const { token } = await createClient(routes, { url }).logIn({ body: { login, password } });
    return createClient(routes, { url, token: () => token });
  };
  return (login) => {
    let client = open.get(login);
    if (!client) open.set(login, (client = logIn(login)));
    return client;
  };
}

/** Waits for a long action. Resolves to its result; rejects with its reason when it failed. */
export async function finished(
  client: DemoClient,
  id: string,
  onProgress: (progress: number, message: string) => void = () => {},
): Promise<unknown> {
  for (let waitMs = 20; ; waitMs = Math.min(300, waitMs * 1.4)) {
    const job: Job = await client.readJob({ params: { id } });
    if (job.state === 'done') return job.result;
    if (job.state === 'failed' || job.state === 'cancelled')
      throw new Error(`The job ${job.name} has ${job.state}: ${JSON.stringify(job.problem ?? job.message)}`);
    onProgress(job.progress, job.message ?? job.name);
    await pause(waitMs);
  }
}

/** Does something for each item, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const run = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, run));
}
