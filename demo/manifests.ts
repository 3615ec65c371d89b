import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { periodAt, type OperatorOptions } from './operator.ts';

/** The manifests that go with the feed files: one for the snapshots, one for each month. */
export const snapshotManifest = 'snapshots.yaml';
export const monthManifest = (period: string): string => `month-${period}.yaml`;

export function writeManifests(operator: OperatorOptions, directory: string): readonly string[] {
  const files = new Map([[snapshotManifest, snapshots]]);
  for (let month = 0; month < operator.months; month++) {
    const period = periodAt(operator, month);
    files.set(monthManifest(period), monthFeeds(period) + ordersManifest(period));
  }
  for (const [name, text] of files) writeFileSync(join(directory, name), text);
  return [...files.keys()];
}

const subscriptionsFeed = `- feed: subscriptions
  entity: subscription
  source: ./subscriptions.csv
  fields:
    subscription_id: sub_no
    account_id: account_no
    customer_id: cust_no
    kind: kind
    number: number
    plan: plan
    plan_fee: fee
    plan_data_gb: data_gb
    plan_minutes: minutes
    started_on: started
    ended_on: ended
    contract_ends_on: contract_ends
    status: status
  audit: [ { one_of: { kind: [mobile, broadband, iptv, fixed] } } ]
`;

const customersFeed = (feed: string): string => `- feed: ${feed}
  entity: customer
  source: ./${feed}.csv
  encoding: utf-8
  fields:
    customer_id: cust_no
    name: name
    gender: sex
    birth_date: born
    age: age
    identity_hash: id_hash
    phone: phone
    address: address
    joined_on: since
    org_unit_id: grid
    household_id: household
    longitude: lon
    latitude: lat
    dnd: dnd
  audit:
    - not_null: [customer_id]
    - unique: [customer_id]
    - range: { age: [0, 120] }
    - one_of: { gender: [M, F] }
    - references: { org_unit_id: org_unit }
`;

const ownershipFeed = (feed: string): string => `- feed: ${feed}
  entity: ownership
  source: ./${feed}.csv
  fields: { customer_id: cust_no, staff_id: manager, org_unit_id: grid }
  audit: [ { references: { org_unit_id: org_unit, staff_id: staff } } ]
`;

/** What a month later has changed of those without a period: who left has an end now, and new customers have come. */
export const laterSnapshots = subscriptionsFeed + customersFeed('new-customers') + ownershipFeed('new-ownership');

const snapshots = `# Feeds without a period: the newest load counts.
- feed: org-units
  entity: org_unit
  source: ./org-units.csv
  fields: { org_unit_id: org_unit_id, parent_id: parent_id, kind: kind, name_en: name_en, name_zh: name_zh, longitude: longitude, latitude: latitude }
- feed: staff
  entity: staff
  source: ./staff.csv
  fields: { staff_id: staff_id, org_unit_id: org_unit_id, name_en: name_en, name_zh: name_zh, role: role, daily_minutes: daily_minutes }
  audit: [ { references: { org_unit_id: org_unit } } ]
- feed: network-elements
  entity: network_element
  source: ./network-elements.csv
  fields: { element_id: element_id, org_unit_id: org_unit_id, kind: kind, longitude: longitude, latitude: latitude }
${customersFeed('customers')}- feed: customers-old-crm
  entity: customer
  source: ./customers-old-crm.csv
  encoding: gb18030
  fields: { customer_id: number, name: full_name, identity_hash: id_hash, phone: mobile, org_unit_id: grid }
  audit: [ { not_null: [customer_id] }, { unique: [customer_id] } ]
  quarantine: { max_share: 0.5 }
- feed: accounts
  entity: account
  source: ./accounts.csv
  fields: { account_id: account_no, customer_id: cust_no, opened_on: opened, payment_method: payment, credit_class: credit }
${subscriptionsFeed}- feed: holdings
  entity: product_holding
  source: ./holdings.csv
  fields: { customer_id: cust_no, product_id: product, started_on: since, monthly_fee: fee }
${ownershipFeed('ownership')}`;

/** The feeds of one month but for its orders. */
export const monthFeeds = (period: string): string => `# The feeds of ${period}.
- feed: usage
  entity: usage
  period: ${period}
  source: ./usage-${period}.csv
  fields:
    customer_id: cust_no
    voice_minutes: voice_min
    long_distance_minutes: long_min
    roaming_minutes: roam_min
    calls: calls
    distinct_called: called_numbers
    sms: sms
    data_gb: data_gb
    night_data_gb: night_gb
    video_gb: video_gb
    broadband_gb: fibre_gb
    active_days: active_days
    rival_calls: rival_calls
  audit:
    - not_null: [customer_id]
    - unique: [customer_id]
    - range: { data_gb: [0, 100000], voice_minutes: [0, 44640] }
- feed: bills
  entity: bill
  period: ${period}
  source: ./bills-${period}.csv
  fields: { customer_id: cust_no, arpu: total, plan_amount: plan, extra_amount: extra, discount_amount: discount, due_on: due, arrears: owed }
  audit:
    - not_null: [customer_id]
    - unique: [customer_id]
    - range: { arpu: [0, 100000] }
- feed: payments
  entity: payment
  period: ${period}
  source: ./payments-${period}.csv
  fields: { payment_id: payment_no, customer_id: cust_no, paid_on: paid_on, amount: amount, days_late: days_late, method: method }
- feed: complaints
  entity: complaint
  period: ${period}
  source: ./complaints-${period}.csv
  fields: { complaint_id: complaint_no, customer_id: cust_no, happened_on: day, topic: topic, resolved_on: resolved }
- feed: service-contacts
  entity: service_contact
  period: ${period}
  source: ./service-contacts-${period}.csv
  fields: { contact_id: contact_no, customer_id: cust_no, happened_on: day, channel: channel, topic: topic, minutes: minutes }
`;

/** The orders of one month; the simulator loads later months with it, one by one. */
export function ordersManifest(period: string): string {
  return `- feed: orders
  entity: order
  period: ${period}
  source: ./orders-${period}.csv
  fields: { order_id: order_no, customer_id: cust_no, offer_id: offer, ordered_on: day, channel: channel, amount: amount }
  audit: [ { not_null: [order_id, customer_id, offer_id, ordered_on] }, { unique: [order_id] } ]
`;
}
