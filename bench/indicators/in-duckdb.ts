import type { IndicatorAnswer } from '#contract';

/** The standard indicators of the bench as somebody would write them for DuckDB. */
const figures: Readonly<Record<string, string>> = {
  customers: 'count(arpu)',
  new_customers: 'count(*) filter (where joined_on between {first} and {last})',
  revenue: 'sum(arpu)',
  arpu: 'avg(arpu)',
  high_value_share: 'count(*) filter (where arpu >= 150) / count(arpu)',
  data_per_user: 'avg(data_gb)',
  minutes_per_user: 'avg(voice_minutes)',
  take_up: 'count(*) filter (where product_count > 0) / count(*)',
  arrears_rate: 'count(*) filter (where days_late_90d > 0) / count(*)',
  complaint_rate: 'sum(complaints_90d) / count(*)',
};

interface Cut {
  readonly indicators: readonly string[];
  readonly by: string;
  /** Absent: the whole, cut by branch. */
  readonly orgUnitId?: string;
}

/** The whole and its groups in one statement: `part` is the group, `is_whole` 1 in the row of all. Branch i has every 18th grid. */
export function duckdbSql({ indicators, by, orgUnitId }: Cut, period: number): string {
  const [year, month] = [Math.trunc(period / 100), period % 100];
  const days = {
    '{first}': `make_date(${year}, ${month}, 1)`,
    '{last}': `last_day(make_date(${year}, ${month}, 1))`,
  };
  const columns = indicators.map((id) => {
    const formula = Object.entries(days).reduce((text, [name, day]) => text.replace(name, day), figures[id] ?? '');
    return `${formula} as ${id}`;
  });
  const grid = `cast(substr(org_unit_id, 6) as integer)`;
  const part = by !== 'unit' ? by : orgUnitId === undefined ? `'branch-' || ${grid} % 18` : 'org_unit_id';
  const where = orgUnitId === undefined ? '' : `where 'branch-' || ${grid} % 18 = '${orgUnitId}'`;
  return `select part, grouping(part) as is_whole, ${columns.join(', ')}
    from (select ${part} as part, * from customer_record ${where}) group by grouping sets ((), (part))`;
}

/** How many figures of the product DuckDB has not, but for the last digits of sums in another order. */
export function differences(
  { whole, groups }: IndicatorAnswer,
  rows: readonly Readonly<Record<string, unknown>>[],
): number {
  const found = new Map(
    rows.map((row) => [row['is_whole'] === 1 || row['is_whole'] === '1' ? 'all' : `of ${String(row['part'])}`, row]),
  );
  const differs = (key: string, indicator: string, value: number | null): boolean => {
    const other = found.get(key)?.[indicator] ?? null;
    if (value === null || other === null) return value !== null && value !== 0;
    return Math.abs(value - Number(other)) > 1e-9 * Math.max(1, Math.abs(value));
  };
  return (
    whole.filter(({ indicator, value }) => differs('all', indicator, value)).length +
    groups.filter(({ key, indicator, value }) => differs(`of ${key}`, indicator, value)).length
  );
}
