import type { z } from 'zod';
import type { CampaignFile, RuleInput, WorkOrderDetail } from '#contract';
import { campaignFiles } from '#act/campaigns';
import { listOffers } from '#know/catalog';
import { customerFacts, type CustomerFacts } from '#know/customers';
import { readRuleCatalogue } from '#understand/audiences';
import { whyCustomers } from '#understand/models';
import { explain, fieldsUsed, readAnyRule } from '#query';
import type { Context } from '#platform/context';
import { run } from '#platform/records';
import { findWorkOrder, workOrder } from './work-list.ts';
import type { WorkOrderTable } from './work-order-store.ts';

type Detail = z.input<typeof WorkOrderDetail>;

const contactFields = ['name', 'phone', 'address'];

/** One order with everything needed to do it. Name, phone and address only for whoever may unmask customers. */
export async function readWorkOrder(context: Context, id: string): Promise<Detail> {
  const row = await findWorkOrder(context, id);
  const file = (await campaignFiles(context.db, [row.campaign_id])).get(row.campaign_id);
  const [offer] = await listOffers(context.db, [row.offer_id]);
  const why = file ? await whyThisCustomer(context, row, file.audience) : { words: { en: '', zh: '' }, values: [] };
  const facts = (await customerFacts(context, [row.customer_key], contactFields)).get(row.customer_key);
  const unmask = context.actor.permissions.has('customers.unmask');
  return {
    ...workOrder(row, facts, context.actor),
    offerName: offer?.name ?? { en: row.offer_id, zh: row.offer_id },
    pitch: offer?.pitch ?? null,
    phone: shown(facts, 'phone', unmask),
    address: shown(facts, 'address', unmask),
    masked: !unmask,
    why,
    script: scriptOf(file),
    actions: await standardActions(context, row, file),
    form: file?.work_order.feedback ?? [],
    kit: file?.kit ?? [],
    history: await history(context, row.id),
  };
}

function shown(facts: CustomerFacts | undefined, field: string, unmask: boolean): string | null {
  const value = facts?.[field];
  return unmask && value !== null && value !== undefined ? String(value) : null;
}

function scriptOf(file: CampaignFile | undefined): string {
  const script = file?.work_order.script ?? '';
  return typeof script === 'string' ? script : `${script.zh}\n\n${script.en}`;
}

/** The audience's rule in words, and this customer's own values of the fields it looks at. */
async function whyThisCustomer(context: Context, row: WorkOrderTable, input: RuleInput): Promise<Detail['why']> {
  const catalogue = await readRuleCatalogue(context);
  const read = readAnyRule(input, catalogue);
  // A field may have gone since the campaign began; the order can be done without its reason.
  if (!read.ok) return { words: { en: '', zh: '' }, values: [] };
  const { rule } = read;
  const names = fieldsUsed(rule).fields.filter((name) => !contactFields.includes(name));
  const facts = (await customerFacts(context, [row.customer_key], names)).get(row.customer_key);
  const reasons =
    (await whyCustomers(context, [row.customer_key], fieldsUsed(rule).scores)).get(row.customer_key) ?? [];
  return {
    reasons: reasons.flatMap((of) => of.reasons.map((reason) => reason.words)),
    words: { en: explain(rule, 'en'), zh: explain(rule, 'zh') },
    values: names.map((name) => ({
      field: name,
      label: { en: catalogue.fields[name]?.labels?.en ?? name, zh: catalogue.fields[name]?.labels?.zh ?? name },
      value: facts?.[name] ?? null,
      unit: catalogue.fields[name]?.unit ?? null,
    })),
  };
}

async function standardActions(
  { db }: Context,
  row: WorkOrderTable,
  file: CampaignFile | undefined,
): Promise<Detail['actions']> {
  const steps = await run<{ step: string; at: Date }>(
    db,
    `select detail ->> 'step' as step, min(happened_at) as at from client_action where work_order_id = $1 and kind = 'step' and status = 'applied' group by 1`,
    [row.id],
  );
  const done = new Map(steps.map(({ step, at }) => [step, at.toISOString()]));
  return (file?.work_order.actions ?? []).map((action) => ({ ...action, doneAt: done.get(action.id) ?? null }));
}

/** What was done, on the phone and from the office, in the order in which it happened. */
async function history({ db }: Context, id: string): Promise<Detail['history']> {
  const rows = await run<{ at: Date; kind: string; by: string; detail: unknown }>(
    db,
    `select happened_at as at, kind, login as by, detail from client_action where work_order_id = $1 and status = 'applied'
     union all select at, kind, by, detail from work_order_event where work_order_id = $1 order by at`,
    [id],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
