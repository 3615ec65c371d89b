import { availableParallelism } from 'node:os';
import { takeThread } from './crew-threads.ts';
import { type Ask, blocksOfChunk, evaluateChunk } from './evaluate.ts';
import { type FavourAsk, favourBlocks } from './favour.ts';
import { type Instance, kindPrices, type Prices, shared } from './instance.ts';
import { packChunk } from './pack.ts';
import { inOrder, noOffers, type Ordered, type RefillAsk, refillBlocks } from './refill.ts';
import { type ReuseAsk, reuseBlocks } from './reuse.ts';

/*
 * Work on chunks by several threads over the same memory. Chunks are cut by the instance alone, every chunk writes its
 * own result, and results are summed in the order of chunks: how many threads there are, and who takes which chunk, does
 * not show in any digit.
 */

/** Memory that all threads see. */
export interface Board {
  readonly instance: Instance;
  readonly limitPrice: Float64Array;
  readonly personPrice: Float64Array;
  readonly fittedPrice: Float64Array;
  readonly each: Float64Array;
  readonly ofCost: Float64Array;
  readonly chunks: number;
  /** Per chunk: value, used by limit, bends. */
  readonly results: Float64Array;
  /** The next chunk nobody has taken. */
  readonly next: Int32Array;
  /** Day + 1 of every candidate that is in the plan, 0 for the others. */
  readonly dayOf: Uint16Array;
  /** One number: what keeping a promise in `dayOf` is worth; 0 where there are none. */
  readonly promise: Float64Array;
}

export type Task =
  | { readonly kind: 'evaluate'; readonly ask: Omit<Ask, 'chunk' | 'chunks'> }
  | { readonly kind: 'pack' }
  | { readonly kind: 'refill'; readonly ask: RefillAsk }
  | { readonly kind: 'reuse'; readonly ask: ReuseAsk }
  | { readonly kind: 'favour'; readonly ask: FavourAsk };

/** What a thread is told: the problem it is to work on (none: it waits), or work. */
export type Message = { readonly board: Board | undefined } | { readonly task: Task };

export interface Total {
  readonly value: number;
  readonly used: Float64Array;
  readonly bends: Float64Array;
}

export interface Crew {
  readonly board: Board;
  /** @param stability what keeping a promise is worth; nothing where it is left out */
  readonly evaluate: (prices: Prices, ask: Omit<Ask, 'chunk' | 'chunks'>, stability?: number) => Promise<Total>;
  /** Packs everybody's days at prices, which are not fitted any more. */
  readonly pack: (prices: Prices) => Promise<void>;
  /** Favours what part of the units choose at these prices, as `favour.ts` tells. */
  readonly favour: (prices: Prices, ask: FavourAsk, stability?: number) => Promise<void>;
  /** Fills what promises leave of the days; offers as `refill.ts` writes them, each thread's in their order. */
  readonly refill: (prices: Prices, ask: RefillAsk & { readonly stability: number }) => Promise<readonly Ordered[]>;
  /** Looks for what else fits, as `reuse.ts` tells; offers as of `refill`. */
  readonly reuse: (prices: Prices, ask: ReuseAsk) => Promise<readonly Ordered[]>;
  /** Goes on with a changed problem, whose candidates and kinds are the same ones, and with the promises in `dayOf`. */
  readonly turnTo: (instance: Instance, dayOf: Uint16Array) => void;
  readonly close: () => Promise<void>;
}

function boardFor(instance: Instance): Board {
  const limits = instance.limits.count;
  const chunks = Math.max(1, Math.min(64, instance.blocks.count, Math.floor(2e7 / (limits * limits + 1))));
  return {
    instance,
    limitPrice: shared.float64(limits),
    personPrice: shared.float64(instance.people.count),
    fittedPrice: shared.float64(instance.people.count),
    each: shared.float64(instance.kinds.count),
    ofCost: shared.float64(instance.kinds.count),
    chunks,
    results: shared.float64(chunks * resultSize(limits)),
    next: shared.int32(1),
    dayOf: shared.uint16(instance.kind.length),
    promise: shared.float64(1),
  };
}

/** Smaller problems are planned anew as quickly by one thread: others would have to be told of every step. */
const worthThreads = 2e5;

export const threadsFor = (candidates: number): number => (candidates < worthThreads ? 1 : availableParallelism());

/** @param threads how many work at once; 1: this one alone, and no other is started. */
export function gatherCrew(instance: Instance, threads: number): Crew {
  let board = boardFor(instance);
  const { chunks } = board;
  const workers = threads > 1 ? Array.from({ length: Math.min(threads, chunks) }, () => takeThread(board)) : [];
  const run = async (task: Task): Promise<readonly (Ordered | undefined)[]> => {
    Atomics.store(board.next, 0, 0);
    if (workers.length === 0) return [workThrough(board, task)];
    return Promise.all(workers.map((worker) => worker.run(task)));
  };
  const post = (prices: Prices, stability: number) => {
    board.limitPrice.set(prices.limit);
    board.personPrice.set(prices.person);
    board.fittedPrice.set(prices.person);
    board.promise[0] = stability;
    kindPrices(board.instance, board.limitPrice, board.each, board.ofCost);
  };
  return {
    get board() {
      return board;
    },
    evaluate: async (prices, ask, stability = 0) => {
      post(prices, stability);
      await run({ kind: 'evaluate', ask });
      return sumUp(board, ask.bandwidth > 0);
    },
    favour: async (prices, ask, stability = 0) => {
      post(prices, stability);
      await run({ kind: 'favour', ask });
    },
    pack: async (prices) => {
      post(prices, 0);
      await run({ kind: 'pack' });
    },
    refill: async (prices, { stability, ...ask }) => {
      post(prices, stability);
      return (await run({ kind: 'refill', ask })).filter((offers) => offers !== undefined);
    },
    reuse: async (prices, ask) => {
      post(prices, 0);
      return (await run({ kind: 'reuse', ask })).filter((offers) => offers !== undefined);
    },
    turnTo: (changed, dayOf) => {
      board = { ...board, instance: changed, dayOf };
      for (const worker of workers) worker.turnTo(board);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.letGo()));
    },
  };
}

const resultSize = (limits: number) => 1 + limits + limits * limits;

/** Takes chunk after chunk until none is left. @returns the offers of a refill or a reuse; nothing of other tasks, which write on the board. */
export function workThrough(board: Board, task: Task): Ordered | undefined {
  const { instance, chunks } = board;
  const limits = instance.limits.count;
  const promises = { worth: board.promise[0]!, dayOf: board.dayOf };
  const prices = { each: board.each, ofCost: board.ofCost, person: board.personPrice, promises };
  const offers = task.kind === 'refill' || task.kind === 'reuse' ? noOffers() : undefined;
  for (let chunk = Atomics.add(board.next, 0, 1); chunk < chunks; chunk = Atomics.add(board.next, 0, 1)) {
    if (task.kind === 'pack') {
      packChunk(instance, prices, { chunk, chunks }, board.dayOf);
      continue;
    }
    if (task.kind === 'favour') {
      favourBlocks(instance, prices, task.ask, blocksOfChunk(instance, chunk, chunks));
      continue;
    }
    if (task.kind === 'refill') {
      refillBlocks(instance, prices, board.dayOf, task.ask, blocksOfChunk(instance, chunk, chunks), offers!);
      continue;
    }
    if (task.kind === 'reuse') {
      reuseBlocks(instance, prices, board.dayOf, task.ask, blocksOfChunk(instance, chunk, chunks), offers!);
      continue;
    }
    const at = chunk * resultSize(limits);
    const result = {
      value: 0,
      used: board.results.subarray(at + 1, at + 1 + limits),
      bends: board.results.subarray(at + 1 + limits, at + resultSize(limits)),
    };
    evaluateChunk(instance, prices, { ...task.ask, chunk, chunks }, board.fittedPrice, result);
    board.results[at] = result.value;
  }
  return offers && inOrder(offers, task.kind === 'refill');
}

function sumUp(board: Board, withBends: boolean): Total {
  const limits = board.instance.limits.count;
  const used = new Float64Array(limits);
  const bends = new Float64Array(limits * limits);
  let value = 0;
  for (let chunk = 0; chunk < board.chunks; chunk++) {
    const at = chunk * resultSize(limits);
    value += board.results[at]!;
    for (let i = 0; i < limits; i++) used[i] = used[i]! + board.results[at + 1 + i]!;
    if (withBends) for (let i = 0; i < limits * limits; i++) bends[i] = bends[i]! + board.results[at + 1 + limits + i]!;
  }
  return { value, used, bends };
}
