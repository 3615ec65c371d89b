import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Board, Message, Task } from './crew.ts';
import type { Ordered } from './refill.ts';

/*
 * Threads outlive the plan that they were started for: the next one finds them at hand, with their code compiled. While they
 * wait they hold nothing of any plan, and keep no process alive.
 */

const waiting: Thread[] = [];

/** A thread that waits, or a new one. Whoever takes it lets it go. */
export function takeThread(board: Board): Thread {
  let thread = waiting.pop();
  while (thread?.isBroken) thread = waiting.pop();
  thread ??= new Thread();
  thread.take(board);
  return thread;
}

interface Settle {
  readonly resolve: (offers: Ordered | undefined) => void;
  readonly reject: (error: unknown) => void;
}

export class Thread {
  readonly #worker = new Worker(new URL('./crew-worker.ts', import.meta.url), { stdout: false });
  #settle: Settle | undefined;
  #broken: unknown;

  constructor() {
    this.#worker.on('message', (offers: Ordered | undefined) => this.#done()?.resolve(offers));
    this.#worker.on('error', (error) => {
      this.#broken = error;
      this.#done()?.reject(error);
    });
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  take(board: Board): void {
    this.#worker.ref();
    this.turnTo(board);
  }

  turnTo(board: Board): void {
    this.#tell({ board });
  }

  run(task: Task): Promise<Ordered | undefined> {
    return new Promise((resolve, reject) => {
      if (this.isBroken) return reject(new Error('A thread of the planner has died', { cause: this.#broken }));
      this.#settle = { resolve, reject };
      this.#tell({ task });
    });
  }

  /** Waits for the next plan; one that is still at work, or has died, ends. */
  async letGo(): Promise<void> {
    const isFree = this.#settle === undefined && !this.isBroken;
    if (!isFree || waiting.length >= availableParallelism()) {
      await this.#worker.terminate();
      return;
    }
    this.#tell({ board: undefined });
    this.#worker.unref();
    waiting.push(this);
  }

  #done(): Settle | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    return settle;
  }

  #tell(message: Message): void {
    this.#worker.postMessage(message);
  }
}
