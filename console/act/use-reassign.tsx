import type { WorkOrder } from '#contract';
import { useErrorWords } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import { usePeopleNames } from './people-names.ts';

type Given = Pick<WorkOrder, 'id' | 'personId'>;

/** Gives orders to somebody, at once, with the way back in the message. */
export function useReassign() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useErrorWords();
  const people = usePeopleNames();
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: ({ orders, to }: { orders: readonly Given[]; to: string }) =>
      client.reassignWorkOrders({ body: { workOrderIds: orders.map((order) => order.id), personId: to } }),
    onSuccess: async ({ reassigned }, { orders, to }) => {
      const key = `reassigned ${orders.map((order) => order.id).join(' ')} ${to}`;
      void message.open({
        key,
        type: 'success',
        duration: 8,
        content: (
          <>
            {t('act.work.reassigned', { count: reassigned, name: people.nameOf(to) })}{' '}
            <Button type="link" size="small" onClick={() => (message.destroy(key), void back(orders))}>
              {t('act.work.undo')}
            </Button>
          </>
        ),
      });
      await refresh();
    },
    onError: (error) => void message.error(words(error)),
  });
  const refresh = async () => {
    for (const route of ['workCards', 'listWorkOrders', 'readWorkOrder'])
      await queries.invalidateQueries({ queryKey: [route] });
  };
  /** Everyone gets back what was theirs; what came from a grid's pool cannot be put back into it. */
  const back = async (orders: readonly Given[]) => {
    try {
      for (const [personId, own] of Map.groupBy(orders, (order) => order.personId)) {
        if (personId !== null)
          await client.reassignWorkOrders({ body: { workOrderIds: own.map((order) => order.id), personId } });
      }
      if (orders.some((order) => order.personId === null)) void message.info(t('act.work.poolStays'));
    } catch (error) {
      void message.error(words(error));
    }
    await refresh();
  };
  return { reassign: (orders: readonly Given[], to: string) => run.mutate({ orders, to }), pending: run.isPending };
}
