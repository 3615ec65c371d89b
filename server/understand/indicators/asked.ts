import type { Field, Metric, Scope } from '#query';
import type { UnitGroups } from './org-groups.ts';

/** What is to be gathered: parts of metrics, over months, of a territory, by groups of units and perhaps by a field. */
export interface Wanted {
  readonly metrics: readonly Metric[];
  /** How to read the same metrics for another month. */
  readonly again: (period: number) => readonly Metric[];
  readonly periods: readonly number[];
  readonly territory: Scope;
  /** undefined: everything together. */
  readonly groups?: UnitGroups | undefined;
  readonly field?: Field | undefined;
}

/** The number of a component in a month and group. */
export interface Row {
  readonly period: number;
  readonly component: string;
  readonly group: string;
  readonly number: number | null;
}

/** A value that is missing, as a group: no value of a field begins with this. */
export const missingValue = '\u0000';
