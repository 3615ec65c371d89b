import type { audienceRoutes, Reply, RuleInput } from '#contract';
import { periodText, readFields, type CatalogueField } from '#know/customers';
import { call, column, conditionOf, fieldsUsed, print, scope, selectRecords, type Rule } from '#query';
import type { Context } from '#platform/context';
import { statement, type Statement } from '#platform/warehouse';
import { readAsk } from './ask-audience.ts';
import { differences, type FieldSums } from './field-difference.ts';
import { inSample } from './record-sample.ts';

type Profile = Reply<(typeof audienceRoutes)['profileAudience']>;

/** So many are looked at of everybody, and, where there are that many, so many of the audience. */
const populationLookedAt = 200_000;
const audienceLookedAt = 2_000;

/**
 * The fields by which an audience differs most from everybody the viewer may see. All fields are summed in one pass over
 * the record; of a large record, over a sample of its blocks.
 */
export async function profileAudience(
  context: Context,
  ask: { readonly rule: RuleInput; readonly period?: string | undefined; readonly limit: number },
): Promise<Profile> {
  const { rule } = await readAsk(context, ask);
  const fields = (await readFields(context.db)).filter(comparable);
  const began = performance.now();
  const size = await sizes(context, rule);
  const share = Math.min(1, Math.max(populationLookedAt / (size.all || 1), audienceLookedAt / (size.found || 1)));
  const [row = {}] = await context.warehouse.rows<Record<string, unknown>>(
    sumsOf(rule, context.actor.scope, fields, share),
    { signal: context.signal },
  );
  const sums = fields.map((field, i): FieldSums => ({
    field,
    moments: listOf(row[`s${i}`]),
    keys: (row[`k${i}`] ?? []) as readonly string[],
    everybody: listOf(row[`v${i}`]).map((count) => count ?? 0),
    keysOfAudience: (row[`l${i}`] ?? []) as readonly string[],
    audience: listOf(row[`w${i}`]).map((count) => count ?? 0),
  }));
  const population = Number(row['n'] ?? 0);
  const customers = Number(row['m'] ?? 0);
  return {
    period: periodText(rule.period),
    customers,
    population,
    sampled: share < 1,
    fields: fields.length,
    items: customers === 0 ? [] : differences(sums, { population, customers }, basesOf(rule)).slice(0, ask.limit),
    ms: Math.round((performance.now() - began) * 10) / 10,
  };
}

/** Places and owners are no traits: the map and the split tell of them. Days have their months as numbers. */
const comparable = (field: CatalogueField): boolean =>
  !field.personal &&
  field.family !== 'ownership' &&
  (field.type === 'number' || field.type === 'integer' || field.type === 'boolean' || field.values !== undefined);

/** The measure behind a derived field: arpu of arpu.mean3. */
const baseOf = (name: string): string => name.split('.')[0] ?? name;
const basesOf = (rule: Rule): ReadonlySet<string> => new Set(fieldsUsed(rule).fields.map(baseOf));

async function sizes({ warehouse, actor, signal }: Context, rule: Rule): Promise<{ all: number; found: number }> {
  const select = selectRecords({
    period: rule.period,
    columns: [
      { expr: call('count'), as: 'every' },
      { expr: call('countIf', conditionOf(rule)), as: 'found' },
    ],
  });
  const [row] = await warehouse.rows<{ every: number; found: number }>(print(scope(select, actor.scope)), { signal });
  return { all: row?.every ?? 0, found: row?.found ?? 0 };
}

/**
 * One row: n, m and for each number or boolean s (mean and variance of everybody, then of the audience), for each text
 * the values k with their counts v of everybody, and l with their counts w of the audience.
 */
function sumsOf(
  rule: Rule,
  territory: Context['actor']['scope'],
  fields: readonly CatalogueField[],
  share: number,
): Statement {
  const select = selectRecords({
    period: rule.period,
    columns: [
      { expr: conditionOf(rule), as: 'profile_hit' },
      ...fields.map((field, i) => ({ expr: column(field.column), as: `profile_${i}` })),
    ],
    where: inSample(share),
  });
  const rows = print(scope(select, territory));
  const finite = (of: string): string => `if(isFinite(${of}), ${of}, null)`;
  const sums = fields.map(({ type }, i) => {
    const name = `profile_${i}`;
    if (type === 'text') {
      const one = `map(ifNull(toString(${name}), ''), toUInt64(1))`;
      const pair = (of: string, keys: string, counts: string) =>
        `mapKeys(${of}) as ${keys}, arrayMap(x -> toFloat64(x), mapValues(${of})) as ${counts}`;
      return `${pair(`sumMap(${one})`, `k${i}`, `v${i}`)}, ${pair(`sumMapIf(${one}, profile_hit = 1)`, `l${i}`, `w${i}`)}`;
    }
    // What is not known to be true is not true, as in rules.
    const number = type === 'boolean' ? `toFloat64(ifNull(${name}, false))` : `toFloat64(${name})`;
    const of = ['avg', 'varPop'].flatMap((f) => [
      finite(`${f}(${number})`),
      finite(`${f}If(${number}, profile_hit = 1)`),
    ]);
    return `[${of.join(', ')}] as s${i}`;
  });
  return statement(
    `select count() as n, countIf(profile_hit = 1) as m, ${sums.join(', ')} from (${rows.sql})`,
    rows.params,
  );
}

const listOf = (value: unknown): readonly (number | null)[] =>
  Array.isArray(value) ? value.map((one) => (one === null ? null : Number(one))) : [];
