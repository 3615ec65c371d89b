import { Problem, type Indicator, type IndicatorDefinition } from '#contract';
import {
  describeProblem,
  readMetric,
  type Catalogue,
  type CheckedMetric,
  type MetricCatalogue,
  type Problem as MetricProblem,
} from '#query';
import type { Context } from '#platform/context';
import { readNewest, readVersion, writeVersion, type StoredIndicator } from './indicator-store.ts';
import type { IndicatorsPorts } from './ports.ts';
import { readRetired } from './retired-store.ts';
import { customerIndicators } from './standard-customers.ts';
import { serviceIndicators } from './standard-service.ts';
import { useIndicators } from './standard-use.ts';

export const standardIndicators = [...customerIndicators, ...useIndicators, ...serviceIndicators];
export const byProduct = 'gridloop';

/** An indicator with its formula read against the catalogue of a month. */
export interface ReadIndicator {
  readonly stored: StoredIndicator;
  readonly checked: ReturnType<typeof readMetric>;
}

/** The whole library, read for one month. */
export interface Library {
  readonly catalogue: MetricCatalogue;
  readonly indicators: ReadonlyMap<string, ReadIndicator>;
}

/**
 * Writes the standard indicators down. A definition that the product has changed since becomes the next version, unless
 * somebody here has changed it: then theirs stays, and so does one that is out of use. Harmless to repeat and to run in several processes at once.
 */
export async function keepStandard({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const newest = new Map([...(await readNewest(db)), ...(await readRetired(db))].map((one) => [one.id, one]));
  for (const { id, definition } of standardIndicators) {
    const old = newest.get(id);
    if (old && (old.changed_by !== byProduct || same(old.definition, definition))) continue;
    const version = (old?.version ?? 0) + 1;
    await writeVersion(db, { id, version, definition, standard: true, changed_at: clock.now(), changed_by: byProduct });
  }
}

export const same = (a: IndicatorDefinition, b: IndicatorDefinition): boolean => canonical(a) === canonical(b);
const canonical = (of: unknown): string =>
  JSON.stringify(of, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** Reads the library for a month (YYYYMM; the newest that was built when not said). */
export async function readLibrary(
  context: Pick<Context, 'db' | 'warehouse' | 'actor'>,
  ports: IndicatorsPorts,
  period?: number,
): Promise<Library> {
  const stored = await readNewest(context.db);
  const catalogue = metricCatalogue(await ports.readCatalogue(context, period), stored, ports);
  return { catalogue, indicators: new Map(stored.map((one) => [one.id, readStored(one, catalogue)])) };
}

/** The formulas of all indicators, as rules over customers may name them. */
export async function indicatorFormulas({ db }: Pick<Context, 'db'>): Promise<NonNullable<Catalogue['indicators']>> {
  return formulasOf(await readNewest(db));
}

const formulasOf = (stored: readonly StoredIndicator[]): NonNullable<Catalogue['indicators']> =>
  Object.fromEntries(
    stored.map(({ id, definition }) => [id, { labels: definition.name, formula: definition.formula }]),
  );

export function metricCatalogue(
  rules: Catalogue,
  stored: readonly StoredIndicator[],
  { facts }: Pick<IndicatorsPorts, 'facts'>,
): MetricCatalogue {
  return {
    ...rules,
    indicators: formulasOf(stored),
    facts: Object.fromEntries(facts.map(({ name, label, unit }) => [name, { labels: label, unit }])),
  };
}

export const readStored = (stored: StoredIndicator, catalogue: MetricCatalogue): ReadIndicator => ({
  stored,
  checked: readMetric(stored.definition.formula, catalogue, stored.id),
});

/** Formulas are read again for a month, since month_start() is part of them. */
export function inMonth(library: Library, period: number): Library {
  if (library.catalogue.period === period) return library;
  const catalogue = { ...library.catalogue, period };
  return {
    catalogue,
    indicators: new Map([...library.indicators].map(([id, { stored }]) => [id, readStored(stored, catalogue)])),
  };
}

/** Finds `id` or `id@version` in the library. @throws Problem (missing) with the nearest id. */
export async function findIndicator(
  { db }: Pick<Context, 'db'>,
  library: Library,
  name: string,
): Promise<ReadIndicator> {
  const [id = '', version] = name.split('@');
  const newest = library.indicators.get(id);
  if (version === undefined || newest?.stored.version === Number(version)) {
    if (newest) return newest;
  } else {
    const stored = Number.isSafeInteger(Number(version)) ? await readVersion(db, id, Number(version)) : undefined;
    if (stored) return readStored(stored, library.catalogue);
  }
  throw noIndicator(name);
}

export const noIndicator = (id: string): Problem =>
  new Problem('missing', 'no-such-indicator', `There is no indicator ${id}.`, { parameters: { id } });

export const indicatorOf = ({ stored, checked }: ReadIndicator): Indicator => ({
  ...plain(stored),
  retired: false,
  problems: problemsOf(checked),
});

export function plain(stored: StoredIndicator): Omit<Indicator, 'retired' | 'problems'> {
  const { id, version, definition, standard, changed_at: at, changed_by: changedBy } = stored;
  return { ...definition, id, version, standard, changedAt: at.toISOString(), changedBy };
}

export function problemsOf(checked: ReadIndicator['checked']): Indicator['problems'] {
  return checked.ok ? [] : checked.problems.map(problemDetail);
}

function problemDetail(problem: MetricProblem): Indicator['problems'][number] {
  const { code, at, params, suggestion } = problem;
  return {
    code,
    message: describeProblem(problem, 'en'),
    parameters: params,
    ...(at.to > at.from && { from: at.from, to: at.to }),
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** A formula that must hold. @throws Problem (invalid, formula-invalid) with every mistake and its place. */
export function metricOf(formula: string, catalogue: MetricCatalogue, self?: string): CheckedMetric {
  const checked = readMetric(formula, catalogue, self);
  if (checked.ok) return checked.rule;
  const problems = checked.problems.map((problem) => ({ ...problemDetail(problem), place: 'formula' }));
  const more = problems.length > 1 ? ` And ${problems.length - 1} more.` : '';
  throw new Problem('invalid', 'formula-invalid', `${problems[0]?.message ?? ''}${more}`, { problems });
}
