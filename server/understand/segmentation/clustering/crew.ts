import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { tryK, type Trial, type TrialAsk } from './try-k.ts';
import { sweepChunk, type SweepState } from './sweep.ts';

/*
 * Several threads over the same memory. The work is cut by the data alone: sweeps into chunks, the choice of k into one
 * task a k; each is done by itself and put together in order. How many threads there are shows in no digit.
 */
export type Task =
  | { readonly kind: 'sweep'; readonly mode: 'first' | 'next' | 'exact' }
  | { readonly kind: 'state'; readonly state: SweepState; readonly next: Int32Array }
  | { readonly kind: 'try'; readonly ask: TrialAsk };

export interface Crew {
  readonly threads: number;
  /** A pass over all chunks of the state given last. */
  readonly sweep: (state: SweepState, mode: 'first' | 'next' | 'exact') => Promise<void>;
  readonly tryAll: (asks: readonly TrialAsk[], onDone?: (done: number) => void) => Promise<Trial[]>;
  readonly close: () => Promise<void>;
}

/** @param threads how many work at once; 1: this one alone, and no other is started. */
export function gatherCrew(threads = availableParallelism()): Crew {
  const workers = threads > 1 ? Array.from({ length: threads }, startWorker) : [];
  let current: { readonly state: SweepState; readonly next: Int32Array } | undefined;
  return {
    threads,
    async sweep(state, mode) {
      if (current?.state !== state) {
        current = { state, next: new Int32Array(new SharedArrayBuffer(4)) };
        await Promise.all(workers.map((worker) => worker.run({ kind: 'state', ...current! })));
      }
      Atomics.store(current.next, 0, 0);
      if (workers.length === 0) sweepThrough(current, mode);
      else await Promise.all(workers.map((worker) => worker.run({ kind: 'sweep', mode })));
    },
    async tryAll(asks, onDone) {
      const trials: Trial[] = [];
      let next = 0;
      let done = 0;
      const work = async (run: (ask: TrialAsk) => Promise<Trial>): Promise<void> => {
        while (next < asks.length) {
          const mine = next++;
          trials[mine] = await run(asks[mine]!);
          onDone?.(++done);
        }
      };
      if (workers.length === 0)
        // A breath between tasks, so that whoever waits for an answer of this process gets it.
        await work(async (ask) => new Promise((resolve) => setImmediate(() => resolve(tryK(ask)))));
      else
        await Promise.all(
          workers.map((worker) => work(async (ask) => (await worker.run({ kind: 'try', ask })) as Trial)),
        );
      return trials;
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** Takes chunk after chunk until none is left. */
export function sweepThrough(
  { state, next }: { readonly state: SweepState; readonly next: Int32Array },
  mode: 'first' | 'next' | 'exact',
): void {
  for (let chunk = Atomics.add(next, 0, 1); chunk < state.chunks; chunk = Atomics.add(next, 0, 1))
    sweepChunk(state, chunk, mode);
}

interface CrewWorker {
  readonly run: (task: Task) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

function startWorker(): CrewWorker {
  const worker = new Worker(new URL('./crew-worker.ts', import.meta.url));
  let waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void } | undefined;
  let failure: Error | undefined;
  worker.on('message', (answer: unknown) => waiting?.resolve(answer));
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
    waiting?.reject(failure);
  });
  return {
    run: async (task) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting = { resolve, reject };
        worker.postMessage(task);
      }),
    close: async () => void (await worker.terminate()),
  };
}
