import {
  Problem,
  type Input,
  type ProblemDetail,
  type Reply,
  type SegmentScheme,
  type SegmentSchemeDetail,
  type SegmentSchemeSummary,
  type segmentSchemeRoutes,
  type Text2,
} from '#contract';
import { emptyCatalogue, toText, type Catalogue } from '#query';
import { readRuleCatalogue, requirePublished, ruleOf } from '#understand/audiences';
import type { Context } from '#platform/context';
import { listed } from '#platform/lists';
import { readScheme, type ReadScheme } from './scheme-rules.ts';
import { readSchemes, readSchemeVersions, retireScheme, writeScheme, type StoredScheme } from './scheme-store.ts';
import { mistakesIn, placesOf, ruleOfValues } from './scheme.ts';

type Replies = { [K in keyof typeof segmentSchemeRoutes]: Reply<(typeof segmentSchemeRoutes)[K]> };

/** @throws Problem (missing) */
export async function requireVersions(
  db: Context['db'],
  id: string,
): Promise<readonly [StoredScheme, ...StoredScheme[]]> {
  const [newest, ...older] = await readSchemeVersions(db, id);
  if (newest) return [newest, ...older];
  throw new Problem('missing', 'no-such-segment-scheme', `There is no scheme ${id} of strategic segments.`, {
    parameters: { id },
  });
}

export async function listSegmentSchemes(
  context: Context,
  { state, ...query }: Input<(typeof segmentSchemeRoutes)['listSegmentSchemes']>['query'],
): Promise<Replies['listSegmentSchemes']> {
  const rows = await readSchemes(context.db);
  const catalogue = await readCatalogueIfAny(context);
  const items = rows.map((row) => summaryOf(row, readStored(row.scheme, catalogue)));
  const found = items.filter((one) => state === undefined || one.state === state);
  return {
    ...listed(found, query, {
      words: ({ id, name, missing }) => [id, name.en, name.zh, ...missing],
      sorts: {
        id: ({ id }) => id,
        name: ({ name }) => name,
        dimensions: ({ dimensions }) => dimensions,
        cells: ({ cells }) => cells,
        state: ({ state }) => state,
        changed: ({ changedAt }) => changedAt,
      },
    }),
    cells: items.filter(({ state }) => state === 'published').reduce((sum, { cells }) => sum + cells, 0),
  };
}

export async function readSegmentScheme(context: Context, id: string): Promise<SegmentSchemeDetail> {
  const versions = await requireVersions(context.db, id);
  return detailOf(versions, readStored(versions[0].scheme, await readCatalogueIfAny(context)));
}

export const readStored = (scheme: SegmentScheme, catalogue: Catalogue): ReadScheme =>
  readScheme(scheme, catalogue, true);

/** Before anything has been loaded every field is missing. */
async function readCatalogueIfAny(context: Context): Promise<Catalogue> {
  try {
    return await readRuleCatalogue(context);
  } catch (error) {
    if (error instanceof Problem && error.code === 'no-record') return emptyCatalogue(200001);
    throw error;
  }
}

function summaryOf(row: StoredScheme, read: ReadScheme): SegmentSchemeSummary {
  return {
    id: row.id,
    name: row.scheme.name,
    version: row.version,
    origin: row.origin,
    state: row.state,
    dimensions: row.scheme.dimensions.length,
    cells: placesOf(row.scheme.dimensions).length,
    missing: [...new Set([...read.baseMissing, ...[...read.missing.values()].flat()])],
    changedAt: row.changed_at.toISOString(),
    changedBy: row.changed_by,
  };
}

function detailOf(versions: readonly [StoredScheme, ...StoredScheme[]], read: ReadScheme): SegmentSchemeDetail {
  const [newest] = versions;
  return {
    ...summaryOf(newest, read),
    scheme: newest.scheme,
    baseMissing: [...read.baseMissing],
    counted: newest.scheme.dimensions.map(({ id, values }) => ({
      id,
      missing: [...(read.missing.get(id) ?? [])],
      cells: values.length,
    })),
    versions: versions.map(({ version, changed_at: at, changed_by: by }) => ({ version, at: at.toISOString(), by })),
  };
}

/**
 * Saves a scheme as its next version; one that says what the last says is no new version.
 * @throws Problem (invalid) with every mistake of its build and of its rules, each with its place.
 */
export async function putSegmentScheme(
  context: Context,
  id: string,
  scheme: SegmentScheme,
): Promise<SegmentSchemeDetail> {
  const read = readScheme(scheme, await readRuleCatalogue(context));
  const problems: ProblemDetail[] = [...mistakesIn(scheme), ...read.problems];
  const [first] = problems;
  if (first) throw new Problem('invalid', 'bad-segment-scheme', `${first.place}: ${first.message}`, { problems });
  for (const rule of rulesOf(scheme)) await requirePublished(context, rule, id);
  const [last] = await readSchemeVersions(context.db, id);
  const isSame = last?.state === 'published' && JSON.stringify(sorted(last.scheme)) === JSON.stringify(sorted(scheme));
  if (!isSame)
    await writeScheme(context.db, {
      id,
      version: (last?.version ?? 0) + 1,
      scheme,
      origin: 'own',
      state: 'published',
      changed_at: context.clock.now(),
      changed_by: context.actor.login,
    });
  return readSegmentScheme(context, id);
}

/** The same whatever the order of keys, which the store does not keep. */
function sorted(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(sorted);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sorted(value)]),
  );
}

/** @throws Problem (missing), (conflict) when it is retired already */
export async function retireSegmentScheme(context: Context, id: string): Promise<SegmentSchemeDetail> {
  const [newest] = await requireVersions(context.db, id);
  if (newest.state === 'retired')
    throw new Problem('conflict', 'segment-scheme-state', `The scheme ${id} is retired already.`, {
      parameters: { id },
    });
  await retireScheme(context.db, id, newest.version);
  return readSegmentScheme(context, id);
}

/** The rule of a cell, or of all cells with these values (`age=18-24,sex=female`), as an audience may have it. */
export async function readSchemeCell(context: Context, id: string, asked: string): Promise<Replies['readSchemeCell']> {
  const [{ scheme }] = await requireVersions(context.db, id);
  const values = new Map<string, string>();
  const names: Text2[] = [];
  for (const part of asked.split(',').filter((text) => text.trim() !== '')) {
    const [dimension = '', value = ''] = part.split('=').map((text) => text.trim());
    const found = scheme.dimensions.find((one) => one.id === dimension)?.values.find((one) => one.id === value);
    if (!found)
      throw new Problem('invalid', 'no-such-cell', `${id} has no ${dimension} ${value}.`, {
        problems: [{ code: 'no-such-value', place: 'values', message: `${part.trim()} is no value of ${id}.` }],
      });
    values.set(dimension, value);
    names.push(found.name);
  }
  const rule = ruleOf(ruleOfValues(scheme, values), await readRuleCatalogue(context));
  const cells = placesOf(scheme.dimensions).filter((place) =>
    scheme.dimensions.every(({ id: dimension, values: all }, d) => {
      const wanted = values.get(dimension);
      return wanted === undefined || (place[d] != null && all[place[d]]?.id === wanted);
    }),
  ).length;
  const join = (language: keyof Text2, mark: string): string =>
    [scheme.name[language], names.map((name) => name[language]).join(mark)].filter(Boolean).join(': ');
  return { rule: toText(rule.source), name: { en: join('en', ', '), zh: join('zh', '，') }, cells };
}

/** What the rules of schemes name: it cannot be taken away under them. */
export async function schemeHolders({ db }: Pick<Context, 'db'>) {
  return (await readSchemes(db))
    .filter(({ state }) => state === 'published')
    .map(({ id, scheme }) => ({
      kind: 'segment' as const,
      id,
      name: scheme.name,
      orgUnitId: null,
      rules: rulesOf(scheme),
    }));
}

const rulesOf = ({ base, dimensions }: SegmentScheme): string[] => [
  ...(base === null ? [] : [base]),
  ...dimensions.flatMap(({ values }) => values.map(({ rule }) => rule)),
];
