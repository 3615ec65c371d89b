import type { IndicatorDefinition } from '#contract';

/** An indicator that comes with the product: its id and its first definition. */
export interface StandardIndicator {
  readonly id: string;
  readonly definition: IndicatorDefinition;
}

/** By what an operator commonly cuts; those that the customer record does not have are passed over. */
export const commonDimensions: readonly string[] = [
  'gender',
  'plan',
  'payment_method',
  'credit_class',
  'has_broadband',
  'subscription_status',
  'manager_id',
];

type Written = Pick<IndicatorDefinition, 'family' | 'formula'> & {
  readonly en: readonly [name: string, meaning: string];
  readonly zh: readonly [name: string, meaning: string];
} & Partial<Pick<IndicatorDefinition, 'unit' | 'direction' | 'dimensions' | 'warnings'>>;

/** Writes a family of indicators down. A share or index when no unit is said. */
export const written = (list: Readonly<Record<string, Written>>): readonly StandardIndicator[] =>
  Object.entries(list).map(
    ([id, { en, zh, family, formula, unit = '', direction = 'none', warnings = [], dimensions }]) => ({
      id,
      definition: {
        name: { en: en[0], zh: zh[0] },
        meaning: { en: en[1], zh: zh[1] },
        family,
        unit,
        owner: null,
        formula,
        dimensions: [...(dimensions ?? commonDimensions)],
        direction,
        warnings: [...warnings],
      },
    }),
  );
