import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { CampaignFile, PhoneCampaign, PhoneField, PhoneOrder, RecordField } from '#contract';
import { campaignFiles, minutesOf } from '#act/campaigns';
import { listOffers } from '#know/catalog';
import { customerFacts, readFields, type CustomerFacts } from '#know/customers';
import { readRuleCatalogue } from '#understand/audiences';
import { whyCustomers } from '#understand/models';
import { explain, fieldsUsed, readAnyRule, type Catalogue } from '#query';
import type { Context } from '#platform/context';
import { lastContacts, refusedBy, toldOf, type PhonePage } from './phone-store.ts';
import { maskedName } from './work-list.ts';
import type { WorkOrderTable } from './work-order-store.ts';

type Viewer = Pick<Context, 'db' | 'warehouse' | 'actor'>;
type Order = z.input<typeof PhoneOrder>;
type Fields = Record<string, PhoneField>;

/** Personal fields of the record, and those that say where somebody is. They are not offered to rules. */
const placeFields = ['name', 'phone', 'address', 'longitude', 'latitude'];
/** What a person at the door wants to know whatever the campaign asks. */
const alwaysShown = ['tenure_months', 'arpu', 'dnd'];
/** Families and fields that say what a customer holds; numbers of accounts and lists of codes say nothing at a door. */
const holdingFields = new Set([
  'plan',
  'plan_fee',
  'plan_data_gb',
  'plan_minutes',
  'has_mobile',
  'has_broadband',
  'has_fixed',
  'has_iptv',
  'contract_ends_on',
]);
const defaultMinutes = 10;

/** What the campaigns of a page share, and what the orders of the page need of them. */
export interface Shared {
  readonly files: ReadonlyMap<string, CampaignFile>;
  readonly campaigns: readonly PhoneCampaign[];
  readonly fields: Fields;
  readonly names: readonly string[];
  readonly values: ReadonlyMap<string, number>;
  /** Of each campaign, the models whose scores its rule reads. */
  readonly models: ReadonlyMap<string, readonly string[]>;
}

/** `built`: whether there is a customer record at all; without one there is no catalogue to explain rules by. */
export async function readShared(context: Viewer, campaignIds: readonly string[], built: boolean): Promise<Shared> {
  const files = await campaignFiles(context.db, campaignIds);
  const offerIds = [...files.values()].flatMap((file) => file.offers.map((one) => one.offer));
  const offers = await listOffers(context.db, offerIds);
  const catalogue = built && files.size > 0 ? await readRuleCatalogue(context) : undefined;
  const campaigns = [...files].map(([id, file]) => phoneCampaign(id, file, offers, catalogue));
  const known = await readFields(context.db);
  const wanted = new Set([...alwaysShown, ...holdingFields, ...campaigns.flatMap(({ why }) => why.fields)]);
  const shown = known.filter((field) => wanted.has(field.name) && !field.personal);
  return {
    files,
    campaigns,
    fields: Object.fromEntries(shown.map((field) => [field.name, labelled(field)])),
    names: [...placeFields, ...shown.map((field) => field.name)],
    values: new Map(offers.map((offer) => [offer.id, offer.monthlyMarginFen * offer.horizonMonths])),
    models: new Map([...files].map(([id, file]) => [id, modelsOf(file, catalogue)])),
  };
}

const labelled = ({ label, unit, name }: RecordField) => ({ label, unit, holding: holdingFields.has(name) });

function phoneCampaign(
  id: string,
  file: CampaignFile,
  offers: Awaited<ReturnType<typeof listOffers>>,
  catalogue: Catalogue | undefined,
): PhoneCampaign {
  const own = new Set(file.offers.map((one) => one.offer));
  const shared = {
    id,
    objective: file.objective,
    offers: offers
      .filter((offer) => own.has(offer.id))
      .map(({ id, name, pitch }) => ({ id, name, pitch: pitch ?? null })),
    why: whyOf(file, catalogue),
    script: file.work_order.script,
    steps: file.work_order.actions,
    form: file.work_order.feedback,
    kit: file.kit,
  };
  return { ...shared, stamp: createHash('sha256').update(JSON.stringify(shared)).digest('base64url').slice(0, 16) };
}

/** The audience's rule in words, and the fields it looks at. A field may have gone since; then there are no words. */
function whyOf(file: CampaignFile, catalogue: Catalogue | undefined): PhoneCampaign['why'] {
  const read = catalogue && readAnyRule(file.audience, catalogue);
  if (!read?.ok) return { words: { en: '', zh: '' }, fields: [] };
  const fields = fieldsUsed(read.rule).fields.filter((name) => !placeFields.includes(name));
  return { words: { en: explain(read.rule, 'en'), zh: explain(read.rule, 'zh') }, fields };
}

function modelsOf(file: CampaignFile, catalogue: Catalogue | undefined): readonly string[] {
  const read = catalogue && readAnyRule(file.audience, catalogue);
  return read?.ok ? fieldsUsed(read.rule).scores : [];
}

/** The orders of a page with everything that is needed to do them without a network; a handful of statements for all. */
export async function phoneOrders(context: Viewer, rows: PhonePage['rows'], shared: Shared): Promise<Order[]> {
  if (rows.length === 0) return [];
  const keys = [...new Set(rows.map((row) => row.customer_key))];
  const [facts, why, contacts, refused, told] = [
    await customerFacts(context, keys, shared.names),
    await whyCustomers(context, keys, [...new Set([...shared.models.values()].flat())]),
    Map.groupBy(await lastContacts(context.db, keys), (one) => Number(one.customer_key)),
    Map.groupBy(await refusedBy(context.db, keys), (one) => Number(one.customer_key)),
    Map.groupBy(
      await toldOf(
        context.db,
        rows.filter((row) => row.version > 1).map((row) => row.id),
      ),
      (one) => one.work_order_id,
    ),
  ];
  return rows.map((row) => ({
    ...orderItself(row, shared),
    ...ofCustomer(facts.get(row.customer_key), context.actor, shared.fields),
    ...whatWasTold(told.get(row.id) ?? []),
    refused: (refused.get(row.customer_key) ?? []).map((one) => one.channel),
    lastContacts: (contacts.get(row.customer_key) ?? []).map(({ at, channel, campaign, result }) => ({
      at: at.toISOString(),
      channel,
      campaign,
      result,
    })),
    closedWhy: row.closed_why,
    reasons: (why.get(row.customer_key) ?? [])
      .filter(({ id }) => shared.models.get(row.campaign_id)?.includes(id))
      .flatMap(({ reasons }) => reasons.map(({ words }) => words)),
  }));
}

function orderItself(row: WorkOrderTable, shared: Shared) {
  const channel = shared.files.get(row.campaign_id)?.channels.find((one) => one.channel === row.channel);
  return {
    id: row.id,
    campaignId: row.campaign_id,
    customerId: row.customer_id,
    personId: row.person_id,
    orgUnitId: row.org_unit_id,
    channel: row.channel as Order['channel'],
    offerId: row.offer_id,
    state: row.state,
    day: row.day,
    dueOn: row.due_on,
    wave: row.wave,
    result: row.result,
    doneAt: row.result_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    declineReason: row.decline_reason,
    followUpOn: row.follow_up_on,
    version: row.version,
    valueFen: Math.round(shared.values.get(row.offer_id) ?? 0),
    minutes: channel ? minutesOf(channel) : defaultMinutes,
  };
}

function ofCustomer(facts: CustomerFacts | undefined, actor: Context['actor'], fields: Fields) {
  const unmask = actor.permissions.has('customers.unmask');
  const text = (name: string) => (facts?.[name] == null ? null : String(facts[name]));
  const number = (name: string) => (typeof facts?.[name] === 'number' ? facts[name] : null);
  return {
    customerName: maskedName(facts?.['name'], actor),
    phone: unmask ? text('phone') : null,
    address: unmask ? text('address') : null,
    longitude: number('longitude'),
    latitude: number('latitude'),
    tenureMonths: number('tenure_months'),
    facts: Object.fromEntries(
      Object.keys(fields).flatMap((name) => {
        const value = facts?.[name];
        return value === null || value === undefined ? [] : [[name, rounded(value)]];
      }),
    ),
  };
}

/** Four significant digits: more says nothing at a door, and ten thousand customers are a lot of digits. */
const rounded = (value: string | number | boolean) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

/** Field by field, the newest answer counts. */
function whatWasTold(told: Awaited<ReturnType<typeof toldOf>>) {
  const feedback: Order['feedback'] = {};
  const stepsDone: Order['stepsDone'] = {};
  for (const { kind, happened_at, detail } of told) {
    if (kind === 'step' && detail.step !== undefined) stepsDone[detail.step] ??= happened_at.toISOString();
    for (const [field, value] of Object.entries(detail.result?.feedback ?? {}))
      if (value !== null) feedback[field] = value;
  }
  return { feedback, stepsDone };
}
