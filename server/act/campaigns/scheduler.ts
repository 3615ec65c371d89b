import type { CampaignFile } from '#contract';
import type { Context } from '#platform/context';
import type { Db } from '#platform/records';

/**
 * What a scheduler is asked. It works in the warehouse:
 *
 * - reads `campaign_to_place` (partitions of the campaigns, rows whose arm is not 'control'): the treated targets with the
 *   channel and offer that the draw, or the schedule before, gave them, minutes and the resource whose minutes they take ('person:<id>',
 *   'pool:<grid>', '' for nobody's); a scheduler that chooses reads `targetsToPlace`, what each could get instead;
 * - reads `campaign_capacity` (partition `campaign`): people with their minutes a day and their unit;
 * - reads `campaign_target` of the `live` campaigns (status 'scheduled'): minutes already promised;
 * - writes `campaign_target_next`: every treated target once, as 'scheduled' in one of the waves with a day and, for a
 *   human channel, a person (or '' for the grid's pool), or as 'unscheduled' with a reason.
 *
 * It must not overfill a day, must not place a target before the wave that was drawn for it, and must give the same
 * answer to the same question. Targets that already stand in `campaign_target_next` are placed: it leaves them alone.
 */
export interface SchedulingTask {
  /** More than one only where all are to be planned. */
  readonly campaigns: readonly CampaignToSchedule[];
  /** No day before it. */
  readonly today: string;
  readonly live: readonly string[];
  readonly by: string;
  /** What has changed since the plan that the campaigns follow: promises are kept where that is possible. */
  readonly changes?: ScheduleChanges | undefined;
  /** Where the change is a small one: only these targets wait for a place, the others stand as they are. */
  readonly touched?: Touched | undefined;
}

export interface CampaignToSchedule {
  readonly campaign: string;
  readonly owner: string;
  readonly file: CampaignFile;
  /** The waves that may still be filled, in order. */
  readonly waves: readonly WaveToFill[];
}

export interface WaveToFill {
  readonly wave: number;
  readonly start: string;
  readonly days: number;
}

export interface ScheduleChanges {
  /** What breaking a promise that could be kept must bring, in yuan. */
  readonly stability: number;
}

/** What a change touches: the targets of these units, those that were promised these people's minutes, and their households. */
export interface Touched {
  readonly units: readonly string[];
  readonly people: readonly string[];
}

/** Resolves to what is to be written when the schedule becomes visible, in that very transaction. */
export type Scheduler = (
  context: Context,
  task: SchedulingTask,
  onStep: (fraction: number, message: string) => Promise<void>,
) => Promise<{ readonly whenPublished?: (trx: Db) => Promise<void> }>;

/** Which method a campaign asks for: the planner wherever the file says what contacts are likely to bring. */
export function methodOf({ schedule, offers }: Pick<CampaignFile, 'schedule' | 'offers'>): 'planner' | 'simple' {
  return schedule?.method ?? (offers.some(({ chance }) => chance !== undefined) ? 'planner' : 'simple');
}
