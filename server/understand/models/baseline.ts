import type { Spread } from './stability.ts';

/** How the score and the fields were spread in the month of training. Empty of a model that was brought in, until its first month. */
export interface Baseline {
  readonly period: number | null;
  readonly score: Spread | null;
  readonly fields: Readonly<Record<string, Spread>>;
}

export const noBaseline: Baseline = { period: null, score: null, fields: {} };
