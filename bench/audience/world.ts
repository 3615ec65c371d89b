import { emptyCatalogue } from '#query';
import type { Catalogue, Field, FieldType } from '#query';
import type { TableDefinition } from '#platform/warehouse';
import { withColumns } from '../../server/know/customers/record-columns.ts';
import { columnType } from '../../server/know/customers/record-sql.ts';
import { memberTable, tagTable } from '../../server/understand/audiences/audience-tables.ts';

/** The month everything is asked of; the smaller month holds its first customers, for PostgreSQL. */
export const period = 202610;
export const smallerPeriod = 202609;

/** A field and how its value comes from `u`, a number from 0 up to 1 that is its own for each customer. */
interface Column {
  readonly name: string;
  readonly type: FieldType;
  readonly from: (u: string) => string;
}

const field =
  (type: FieldType) =>
  (name: string, from: Column['from']): Column => ({ name, type, from });
const [decimal, integer, date, text, yes] = (['number', 'integer', 'date', 'text', 'boolean'] as const).map(field) as [
  ReturnType<typeof field>,
  ReturnType<typeof field>,
  ReturnType<typeof field>,
  ReturnType<typeof field>,
  ReturnType<typeof field>,
];

// Spending and usage have long tails; most customers have none of what is rare.
const longTail = (mean: number, digits: number) => (u: string) => `round(-log(1 - ${u}) * ${mean}, ${digits})`;
const rare = (share: number, mean: number) => (u: string) =>
  `if(${u} < ${share}, round(-log(1 - ${u} / ${share}) * ${mean}, 2), 0)`;
const around = (low: number, high: number, digits: number) => (u: string) =>
  `round(${low} + (${high - low}) * ${u}, ${digits})`;
const oneOf = (values: readonly number[]) => (u: string) =>
  `arrayElement([${values.join(', ')}], 1 + toUInt32(floor(${u} * ${values.length})))`;
const whole = (low: number, high: number) => (u: string) => `${low} + floor(${u} * ${high - low + 1})`;
/** Small numbers are frequent, as with counts of complaints. */
const fewTimes = (share: number) => (u: string) => `if(${u} < ${share}, 1 + floor(-log(1 - ${u} / ${share})), 0)`;
const daysFrom = (first: string, days: number) => (u: string) =>
  `addDays(toDate32('${first}'), toInt32(floor(${u} * ${days})))`;
const named = (head: string, count: number) => (u: string) =>
  `concat('${head}', toString(toUInt32(floor(${u} * ${count}))))`;
const share = (of: number) => (u: string) => `${u} < ${of}`;

/** 60 fields: 24 decimals, 14 integers, 6 dates, 10 texts of few values, 6 booleans. */
const columns: readonly Column[] = [
  decimal('arpu', longTail(62, 2)),
  decimal('arpu.mean3', longTail(60, 4)),
  decimal('arpu.trend6', around(-8, 8, 4)),
  decimal('arpu.change', around(-1, 1, 4)),
  decimal('bill_total', longTail(2400, 2)),
  decimal('data_gb', longTail(14, 3)),
  decimal('data_gb.mean3', longTail(14, 4)),
  decimal('data_gb.trend3', around(-4, 4, 4)),
  decimal('data_gb.change', around(-1, 1, 4)),
  decimal('voice_minutes', longTail(160, 1)),
  decimal('voice_minutes.mean3', longTail(160, 2)),
  decimal('plan_fee', oneOf([19, 29, 39, 59, 79, 99, 129, 159, 199, 299])),
  decimal('plan_data_gb', oneOf([2, 5, 10, 20, 30, 40, 60, 100])),
  decimal('plan_minutes', oneOf([0, 100, 200, 300, 500, 1000, 1500])),
  decimal('paid_6m', longTail(370, 2)),
  decimal('product_fee', rare(0.4, 18)),
  decimal('service_minutes_90d', rare(0.2, 12)),
  decimal('roaming_fee', rare(0.06, 35)),
  decimal('overage_fee', rare(0.15, 12)),
  decimal('arrears', rare(0.08, 60)),
  decimal('longitude', around(106.2, 107.1, 6)),
  decimal('latitude', around(29.3, 29.9, 6)),
  decimal('churn', around(0, 1, 4)),
  decimal('upgrade', around(0, 1, 4)),
  integer('age', whole(16, 85)),
  integer('tenure_months', whole(0, 220)),
  integer('account_count', (u) => `1 + ${fewTimes(0.15)(u)}`),
  integer('subscription_count', (u) => `1 + ${fewTimes(0.3)(u)}`),
  integer('contract_months_left', whole(-6, 24)),
  integer('product_count', fewTimes(0.5)),
  integer('payments_6m', whole(0, 12)),
  integer('late_payments_6m', fewTimes(0.12)),
  integer('days_late_90d', fewTimes(0.1)),
  integer('complaints_90d', fewTimes(0.05)),
  integer('complaints_12m', fewTimes(0.14)),
  integer('service_contacts_90d', fewTimes(0.25)),
  integer('orders_90d', fewTimes(0.2)),
  integer('active_days', whole(0, 31)),
  date('birth_date', daysFrom('1941-01-01', 25_000)),
  date('joined_on', daysFrom('2008-05-01', 6_700)),
  date('contract_ends_on', daysFrom('2026-04-01', 900)),
  date('last_order_on', daysFrom('2024-10-31', 730)),
  date('last_complaint_on', daysFrom('2023-10-31', 1095)),
  date('handset_since', daysFrom('2021-01-01', 2_100)),
  text('gender', named('g', 2)),
  text('payment_method', named('method-', 5)),
  text('credit_class', named('class-', 6)),
  text('plan', named('plan-', 40)),
  text('subscription_status', (u) => `multiIf(${u} < 0.94, 'active', ${u} < 0.98, 'suspended', 'stopped')`),
  text('handset_brand', named('brand-', 25)),
  text('branch_id', named('branch-', 18)),
  text('manager_id', named('staff-', 2000)),
  text('channel', named('channel-', 8)),
  text('strategic', named('segment-', 7)),
  yes('dnd', share(0.03)),
  yes('broadband', share(0.46)),
  yes('handset_5g', share(0.55)),
  yes('family_plan', share(0.22)),
  yes('auto_pay', share(0.38)),
  yes('corporate', share(0.09)),
];
export const fieldCount = columns.length;

const columnOf = (name: string): string => name.replaceAll('.', '__');

/** The customer record as the product makes it for these fields. */
export const record: TableDefinition = withColumns(
  new Map(),
  columns.map(({ name, type }) => ({ column: columnOf(name), type, fewValues: type === 'text' })),
);

export const tables: readonly TableDefinition[] = [record, tagTable, memberTable];

export const grid: Field = { name: 'org_unit_id', column: 'org_unit_id', type: 'text' };

/** What rules may name. */
export const catalogue = (month: number, tags: readonly string[]): Catalogue => ({
  ...emptyCatalogue(month),
  fields: Object.fromEntries(
    columns.map(({ name, type }): [string, Field] => [name, { name, column: columnOf(name), type }]),
  ),
  tags: Object.fromEntries(tags.map((tag) => [tag, {}])),
});

/** The select that makes the customers of keys from `first` to `last`: the same ones each time. */
export function customersSql(first: number, last: number): string {
  const cell = ({ type, from }: Column, i: number): string => {
    const hash = `cityHash64(customer_key, ${i})`;
    const cast = columnType(type, type === 'text');
    // About one in twenty is missing; the low bits say which, the high ones give the value.
    return `cast(if(${hash} % 20 = 0, null, ${from(`(bitShiftRight(${hash}, 11) / 9007199254740992)`)}), '${cast}')`;
  };
  return [
    `select toUInt32(${period}) as period, toUInt32(number) as customer_key, concat('C', toString(number)) as customer_id,`,
    `if(cityHash64(customer_key) % 50 = 0, null, concat('grid-', toString(cityHash64(customer_key) % 182))) as org_unit_id,`,
    columns.map((column, i) => `${cell(column, i)} as ${columnOf(column.name)}`).join(', '),
    `from numbers(${first}, ${last - first + 1})`,
  ].join(' ');
}
