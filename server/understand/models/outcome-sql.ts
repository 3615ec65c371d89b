import type { ModelTarget } from '#contract';
import { lastDay } from '#know/customers';
import { conditionOf, print, scope, selectRecords, call, column, word, type Rule } from '#query';
import { statement, type ParamValue, type Statement } from '#platform/warehouse';
import type { Window } from './outcome.ts';

/** Targets whose outcome is read from entities and the record; those of campaigns come through a port. */
export type DatedTarget = Exclude<ModelTarget, { kind: 'response' | 'uplift' }>;

/** Tables of entities that an outcome is read from. */
export const entityOf: Readonly<Record<DatedTarget['kind'], string | undefined>> = {
  churn: 'entity_subscription',
  'take-up': 'entity_order',
  product: 'entity_product_holding',
  arrears: 'entity_payment',
  value: 'entity_bill',
  rule: undefined,
  'look-alike': undefined,
};

/** What the outcome statements need to know of the warehouse. */
export interface OutcomeFacts {
  /** Whether the entity of the target has been loaded. */
  readonly loaded: boolean;
  /** Of 'rule' and 'look-alike': the rule, checked against the catalogue of its month. */
  readonly rule: Rule | undefined;
}

/**
 * Who may have the outcome and whether they had it: rows { customer_key, outcome }, one a customer, outcome a Float64.
 * Customers without a row had none, when `absent` is 0; when it is null only those with a row are learnt from.
 */
export interface Outcomes {
  readonly rows: Statement;
  readonly absent: 0 | null;
  /** Rows of a campaign have their arm too: `response` learns from the treated, `uplift` from all. */
  readonly campaign?: 'response' | 'uplift';
}

export function outcomesOf(target: DatedTarget, window: Window, facts: OutcomeFacts): Outcomes {
  switch (target.kind) {
    case 'churn':
      return { rows: facts.loaded ? endedSubscriptions(window) : goneFromRecord(window), absent: null };
    case 'take-up':
      return {
        rows: ofEntity(window, {
          outcome: '1.',
          from: 'entity_order',
          day: 'ordered_on',
          where: 'has({offers:Array(String)}, ifNull(toString(offer_id), {none:String}))',
          params: { offers: target.offers, none: '' },
        }),
        absent: 0,
      };
    case 'product':
      return { rows: newHolders(target.product, window), absent: null };
    case 'arrears':
      return {
        rows: ofEntity(window, {
          outcome: '1.',
          from: 'entity_payment',
          day: 'paid_on',
          where: 'ifNull(days_late, 0) >= {daysLate:UInt32}',
          params: { daysLate: target.daysLate },
        }),
        absent: 0,
      };
    case 'value':
      return { rows: meanRevenue(window, target.months), absent: null };
    case 'rule':
    case 'look-alike':
      return { rows: ofRule(facts.rule, window), absent: null };
  }
}

/** A source number counts for the unified customer that it belongs to. */
const unified = `joined as (select customer_key as source_key, unified_key from identity where unified_key != customer_key)`;
const keyOf = `if(j.unified_key = 0, e.customer_key, j.unified_key)`;

/** Snapshots of each feed as they were in a month. */
const snapshotOf = (table: string, month: string): string =>
  `(feed, period) in (select feed, max(period) from ${table} where period <= {${month}:UInt32} group by feed)`;

/** Live at the end of a month: begun, and not ended by its last day. */
const liveAt = (day: string): string =>
  `(started_on is null or started_on <= {${day}:Date32}) and (ended_on is null or ended_on > {${day}:Date32})`;

const liveKeys = (table: string, month: string, day: string, more = ''): string =>
  `select distinct ${keyOf} as customer_key from (select customer_key from ${table} where ${snapshotOf(table, month)} and ${liveAt(day)}${more}) e
    left join joined j on j.source_key = e.customer_key`;

const days = (window: Window): Record<string, ParamValue> => ({
  first: window.period,
  last: window.until,
  firstDay: lastDay(window.period),
  lastDay: lastDay(window.until),
});

function endedSubscriptions(window: Window): Statement {
  return statement(
    `with ${unified} select customer_key, if(customer_key in (${liveKeys('entity_subscription', 'last', 'lastDay')}), 0., 1.) as outcome
     from (${liveKeys('entity_subscription', 'first', 'firstDay')})`,
    days(window),
  );
}

/** Where no subscriptions are known: a customer who is not in the record any more. */
function goneFromRecord({ period, until }: Window): Statement {
  return statement(
    `select customer_key, if(customer_key in (select customer_key from customer_record where period = {last:UInt32}), 0., 1.) as outcome
     from customer_record where period = {first:UInt32}`,
    { first: period, last: until },
  );
}

/** Who did not hold the product at the month's end, and whether a holding has begun since. */
function newHolders(product: string, window: Window): Statement {
  const table = 'entity_product_holding';
  const ofProduct = ` and ifNull(toString(product_id), '') = {product:String}`;
  const begun = `select ${keyOf} as customer_key from (select customer_key from ${table} where ${snapshotOf(table, 'last')}${ofProduct} and started_on > {firstDay:Date32} and started_on <= {lastDay:Date32}) e
    left join joined j on j.source_key = e.customer_key`;
  return statement(
    `with ${unified} select customer_key, if(customer_key in (${begun}), 1., 0.) as outcome from customer_record
     where period = {first:UInt32} and customer_key not in (${liveKeys(table, 'first', 'firstDay', ofProduct)})`,
    { ...days(window), product },
  );
}

function meanRevenue({ period, until }: Window, months: number): Statement {
  return statement(
    `with ${unified} select ${keyOf} as customer_key, sum(ifNull(toFloat64(e.arpu), 0)) / {months:Float64} as outcome
     from (select customer_key, arpu from entity_bill where period > {first:UInt32} and period <= {last:UInt32}) e
     left join joined j on j.source_key = e.customer_key group by customer_key`,
    { first: period, last: until, months: String(months) },
  );
}

/** Events of an entity that happened after the month of the features, up to the last day of the outcome. */
function ofEntity(
  window: Window,
  of: { outcome: string; from: string; day: string; where: string; params: Record<string, ParamValue> },
): Statement {
  const { firstDay, lastDay: last } = days(window);
  return statement(
    `with ${unified} select ${keyOf} as customer_key, max(${of.outcome}) as outcome
     from (select customer_key from ${of.from} where toDate32(${of.day}) > {firstDay:Date32} and toDate32(${of.day}) <= {lastDay:Date32} and ${of.where}) e
     left join joined j on j.source_key = e.customer_key group by customer_key`,
    { firstDay: firstDay ?? null, lastDay: last ?? null, ...of.params },
  );
}

/** Of the month of the outcome; customers who are not in it any more have no outcome. The territory stands on the features. */
function ofRule(rule: Rule | undefined, { until }: Window): Statement {
  if (!rule) throw new Error('A target by rule has no rule');
  return print(
    scope(
      selectRecords({
        period: until,
        columns: [
          { expr: column('customer_key'), as: 'customer_key' },
          { expr: call('toFloat64', call('ifNull', conditionOf(rule), word('0'))), as: 'outcome' },
        ],
      }),
      { kind: 'everything' },
    ),
  );
}
