import type { LoadReport } from '#contract';
import { quoteIdentifier, statement, type ParamValue, type QueryOptions, type Warehouse } from '#platform/warehouse';
import { columnType } from './column-sql.ts';
import {
  categoryShares,
  driftAt,
  numberShares,
  populationStabilityIndex,
  type FieldProfile,
  type Profile,
} from './drift.ts';
import type { FeedField } from './feed-plan.ts';

type FieldAudit = LoadReport['fields'][number];

export interface Audit {
  readonly fields: readonly FieldAudit[];
  readonly profile: Profile;
}

/** Above so many rows distinct counts (±1%) and quantiles (of a sample of 8,192) are estimates. */
const exactRows = 100_000;
/** More fields in one query than this would make its text longer than the engine likes. */
const fieldsPerQuery = 60;
const deciles = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const topCategories = 10;

type Spread = 'number' | 'category' | 'none';

/** Looks over the rows of a stage: one query for what they are, one for how they are spread, whatever the number of rows. */
export async function auditStage(
  warehouse: Warehouse,
  table: string,
  fields: readonly FeedField[],
  before: Profile | undefined,
  options: QueryOptions,
): Promise<Audit> {
  const [count] = await warehouse.rows<{ n: number }>(
    statement(`select count() as n from ${quoteIdentifier(table)}`),
    options,
  );
  const rows = count?.n ?? 0;
  const audits: FieldAudit[] = [];
  const profile: Record<string, FieldProfile> = {};
  for (let start = 0; start < fields.length; start += fieldsPerQuery) {
    const some = fields.slice(start, start + fieldsPerQuery);
    const looks = await lookAt(warehouse, table, some, rows, options);
    const spreads = await spreadOf(warehouse, table, looks, before, rows, options);
    for (const [index, look] of looks.entries()) {
      const { own, psi } = spreads[index] ?? { own: undefined, psi: null };
      if (own) profile[look.field.name] = own;
      audits.push({
        field: look.field.name,
        nullRate: rows === 0 ? 0 : (rows - look.known) / rows,
        distinct: look.distinct,
        min: look.min,
        median: look.median,
        max: look.max,
        psi,
        drifted: psi !== null && psi > driftAt,
      });
    }
  }
  return { fields: audits, profile };
}

interface Look {
  readonly field: FeedField;
  readonly spread: Spread;
  readonly known: number;
  readonly distinct: number;
  readonly min: string | number | null;
  readonly median: number | null;
  readonly max: string | number | null;
  readonly edges: readonly number[];
  readonly categories: readonly string[];
}

function spreadKind(field: FeedField): Spread {
  if (field.type === 'decimal' || field.type === 'integer') return 'number';
  if (field.type === 'boolean') return 'category';
  return field.type === 'text' && columnType('text', field.name).startsWith('LowCardinality') ? 'category' : 'none';
}

async function lookAt(
  warehouse: Warehouse,
  table: string,
  fields: readonly FeedField[],
  rows: number,
  options: QueryOptions,
): Promise<Look[]> {
  const exact = rows <= exactRows;
  const columns = fields.flatMap((field, i) => {
    const name = quoteIdentifier(field.name);
    const asked = [`count(${name}) as k${i}`, `${exact ? 'uniqExact' : 'uniq'}(${name}) as u${i}`];
    if (spreadKind(field) === 'number') {
      const levels = [0, ...deciles, 1].join(', ');
      const float = `toFloat64(${name})`;
      return [
        ...asked,
        `quantiles${exact ? 'ExactInclusive' : ''}(${levels})(${float}) as q${i}`,
        `min(${float}) as a${i}`,
        `max(${float}) as z${i}`,
      ];
    }
    if (field.type === 'date' || field.type === 'instant')
      return [...asked, `toString(min(${name})) as a${i}`, `toString(max(${name})) as z${i}`];
    return spreadKind(field) === 'category'
      ? [...asked, `topK(${topCategories})(ifNull(toString(${name}), '')) as t${i}`]
      : asked;
  });
  const [row = {}] =
    columns.length === 0
      ? []
      : await warehouse.rows<Record<string, unknown>>(
          statement(`select ${columns.join(', ')} from ${quoteIdentifier(table)}`),
          options,
        );
  return fields.map((field, i) => {
    const known = Number(row[`k${i}`] ?? 0);
    const quantiles = known === 0 ? [] : ((row[`q${i}`] as number[] | undefined) ?? []);
    const bound = (value: unknown): string | number | null =>
      known === 0 || value === undefined || value === '' ? null : (value as string | number | null);
    return {
      field,
      spread: spreadKind(field),
      known,
      distinct: Number(row[`u${i}`] ?? 0),
      min: bound(row[`a${i}`]),
      median: quantiles[5] ?? null,
      max: bound(row[`z${i}`]),
      edges: [...new Set(quantiles.slice(1, 10))],
      categories: ((row[`t${i}`] as string[] | undefined) ?? []).filter((category) => category !== '').sort(),
    };
  });
}

/** Counts the rows by each field's own bins, to be kept, and by the bins of the load before, for its drift. */
async function spreadOf(
  warehouse: Warehouse,
  table: string,
  looks: readonly Look[],
  before: Profile | undefined,
  rows: number,
  options: QueryOptions,
): Promise<{ own: FieldProfile | undefined; psi: number | null }[]> {
  const columns: string[] = [];
  const params: Record<string, ParamValue> = {};
  const ask = (look: Look, profile: FieldProfile | undefined, tag: string): void => {
    if (!profile) return;
    const name = quoteIdentifier(look.field.name);
    const isNumber = profile.kind === 'number';
    const bins: readonly (string | number)[] = isNumber ? profile.edges : profile.categories;
    if (bins.length === 0) return;
    params[tag] = bins.map(String);
    const type = isNumber ? 'Array(Float64)' : 'Array(String)';
    const test = (index: number): string =>
      isNumber ? `${name} <= {${tag}:${type}}[${index + 1}]` : `toString(${name}) = {${tag}:${type}}[${index + 1}]`;
    columns.push(`[${bins.map((_, index) => `countIf(${test(index)})`).join(', ')}] as ${tag}`);
  };
  const plans = looks.map((look, i) => {
    const own = ownBins(look);
    const last = fitting(before?.[look.field.name], look.spread);
    ask(look, own, `o${i}`);
    ask(look, last, `b${i}`);
    return { look, own, last };
  });
  const [row = {}] =
    columns.length === 0
      ? []
      : await warehouse.rows<Record<string, unknown>>(
          statement(`select ${columns.join(', ')} from ${quoteIdentifier(table)}`, params),
          options,
        );
  return plans.map(({ look, own, last }, i) => {
    const shares = (of: FieldProfile, tag: string): number[] => {
      const counts = ((row[tag] as (number | string)[] | undefined) ?? []).map(Number);
      return of.kind === 'number' ? numberShares(counts, look.known, rows) : categoryShares(counts, look.known, rows);
    };
    const psi = last && rows > 0 ? populationStabilityIndex(last.shares, shares(last, `b${i}`)) : null;
    return { own: own && { ...own, shares: shares(own, `o${i}`) }, psi };
  });
}

function ownBins(look: Look): FieldProfile | undefined {
  if (look.spread === 'number') return { kind: 'number', edges: look.edges, shares: [] };
  return look.spread === 'category' ? { kind: 'category', categories: look.categories, shares: [] } : undefined;
}

function fitting(profile: FieldProfile | undefined, spread: Spread): FieldProfile | undefined {
  return profile?.kind === spread ? profile : undefined;
}
