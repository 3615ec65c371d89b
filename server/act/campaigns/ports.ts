import type { ChannelKind } from '#contract';
import type { Catalogue } from '#query';
import type { Context } from '#platform/context';
import type { Db } from '#platform/records';
import type { Measures } from './gate.ts';
import type { Scheduler, SchedulingTask, Touched } from './scheduler.ts';

/** A target that becomes somebody's work. `personId` null: the pool of the grid `orgUnitId`. */
export interface NewWorkOrder {
  readonly customerKey: number;
  readonly customerId: string;
  readonly orgUnitId: string | null;
  readonly personId: string | null;
  readonly channel: ChannelKind;
  readonly offerId: string;
  readonly arm: string;
  readonly wave: number;
  readonly day: string;
  readonly dueOn: string;
}
export interface WorkProgress {
  readonly done: number;
  readonly accepted: number;
}

/** What campaigns need of the worklist, which comes after them. */
export interface WorkOrderPort {
  /** Makes released work orders; a campaign has one for a customer. Resolves to how many were made. */
  create(
    trx: Db,
    campaign: { readonly id: string; readonly version: number; readonly releasedAt: Date },
    orders: readonly NewWorkOrder[],
  ): Promise<number>;
  progress(db: Db, campaignIds: readonly string[]): Promise<ReadonlyMap<string, WorkProgress>>;
  /** Cancels what is not finished. Resolves to how many. */
  cancelOpen(trx: Db, campaignId: string, why: string): Promise<number>;
}

/** What later features give to campaigns. */
export interface CampaignPorts {
  readonly workOrders: WorkOrderPort;
  /** The running measures of a campaign, for its gates. */
  readonly measures: (context: Context, campaignId: string) => Promise<Measures>;
  /** How targets are placed; the simple rule unless said otherwise. */
  readonly scheduler?: Scheduler;
  /** What a change of a running campaign touches, where that is little; undefined: everything is placed anew. */
  readonly touches?: (context: Context, task: SchedulingTask) => Promise<Touched | undefined>;
  /** The share of customers that no campaign may touch; 0 unless said otherwise. */
  readonly globalHoldout?: number;
  /** What rules may name, with the members of all tags and saved audiences made. */
  readonly readCatalogue: (context: Context, period?: number) => Promise<Catalogue>;
}
