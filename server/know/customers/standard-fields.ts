import { entities, type EntityName, type RecordField } from '#contract';

export type Family = RecordField['family'];
export type RecordType = RecordField['type'];

/**
 * A standard field of the customer record, as data.
 *
 * `of` an entity: `expression` is an aggregate over that entity's rows of one customer; `main(x)` is x of the main row.
 * Rows of events know their day `row_happened`, `row_days_ago` (days before the month's last day, from 0), `row_months_ago`.
 * `of: 'record'`: `expression` is computed once a customer; `@customer.joined_on` stands for that field of the main row.
 * Both may use {lastDay:Date32}, the month's last day, and 'record' {units:Array(String)} with {branches:Array(String)}.
 * A field is built when one of the entities it is made of has been loaded.
 */
export interface FieldDefinition {
  readonly name: string;
  readonly type: RecordType;
  readonly unit?: string;
  readonly label: { readonly en: string; readonly zh: string };
  readonly family: Family;
  readonly of: EntityName | 'record';
  readonly expression: string;
  /** What a customer without rows has, once the entity has been loaded. */
  readonly whenNone?: '0' | 'false';
  /** Names, numbers and addresses: kept for the unified view, not offered to rules and exports. */
  readonly personal?: true;
  /** The column is there even when nothing to fill it has been loaded, because later steps name it. */
  readonly always?: true;
  readonly fewValues?: true;
}

/** A measure of one month. `over`: how rows of the same customer and month come together. It gets the derived fields. */
export interface MeasureDefinition {
  readonly name: string;
  readonly of: 'usage' | 'bill';
  readonly family: Family;
  readonly over: 'sum' | 'max';
}

const months = { unit: 'month' };
const label = (en: string, zh: string) => ({ label: { en, zh } });

/** A field of the customer's main row of an entity, with the unit and label of the entity's own definition. */
function mainRow(of: EntityName, field: string, family: Family, more: Partial<FieldDefinition> = {}): FieldDefinition {
  const own: { type: string; unit?: string; label: { en: string; zh: string } } = (
    entities[of].fields as Record<string, { type: string; unit?: string; label: { en: string; zh: string } }>
  )[field] ?? { type: 'text', label: { en: field, zh: field } };
  const type = own.type === 'decimal' ? 'number' : own.type === 'instant' ? 'date' : (own.type as RecordType);
  return {
    name: field,
    type,
    ...(own.unit !== undefined && { unit: own.unit }),
    label: own.label,
    family,
    of,
    expression: `main(${field})`,
    ...more,
  };
}

const identity: readonly FieldDefinition[] = [
  mainRow('customer', 'name', 'identity', { personal: true, always: true }),
  mainRow('customer', 'phone', 'identity', { personal: true, always: true }),
  mainRow('customer', 'address', 'identity', { personal: true, always: true }),
  mainRow('customer', 'gender', 'identity', { fewValues: true }),
  mainRow('customer', 'birth_date', 'identity'),
  {
    ...mainRow('customer', 'age', 'identity'),
    of: 'record',
    expression: `coalesce(if(@customer.birth_date <= {lastDay:Date32}, age('year', @customer.birth_date, {lastDay:Date32}), null), @customer.age)`,
  },
  mainRow('customer', 'joined_on', 'identity'),
  {
    // From the date where it is known: a number that was fed grows old with its snapshot.
    ...mainRow('customer', 'tenure_months', 'identity'),
    of: 'record',
    expression: `coalesce(if(@customer.joined_on <= {lastDay:Date32}, age('month', @customer.joined_on, {lastDay:Date32}), null), @customer.tenure_months)`,
  },
  mainRow('customer', 'household_id', 'identity', { always: true }),
  { ...mainRow('customer', 'dnd', 'identity', { always: true }), whenNone: 'false' },
];

const ownership: readonly FieldDefinition[] = [
  {
    ...mainRow('customer', 'org_unit_id', 'ownership', { always: true, fewValues: true }),
    of: 'record',
    expression: 'coalesce(@ownership.org_unit_id, @customer.org_unit_id)',
  },
  {
    ...mainRow('customer', 'org_unit_id', 'ownership', { always: true, fewValues: true }),
    ...label('Branch', '所属分公司'),
    name: 'branch_id',
    of: 'record',
    expression: `nullIf(transform(ifNull(toString(coalesce(@ownership.org_unit_id, @customer.org_unit_id)), ''), {units:Array(String)}, {branches:Array(String)}, ''), '')`,
  },
  mainRow('ownership', 'staff_id', 'ownership', { name: 'manager_id', always: true, fewValues: true }),
  mainRow('customer', 'longitude', 'ownership', { always: true }),
  mainRow('customer', 'latitude', 'ownership', { always: true }),
];

const has = (kind: string, en: string, zh: string): FieldDefinition => ({
  name: `has_${kind}`,
  type: 'boolean',
  ...label(en, zh),
  family: 'holding',
  of: 'subscription',
  expression: `max(toBool(ifNull(kind = '${kind}', false)))`,
  whenNone: 'false',
});

const count = { type: 'integer', whenNone: '0' } as const;

const holding: readonly FieldDefinition[] = [
  {
    name: 'account_count',
    ...count,
    ...label('Accounts', '账户数'),
    family: 'holding',
    of: 'account',
    expression: 'count()',
  },
  mainRow('account', 'payment_method', 'payment', { fewValues: true }),
  mainRow('account', 'credit_class', 'payment', { fewValues: true }),
  {
    name: 'subscription_count',
    ...count,
    ...label('Subscriptions', '用户数'),
    family: 'holding',
    of: 'subscription',
    expression: 'count()',
  },
  has('mobile', 'Has mobile', '有移动业务'),
  has('broadband', 'Has broadband', '有宽带'),
  has('fixed', 'Has fixed line', '有固话'),
  has('iptv', 'Has IPTV', '有电视'),
  mainRow('subscription', 'plan', 'holding', { fewValues: true }),
  mainRow('subscription', 'plan_fee', 'holding'),
  mainRow('subscription', 'plan_data_gb', 'holding'),
  mainRow('subscription', 'plan_minutes', 'holding'),
  mainRow('subscription', 'status', 'holding', { name: 'subscription_status', fewValues: true }),
  { ...mainRow('subscription', 'contract_ends_on', 'holding'), expression: 'max(contract_ends_on)' },
  {
    name: 'contract_months_left',
    type: 'integer',
    ...months,
    ...label('Contract months left', '合约剩余月数'),
    family: 'holding',
    of: 'subscription',
    expression: `greatest(dateDiff('month', {lastDay:Date32}, max(contract_ends_on)), 0)`,
  },
  {
    name: 'product_count',
    ...count,
    ...label('Products held', '持有产品数'),
    family: 'holding',
    of: 'product_holding',
    expression: 'uniqExact(product_id)',
  },
  {
    // |p1|p2|: a rule asks contains(products, '|p1|').
    name: 'products',
    type: 'text',
    ...label('Products held, as |a|b|', '持有产品(|a|b|)'),
    family: 'holding',
    of: 'product_holding',
    expression: `nullIf(concat('|', arrayStringConcat(arraySort(groupUniqArray(ifNull(toString(product_id), ''))), '|'), '|'), '||')`,
  },
  {
    name: 'product_fee',
    type: 'number',
    unit: 'CNY/month',
    ...label('Fees of products held', '持有产品月费'),
    family: 'holding',
    of: 'product_holding',
    expression: 'sum(monthly_fee)',
    whenNone: '0',
  },
];

const payment: readonly FieldDefinition[] = [
  {
    name: 'payments_6m',
    ...count,
    ...label('Payments, 6 months', '近6月缴费次数'),
    family: 'payment',
    of: 'payment',
    expression: 'countIf(row_months_ago < 6)',
  },
  {
    name: 'paid_6m',
    type: 'number',
    unit: 'CNY',
    ...label('Paid, 6 months', '近6月缴费金额'),
    family: 'payment',
    of: 'payment',
    expression: 'ifNull(sumIf(amount, row_months_ago < 6), 0)',
    whenNone: '0',
  },
  {
    name: 'late_payments_6m',
    ...count,
    ...label('Late payments, 6 months', '近6月逾期次数'),
    family: 'payment',
    of: 'payment',
    expression: 'countIf(row_months_ago < 6 and days_late > 0)',
  },
  {
    name: 'days_late_90d',
    ...count,
    unit: 'day',
    ...label('Most days late, 90 days', '近90天最长逾期天数'),
    family: 'payment',
    of: 'payment',
    expression: 'ifNull(maxIf(greatest(days_late, 0), row_days_ago < 90), 0)',
  },
];

const service: readonly FieldDefinition[] = [
  {
    name: 'complaints_90d',
    ...count,
    ...label('Complaints, 90 days', '近90天投诉次数'),
    family: 'service',
    of: 'complaint',
    expression: 'countIf(row_days_ago < 90)',
  },
  {
    name: 'complaints_12m',
    ...count,
    ...label('Complaints, 12 months', '近12月投诉次数'),
    family: 'service',
    of: 'complaint',
    expression: 'countIf(row_months_ago < 12)',
  },
  {
    name: 'open_complaints',
    ...count,
    ...label('Complaints not resolved', '未解决投诉'),
    family: 'service',
    of: 'complaint',
    expression: 'countIf(resolved_on is null or resolved_on > {lastDay:Date32})',
  },
  {
    name: 'service_contacts_90d',
    ...count,
    ...label('Service contacts, 90 days', '近90天服务接触次数'),
    family: 'service',
    of: 'service_contact',
    expression: 'countIf(row_days_ago < 90)',
  },
  {
    name: 'service_minutes_90d',
    type: 'number',
    unit: 'minute',
    ...label('Time in service contacts, 90 days', '近90天服务接触时长'),
    family: 'service',
    of: 'service_contact',
    expression: 'ifNull(sumIf(minutes, row_days_ago < 90), 0)',
    whenNone: '0',
  },
  {
    name: 'orders_90d',
    ...count,
    ...label('Orders, 90 days', '近90天订单数'),
    family: 'holding',
    of: 'order',
    expression: 'countIf(row_days_ago < 90)',
  },
  {
    name: 'last_order_on',
    type: 'date',
    ...label('Last order', '最近订购日期'),
    family: 'holding',
    of: 'order',
    expression: 'max(row_happened)',
  },
];

export const standardFields: readonly FieldDefinition[] = [
  ...identity,
  ...ownership,
  ...holding,
  ...payment,
  ...service,
];

const measure = (of: 'usage' | 'bill', family: Family, names: readonly string[], over: 'sum' | 'max' = 'sum') =>
  names.map((name): MeasureDefinition => ({ name, of, family, over }));

export const standardMeasures: readonly MeasureDefinition[] = [
  ...measure('bill', 'revenue', ['arpu', 'plan_amount', 'extra_amount', 'discount_amount']),
  ...measure('bill', 'payment', ['arrears']),
  ...measure('usage', 'voice', ['voice_minutes', 'long_distance_minutes', 'roaming_minutes', 'calls', 'sms']),
  ...measure('usage', 'voice', ['distinct_called'], 'max'),
  ...measure('usage', 'data', ['data_gb', 'night_data_gb', 'video_gb', 'broadband_gb']),
  ...measure('usage', 'data', ['active_days'], 'max'),
  ...measure('usage', 'competition', ['rival_calls']),
];
