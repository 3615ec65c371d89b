import type { Text2 } from '#contract';
import type { Catalogue } from '#query';
import type { Context } from '#platform/context';

/** A figure that no field of the customer record holds, counted by a later feature: by org unit and month. */
export interface FactSource {
  readonly name: string;
  readonly label: Text2;
  readonly unit: string;
  /** Rows of any months and units; what they have in common is added up. Unit null: of nobody's unit. */
  readonly read: (
    context: Context,
    periods: readonly number[],
  ) => Promise<readonly { readonly period: number; readonly orgUnitId: string | null; readonly value: number }[]>;
}

/** What later features give: tags and audiences for formulas, and facts. */
export interface IndicatorsPorts {
  /** What a rule may name in a month (YYYYMM; the newest when not said), tags and audiences included. */
  readonly readCatalogue: (context: Pick<Context, 'db' | 'warehouse' | 'actor'>, period?: number) => Promise<Catalogue>;
  /** Makes the members of the tags and audiences that formulas name, of one month. */
  readonly makeMembers: (context: Context, period: number) => Promise<unknown>;
  readonly facts: readonly FactSource[];
  /** A formula is another one from now on: rules over customers may name it. */
  readonly changed: (context: Context, id: string) => Promise<void>;
}
