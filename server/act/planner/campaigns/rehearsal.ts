import type { Context } from '#platform/context';
import { threadsFor } from '../solver/crew.ts';
import { rehearse } from '../solver/rehearse.ts';
import type { PlanMade } from './plan-campaigns.ts';

/** By then the plan has been written and published. */
const afterMs = 3000;
let isDue = true;

/**
 * Rehearses changes of a plan that was made from nothing, when it has been published: the first real one is then as quick as
 * the next. Once in a process, whose code stays compiled.
 */
export function rehearseSoon(
  { log }: Pick<Context, 'log'>,
  { compiled, solution }: Pick<PlanMade, 'compiled' | 'solution'>,
): void {
  if (!isDue) return;
  isDue = false;
  const begin = () => {
    rehearse(compiled.instance, solution, { threads: threadsFor(compiled.source.length) }).catch((error: unknown) =>
      log.warn({ err: error }, 'changes of a plan could not be rehearsed'),
    );
  };
  setTimeout(begin, afterMs).unref();
}
