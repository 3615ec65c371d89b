import type { WorkOrderPort } from '#act/campaigns';
import { progress } from './work-list.ts';
import { closeOpen, insertOrders } from './work-order-store.ts';

/** What campaigns ask of the worklist. */
export const workOrderPort: WorkOrderPort = {
  create: (trx, campaign, orders) =>
    insertOrders(
      trx,
      orders.map((order) => [
        orderId(campaign.id, order.customerKey),
        campaign.id,
        order.customerKey,
        order.customerId,
        order.orgUnitId,
        order.personId,
        order.channel,
        order.offerId,
        order.wave,
        order.day,
        order.dueOn,
        'released',
        campaign.releasedAt,
        1,
      ]),
    ),
  progress,
  cancelOpen: async (trx, campaignId, why) => {
    const closed = await closeOpen(trx, { campaignId }, { state: 'cancelled', by: 'system', at: new Date(), why });
    return closed.length;
  },
};

/** A campaign has one order for a customer; its name says so. */
export const orderId = (campaignId: string, customerKey: number) => `${campaignId}.${customerKey}`;
