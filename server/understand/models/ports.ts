import type { UsesShown } from '#contract';
import type { Context } from '#platform/context';
import type { Statement } from '#platform/warehouse';

/** What came of a campaign, as later features know it. */
export interface CampaignOutcomes {
  /** YYYYMM of the record its targets were drawn from: what was known before anybody was contacted. */
  readonly period: number;
  /** The day the last outcome window ends, YYYY-MM-DD. */
  readonly until: string;
  /** Without control; the order they have in the campaign. */
  readonly arms: readonly string[];
  /** One row a target that was released with its wave, or is its control: { customer_key, arm, outcome }, arm 'control' or one of the arms, outcome 0. or 1. */
  readonly rows: Statement;
}

/** What models ask of features around them. */
export interface ModelPorts {
  /** Builds these months of the customer record (YYYYMM). */
  readonly buildMonths: (
    context: Context,
    periods: readonly number[],
    progress: (fraction: number, message: string) => Promise<void>,
  ) => Promise<void>;
  /** The rules that name any of these ('score:m', 'segment:m'), as the asker may see them. */
  readonly usesOf: (context: Context, names: readonly string[]) => Promise<UsesShown>;
  /** @throws Problem (missing) for a campaign outside the asker's subtree, (conflict) for one without outcomes yet. */
  readonly campaignOutcomes: (context: Context, campaign: string) => Promise<CampaignOutcomes>;
}
