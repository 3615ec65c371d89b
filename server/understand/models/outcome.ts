import type { ModelTarget } from '#contract';
import { addMonths } from '#know/customers';

/** The months of a target's life: features are of `period`, what is foretold lies after it, up to and with `until`. */
export interface Window {
  readonly period: number;
  /** The last month of the outcome; the same as `period` where the outcome is of the moment (look-alike). */
  readonly until: number;
}

/** Months that have to pass before the outcome is known. Campaigns bring their own time. */
export function monthsAhead(target: ModelTarget): number {
  return 'months' in target ? target.months : 0;
}

export const windowOf = (target: ModelTarget, period: number): Window => ({
  period,
  until: addMonths(period, monthsAhead(target)),
});

/** Whether a number is foretold instead of a chance. */
export const foretellsNumber = (target: ModelTarget): boolean => target.kind === 'value';

/** The months of the customer record that have to be there: that of the features, and that of the outcome where it is asked of the record. */
export function monthsNeeded(target: ModelTarget, { period, until }: Window): number[] {
  return target.kind === 'rule' || target.kind === 'churn' ? [period, until] : [period];
}
