import type { SchemeDimension } from '#contract';
import { conditionsOf, type Place } from './scheme.ts';

/** Customers alike in which values hold of them: all that a proof by counting has to know of them. */
export interface Alike {
  /** By dimension the values that hold, as bits from the first value on. */
  readonly held: readonly number[];
  /** By dimension, whether a field that its rules read is missing. */
  readonly unknown: readonly boolean[];
  readonly customers: number;
}

export interface Proof {
  readonly customers: number;
  readonly inOneCell: number;
  readonly inNone: number;
  readonly inSeveral: number;
  /** Of `inNone`, those who fall through only where a field is missing. */
  readonly unknown: number;
  readonly dimensions: readonly {
    readonly asked: number;
    readonly gap: number;
    readonly unknown: number;
    readonly overlap: number;
  }[];
  /** Customers by cell, where there are any; one in several cells counts in each. */
  readonly cells: ReadonlyMap<string, { readonly place: Place; readonly customers: number }>;
}

/**
 * Counts who is in how many cells. Everybody is in exactly one when every dimension has exactly one value for everybody
 * of whom it is asked; a customer with several values in one dimension is in a cell of each.
 */
export function prove(dimensions: readonly SchemeDimension[], rows: readonly Alike[]): Proof {
  const conditions = dimensions.map((dimension) => conditionsOf(dimension, dimensions));
  const sums = dimensions.map(() => ({ asked: 0, gap: 0, unknown: 0, overlap: 0 }));
  const total = { customers: 0, inOneCell: 0, inNone: 0, inSeveral: 0, unknown: 0 };
  const cells = new Map<string, { place: Place; customers: number }>();
  for (const { held, unknown, customers } of rows) {
    const isAsked: boolean[] = [];
    let onlyUnknown = true;
    for (const [d, sum] of sums.entries()) {
      isAsked[d] = conditions[d]!.every(
        ({ at, values }) => isAsked[at] && valuesIn(held[at]!).some((v) => values.has(v)),
      );
      if (!isAsked[d]) continue;
      const values = valuesIn(held[d]!).length;
      sum.asked += customers;
      if (values > 1) sum.overlap += customers;
      if (values > 0) continue;
      sum.gap += customers;
      if (unknown[d]) sum.unknown += customers;
      else onlyUnknown = false;
    }
    const places = placesHeld(conditions, held);
    total.customers += customers;
    if (places.length === 1) total.inOneCell += customers;
    else if (places.length > 1) total.inSeveral += customers;
    else {
      total.inNone += customers;
      if (onlyUnknown) total.unknown += customers;
    }
    for (const place of places) {
      const key = place.join();
      const cell = cells.get(key) ?? { place, customers: 0 };
      cell.customers += customers;
      cells.set(key, cell);
    }
  }
  return { ...total, dimensions: sums, cells };
}

/** The cells whose every rule holds. */
function placesHeld(conditions: readonly ReturnType<typeof conditionsOf>[], held: readonly number[]): readonly Place[] {
  let places: Place[] = [[]];
  for (const [d, bits] of held.entries()) {
    const values = valuesIn(bits);
    places = places.flatMap((place): Place[] => {
      const isAsked = conditions[d]!.every(({ at, values: some }) => some.has(place[at] ?? -1));
      return isAsked ? values.map((v) => [...place, v]) : [[...place, null]];
    });
  }
  return places;
}

function valuesIn(bits: number): number[] {
  const values: number[] = [];
  for (let v = 0; v < 31; v++) if ((bits >>> v) & 1) values.push(v);
  return values;
}
