import type { Text2, UsesShown } from '#contract';
import type { Catalogue } from '#query';
import type { Context } from '#platform/context';
import type { Statement } from '#platform/warehouse';

/** A figure that no field of the customer record holds, counted by another feature. */
export type FactSource = UnitFacts | CustomerFacts;

interface Counted {
  readonly name: string;
  readonly label: Text2;
  readonly unit: string;
}
/** By org unit and month. */
export interface UnitFacts extends Counted {
  /** Rows of any months and units; what they have in common is added up. Unit null: of nobody's unit. */
  readonly read: (context: Context, periods: readonly number[]) => Promise<readonly FactRow[]>;
}
/** By customer and month, in the warehouse: it can be cut by fields of the record too. */
export interface CustomerFacts extends Counted {
  /** A select of { period, customer_key, org_unit_id, value } for the months (YYYYMM) asked; undefined: there is nothing. */
  readonly select: (context: Context, periods: readonly number[]) => Promise<Statement | undefined>;
}
export interface FactRow {
  readonly period: number;
  readonly orgUnitId: string | null;
  readonly value: number;
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
  /** What of rules and formulas names 'indicator:…', as the viewer may see it. */
  readonly usesOf: (context: Context, names: readonly string[]) => Promise<UsesShown>;
}
