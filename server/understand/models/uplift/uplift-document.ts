import type { ModelDocument } from '#query';
import type { UpliftReport } from '#contract';

/**
 * An uplift model as it is kept: of each arm, what contact changes, as a weighted sum of the scores of model documents,
 *
 *   effect(x) = constant + Σ weight · score(document, x)
 *
 * and the chance to answer without contact, by which sure things and lost causes are told apart.
 */
export interface UpliftDocument {
  readonly format: 'gridloop-uplift';
  readonly version: 1;
  readonly learner: UpliftReport['learner'];
  readonly arms: readonly UpliftArmDocument[];
  readonly untouched: ModelDocument;
  readonly groups: GroupBounds;
  readonly about?: Readonly<Record<string, string | number | boolean>>;
}
export interface UpliftArmDocument {
  readonly arm: string;
  readonly constant: number;
  readonly terms: readonly { readonly weight: number; readonly document: ModelDocument }[];
}

/** An effect above `wakes` is worth a contact, one below `harms` is not to be woken; between them the chance without contact decides. */
export interface GroupBounds {
  readonly wakes: number;
  readonly harms: number;
  readonly sure: number;
}

export type UpliftGroupName = 'persuadable' | 'sure-thing' | 'lost-cause' | 'do-not-wake';

export function groupOf(effect: number, untouched: number, { wakes, harms, sure }: GroupBounds): UpliftGroupName {
  if (effect >= wakes) return 'persuadable';
  if (effect <= harms) return 'do-not-wake';
  return untouched >= sure ? 'sure-thing' : 'lost-cause';
}

/** Every model document within, to be compiled or looked into. */
export const documentsOf = ({ arms, untouched }: UpliftDocument): ModelDocument[] => [
  ...arms.flatMap(({ terms }) => terms.map(({ document }) => document)),
  untouched,
];
