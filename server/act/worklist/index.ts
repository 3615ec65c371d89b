import { customerKeyOf } from '#know/customers';
import type { Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { putDoNotDisturb, sendActions } from './actions.ts';
import { syncPhone } from './phone-sync.ts';
import { readWorkOrder } from './work-order-detail.ts';
import { listWorkOrders, reassignWorkOrders, workBoard } from './work-list.ts';
import { workCards } from './work-cards.ts';
import { workSummary } from './work-summary.ts';
import { closeOpen } from './work-order-store.ts';

export { workOrderPort } from './dispatch.ts';

const expireEveryMs = 10 * 60_000;

export const worklist: Feature = {
  name: 'worklist',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: {
    listWorkOrders: (context, { query }) => listWorkOrders(context, query),
    readWorkOrder: (context, { params }) => readWorkOrder(context, params.id),
    sendActions: async (context, { body }) => ({ results: await sendActions(context, body.actions) }),
    reassignWorkOrders: async (context, { body }) => ({ reassigned: await reassignWorkOrders(context, body) }),
    workCards: (context, { query }) => workCards(context, query),
    workSummary: (context, { query }) => workSummary(context, query),
    workBoard: async (context, { query }) => ({ people: await workBoard(context, query.campaignId) }),
    syncPhone: (context, { query }) => syncPhone(context, query),
    putDoNotDisturb: async (context, { body }) => ({
      cancelled: await putDoNotDisturb(context, await customerKeyOf(context, body.customerId), body),
    }),
  },
  start: async (context) => {
    const timer = setInterval(
      () =>
        void expire(context).catch((error: unknown) =>
          context.log.warn({ err: error }, 'work orders could not be expired'),
        ),
      expireEveryMs,
    ).unref();
    await expire(context);
    return async () => clearInterval(timer);
  },
};

/** Orders whose due day is over are closed. Work done before that and told later still counts. */
async function expire({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const now = clock.now();
  await db
    .transaction()
    .execute((trx) =>
      closeOpen(
        trx,
        { dueBefore: now.toISOString().slice(0, 10) },
        { state: 'expired', by: 'system', at: now, why: 'past its due day' },
      ),
    );
}
