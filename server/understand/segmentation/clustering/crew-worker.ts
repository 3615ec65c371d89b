import { parentPort } from 'node:worker_threads';
import { sweepThrough, type Task } from './crew.ts';
import type { SweepState } from './sweep.ts';
import { tryK } from './try-k.ts';

let current: { readonly state: SweepState; readonly next: Int32Array } | undefined;
parentPort?.on('message', (task: Task) => {
  if (task.kind === 'try') return parentPort?.postMessage(tryK(task.ask));
  if (task.kind === 'state') current = task;
  else if (current) sweepThrough(current, task.mode);
  parentPort?.postMessage('done');
});
