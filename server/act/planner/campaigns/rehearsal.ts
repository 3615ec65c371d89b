import type { Context } from '#platform/context';
import { compile } from '../compile.ts';
import { threadsFor } from '../solver/crew.ts';
import { rehearse } from '../solver/rehearse.ts';
import { solve } from '../solver/solve.ts';
import type { PlanMade } from './plan-campaigns.ts';
import { isAnythingPlanned } from './plan-store.ts';
import { rehearsalProblem } from './rehearsal-problem.ts';

/*
 * The first change of a plan would be two or three times as slow as the next, as its code is not compiled yet. So changes are
 * rehearsed, once in a process: of its first plan when that has been published; and where plans are on record already, whose
 * changes may come any time, of a made-up market when the server has started.
 */

/** By then a plan has been written and published, and a server has answered those who waited for it. */
const afterMs = 3000;
let isDue = true;
let stop = () => {};

/** Rehearses changes of a plan that was made from nothing. */
export function rehearseSoon(
  context: Pick<Context, 'log'>,
  { compiled: { instance }, solution }: Pick<PlanMade, 'compiled' | 'solution'>,
): void {
  later(context, (signal) => rehearse(instance, solution, { threads: threadsFor(instance.kind.length), signal }));
}

/** Rehearses where plans are on record. @returns what ends it, and any other rehearsal */
export async function rehearseAtStart(context: Pick<Context, 'db' | 'log'>): Promise<() => Promise<void>> {
  if (await isAnythingPlanned(context.db)) rehearseMadeUp(context);
  return async () => endRehearsal();
}

function rehearseMadeUp(context: Pick<Context, 'log'>): void {
  later(context, async (signal) => {
    const all = threadsFor(Infinity);
    for (const alike of [false, true]) {
      const { instance } = compile(rehearsalProblem(alike));
      const solution = await solve(instance, { threads: all, polish: false, signal });
      // Where customers are alike, each change solves many small linear programs.
      const rounds = alike ? 1 : 4;
      for (const threads of new Set([1, all])) await rehearse(instance, solution, { threads, rounds, signal });
    }
  });
}

/** Ends a rehearsal, also one that has not begun: somebody plans, or the server stops. */
export function endRehearsal(): void {
  stop();
}

function later({ log }: Pick<Context, 'log'>, work: (signal: AbortSignal) => Promise<unknown>): void {
  if (!isDue) return;
  isDue = false;
  const ended = new AbortController();
  const begin = () =>
    void work(ended.signal).catch((error: unknown) => {
      if (!ended.signal.aborted) log.warn({ err: error }, 'changes of a plan could not be rehearsed');
    });
  const timer = setTimeout(begin, afterMs).unref();
  stop = () => {
    clearTimeout(timer);
    ended.abort();
  };
}
