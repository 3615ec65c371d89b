import type { UsesShown } from '#contract';
import type { Context } from '#platform/context';

/** What other features give: who names a group. */
export interface SegmentationPorts {
  /** What of rules and formulas names 'segment:…', as the viewer may see it. */
  readonly usesOf: (context: Context, names: readonly string[]) => Promise<UsesShown>;
}
