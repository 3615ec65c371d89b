import type { Context } from '#platform/context';

/**
 * What a scheduler is asked. It works in the warehouse, set by set:
 *
 * - reads `campaign_to_place` (partition `campaign`, rows whose arm is not 'control'): the treated targets with channel,
 *   minutes and the resource whose minutes they take ('person:<id>', 'pool:<grid>', '' for nobody's);
 * - reads `campaign_capacity` (partition `campaign`): people with their minutes a day and their unit;
 * - reads `campaign_target` of the `live` campaigns (status 'scheduled'): minutes already promised;
 * - writes `campaign_target_next` (partition `campaign`): every treated target once, as 'scheduled' in one of the waves
 *   with a day and, for a human channel, a person (or '' for the grid's pool), or as 'unscheduled' with a reason.
 *
 * It must not overfill a day, must not place a target before the wave that was drawn for it, and must give the same
 * answer to the same question. Targets that already stand in `campaign_target_next` are placed: it leaves them alone.
 */
export interface SchedulingTask {
  readonly campaign: string;
  /** No day before it. */
  readonly today: string;
  /** The waves that may still be filled, in order. */
  readonly waves: readonly { readonly wave: number; readonly start: string; readonly days: number }[];
  readonly live: readonly string[];
}

export type Scheduler = (
  context: Pick<Context, 'warehouse' | 'signal' | 'log'>,
  task: SchedulingTask,
  onStep: (fraction: number, message: string) => Promise<void>,
) => Promise<void>;
