import { Worker } from 'node:worker_threads';

/** Runs a worker file on its data in a thread of its own, so that this one stays free; gives the one message it sends. */
export async function runInThread<T>(file: URL, workerData: unknown, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted();
  const worker = new Worker(file, { workerData });
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<T>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
      worker.on('exit', () => reject(signal?.reason ?? new Error('The thread that learns ended without a model')));
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
