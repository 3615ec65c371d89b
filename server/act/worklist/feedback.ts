import type { CampaignFile, ClientAction } from '#contract';
import { campaignFiles } from '#act/campaigns';
import type { Db } from '#platform/records';
import type { Refusal } from './work-order.ts';
import type { WorkOrderTable } from './work-order-store.ts';

export type Form = CampaignFile['work_order']['feedback'];

/** The feedback forms of these campaigns. */
export async function formsOf(db: Db, campaignIds: readonly string[]): Promise<ReadonlyMap<string, Form>> {
  const files = await campaignFiles(db, campaignIds);
  return new Map([...files].map(([id, file]) => [id, file.work_order.feedback]));
}

const fits: Readonly<Record<Form[number]['type'], (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  decimal: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
  choice: (value) => typeof value === 'string',
};

/** The first thing about the feedback that the form does not allow. */
export function feedbackProblem(form: Form | undefined, action: ClientAction): Refusal | undefined {
  const feedback = action.result?.feedback;
  if (!feedback) return undefined;
  const fields = new Map((form ?? []).map((field) => [field.field, field]));
  for (const [name, value] of Object.entries(feedback)) {
    const field = fields.get(name);
    if (!field) return { code: 'unknown-feedback-field', message: `The form has no field ${name}.` };
    if (value !== null && !fits[field.type](value))
      return { code: 'feedback-type', message: `${name} takes ${field.type}.` };
    if (value !== null && field.type === 'choice' && field.choices && !field.choices.includes(String(value))) {
      return { code: 'feedback-choice', message: `${name} takes one of: ${field.choices.join(', ')}.` };
    }
  }
  const spoken =
    action.result?.kind === 'accepted' || action.result?.kind === 'considering' || action.result?.kind === 'declined';
  const missing =
    spoken && [...fields.values()].find((field) => field.required && (feedback[field.field] ?? null) === null);
  return missing ? { code: 'feedback-missing', message: `${missing.field} must be filled in.` } : undefined;
}

/** Feedback as source data: rows of the standard entity, on their way to the next customer record. */
export function feedbackRows(order: WorkOrderTable, action: ClientAction, personId: string | null): object[] {
  return Object.entries(action.result?.feedback ?? {}).flatMap(([field, value]) =>
    value === null
      ? []
      : [
          {
            feed: 'worklist',
            period: Number(action.at.slice(0, 4) + action.at.slice(5, 7)),
            customer_key: order.customer_key,
            customer_id: order.customer_id,
            feedback_id: `${action.id}:${field}`,
            field,
            value: String(value),
            happened_at: new Date(action.at),
            staff_id: personId ?? order.person_id,
          },
        ],
  );
}
