import type { FieldDifference, RecordField } from '#contract';

/** What was summed of one field: of everybody and of the audience. */
export interface FieldSums {
  readonly field: RecordField;
  /** Of a number or boolean: mean of everybody, mean of the audience, variance of everybody, variance of the audience. */
  readonly moments: readonly (number | null)[];
  /** Of a text: its values with their counts; '' is missing. */
  readonly keys: readonly string[];
  readonly everybody: readonly number[];
  readonly keysOfAudience: readonly string[];
  readonly audience: readonly number[];
}

/**
 * Fields by how far they set the audience apart, the farthest first; of figures of one measure (arpu, arpu.mean3) only
 * the one that says most.
 */
export function differences(
  sums: readonly FieldSums[],
  size: { readonly population: number; readonly customers: number },
  basesInRule: ReadonlySet<string>,
): FieldDifference[] {
  const found = sums.flatMap((of) => {
    const one = of.field.type === 'text' ? ofText(of, size) : ofNumber(of);
    return one === undefined ? [] : [{ ...one, inRule: basesInRule.has(base(of.field.name)) }];
  });
  const best = new Map<string, FieldDifference>();
  for (const one of found) {
    const before = best.get(base(one.field));
    if (!before || Math.abs(before.difference) < Math.abs(one.difference)) best.set(base(one.field), one);
  }
  return [...best.values()].toSorted(
    (a, b) => Math.abs(b.difference) - Math.abs(a.difference) || (a.field < b.field ? -1 : 1),
  );
}

const base = (name: string): string => name.split('.')[0] ?? name;
type Difference = Omit<FieldDifference, 'inRule'>;

/** The difference over the pooled standard deviation; undefined where nobody differs from anybody. */
export function standardised(of: {
  audience: number;
  population: number;
  audienceVariance: number;
  populationVariance: number;
}): number | undefined {
  const pooled = Math.sqrt((of.audienceVariance + of.populationVariance) / 2);
  return pooled > 0 ? (of.audience - of.population) / pooled : undefined;
}

function ofNumber({ field, moments }: FieldSums): Difference | undefined {
  const [population, audience, populationVariance, audienceVariance] = moments;
  if (population == null || audience == null || populationVariance == null || audienceVariance == null)
    return undefined;
  const difference = standardised({ audience, population, audienceVariance, populationVariance });
  if (difference === undefined) return undefined;
  const measure = field.type === 'boolean' ? ('share' as const) : ('mean' as const);
  return { ...naming(field), measure, value: null, audience, population, difference };
}

/** Of a text, the value whose share differs most. */
function ofText(of: FieldSums, size: { population: number; customers: number }): Difference | undefined {
  const inAudience = new Map(of.keysOfAudience.map((key, i) => [key, of.audience[i] ?? 0]));
  let best: Difference | undefined;
  for (const [i, value] of of.keys.entries()) {
    if (value === '') continue;
    const population = (of.everybody[i] ?? 0) / size.population;
    const audience = (inAudience.get(value) ?? 0) / size.customers;
    const difference = standardised({
      audience,
      population,
      audienceVariance: audience * (1 - audience),
      populationVariance: population * (1 - population),
    });
    if (difference === undefined || (best && Math.abs(best.difference) >= Math.abs(difference))) continue;
    best = { ...naming(of.field), measure: 'share', value, audience, population, difference };
  }
  return best;
}

const naming = ({ name, label, unit }: RecordField) => ({ field: name, label, unit });
