import type { Component, Field } from '#query';
import type { Context } from '#platform/context';
import { quoteIdentifier, statement } from '#platform/warehouse';
import { missingValue, type Row, type Wanted } from './asked.ts';
import type { CustomerFacts, FactRow, FactSource, IndicatorsPorts } from './ports.ts';

/** What others count, put together by group. What is counted by units only has nothing to say of a field's values. */
export async function readFacts(
  context: Context,
  ports: IndicatorsPorts,
  { territory, groups, field, periods }: Wanted,
  components: readonly Component[],
): Promise<Row[]> {
  const mine = territory.kind === 'everything' ? undefined : new Set(territory.units);
  const sums = new Map<string, Row>();
  for (const { key, source: of, fact } of components) {
    const source = of === 'fact' ? ports.facts.find(({ name }) => name === fact) : undefined;
    for (const { period, orgUnitId, value, cut } of source ? await rowsOf(context, source, periods, field) : []) {
      if (mine && (orgUnitId === null || !mine.has(orgUnitId))) continue;
      const group = cut ?? ((orgUnitId !== null && groups?.get(orgUnitId)) || '');
      const place = `${period} ${group} ${key}`;
      sums.set(place, { period, component: key, group, number: (sums.get(place)?.number ?? 0) + value });
    }
  }
  return [...sums.values()];
}

/** `cut`: the value of the field they are cut by. */
type CutRow = FactRow & { readonly cut?: string };

async function rowsOf(
  context: Context,
  source: FactSource,
  periods: readonly number[],
  field: Field | undefined,
): Promise<readonly CutRow[]> {
  if ('select' in source) return addedUp(context, source, periods, field);
  return field ? [] : source.read(context, periods);
}

/** Sums by unit, and by the value that the record of the same month has of the field. */
async function addedUp(
  context: Context,
  source: CustomerFacts,
  periods: readonly number[],
  field: Field | undefined,
): Promise<CutRow[]> {
  const facts = await source.select(context, periods);
  if (!facts) return [];
  const value = field && `toString(${quoteIdentifier(field.column)})`;
  const record =
    value === undefined
      ? ''
      : `any left join (
           select period, customer_key, ${value} as cut from customer_record
           where period in {months:Array(UInt32)} and customer_key in (select customer_key from facts)
         ) r on r.period = f.period and r.customer_key = f.customer_key`;
  const cut = value === undefined ? `''` : `ifNull(r.cut, {missing:String})`;
  const rows = await context.warehouse.rows<{ period: number; unit: string | null; cut: string; together: number }>(
    statement(
      `with facts as (${facts.sql})
       select f.period as period, f.org_unit_id as unit, ${cut} as cut, sum(f.value) as together
       from facts f ${record} group by period, unit, cut`,
      { ...facts.params, ...(field && { months: periods.map(String), missing: missingValue }) },
    ),
    { signal: context.signal },
  );
  return rows.map(({ period, unit, cut: group, together }) => ({
    period,
    orgUnitId: unit,
    value: together,
    ...(field && { cut: group }),
  }));
}
