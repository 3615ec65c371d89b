import { Worker } from 'node:worker_threads';
import type { Board, Growth } from './board.ts';
import { countField, type CountJob } from './histogram.ts';

/*
 * Several threads count the fields of a leaf over the same memory:
 *
 *   leader: writes the job ── opens it, wakes ──► takes fields until none is left ──► closes it, waits for who is inside
 *   helper: sleeps until woken ── steps in; is it open? ──► takes fields until none is left ──► steps out, sleeps
 *
 * A helper that never wakes is missed by nobody. A field is counted by one thread in the order of its rows and written
 * where nothing else is written, so no digit tells how many threads there are or which took what.
 */
const turn = 0;
const nextField = 1;
const isOpen = 2;
const inside = 3;
const failed = 4;
const ended = 5;

/** Smaller jobs are done by the leader before a helper would be awake. */
const leastShared = 40_000;

export interface Crew {
  readonly count: (job: CountJob) => void;
}

/** @param helpers how many threads work beside this one, started with `startHelper` on the same memory */
export function leadCrew(board: Board, helpers: number): Crew {
  const { control } = board;
  return {
    count(job) {
      Atomics.store(control, nextField, 0);
      if (helpers === 0 || (job.to - job.from) * board.fields.length < leastShared) return takeFields(board, job);
      writeJob(board.job, job, board.growth);
      Atomics.store(control, isOpen, 1);
      Atomics.add(control, turn, 1);
      Atomics.notify(control, turn);
      takeFields(board, job);
      Atomics.store(control, isOpen, 0);
      for (let n = Atomics.load(control, inside); n > 0; n = Atomics.load(control, inside))
        Atomics.wait(control, inside, n);
      if (Atomics.load(control, failed) > 0) throw new Error('A thread that grows trees has failed');
    },
  };
}

function takeFields(board: Board, job: CountJob): void {
  const fields = board.fields.length;
  for (let field = Atomics.add(board.control, nextField, 1); field < fields;) {
    countField(board, job, field);
    field = Atomics.add(board.control, nextField, 1);
  }
}

/** Starts a helper. It ends when `release` is called, or when the thread that started it ends. */
export function startHelper(board: Board): void {
  new Worker(new URL('./crew-worker.ts', import.meta.url), { workerData: board }).unref();
}

/** Lets all helpers of the board go. */
export function release({ control }: Board): void {
  Atomics.store(control, ended, 1);
  Atomics.add(control, turn, 1);
  Atomics.notify(control, turn);
}

/** What a helper does all its life. */
export function help(board: Board): void {
  const { control } = board;
  for (let seen = 0; Atomics.load(control, ended) === 0; seen = Atomics.load(control, turn)) {
    Atomics.wait(control, turn, seen);
    Atomics.add(control, inside, 1);
    try {
      if (Atomics.load(control, isOpen) === 1)
        takeFields({ ...board, growth: readGrowth(board.job) }, readJob(board.job));
    } catch {
      Atomics.add(control, failed, 1);
    }
    Atomics.sub(control, inside, 1);
    Atomics.notify(control, inside);
  }
}

function writeJob(into: Float64Array, { from, to, small, large }: CountJob, growth: Growth): void {
  into.set([from, to, small.slot, ...sumsOf(small)], 0);
  into.set(large ? [large.slot, ...sumsOf(large)] : [-1], 8);
  into.set([growth.leaves, growth.depth, growth.minLeafRows, growth.l2, growth.rate], 14);
}

const sumsOf = ({ sums }: CountJob['small']) => [sums.gradient, sums.hessian, sums.rows, sums.low, sums.high];

function readJob(job: Float64Array): CountJob {
  const leaf = (at: number) => ({
    slot: job[at]!,
    sums: {
      gradient: job[at + 1]!,
      hessian: job[at + 2]!,
      rows: job[at + 3]!,
      low: job[at + 4]!,
      high: job[at + 5]!,
    },
  });
  return { from: job[0]!, to: job[1]!, small: leaf(2), large: job[8]! < 0 ? undefined : leaf(8) };
}

function readGrowth(job: Float64Array): Growth {
  return { leaves: job[14]!, depth: job[15]!, minLeafRows: job[16]!, l2: job[17]!, rate: job[18]! };
}
