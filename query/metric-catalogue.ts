import type { Catalogue, Named } from './catalogue.ts';

/** Everything a metric may name: what a rule may, other indicators, and what other features count. */
export interface MetricCatalogue extends Catalogue {
  /** Their formulas, each asked of the same catalogue. */
  readonly indicators: Readonly<Record<string, Named & { readonly formula: string }>>;
  /** Figures by org unit and month that no field of the record holds, with their unit. */
  readonly facts: Readonly<Record<string, Named & { readonly unit?: string }>>;
}
