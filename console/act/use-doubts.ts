import type { WorkOrder } from '#contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';

/** For what a card's feedback is doubted, in words; nothing where it is not. Doubted is what was drawn for verification with a check against it. */
export function useDoubts(): (order: Pick<WorkOrder, 'campaignId' | 'customerId'>) => string | undefined {
  const { t } = useTranslation();
  const { data } = useQuery({ ...reading('listVerifications', { query: { limit: 1000 } }), staleTime: 60_000 });
  const doubted = useMemo(
    () =>
      new Map(
        (data?.items ?? [])
          .filter((one) => one.checks.length > 0 && one.finding === null)
          .map((one) => [`${one.campaignId} ${one.customerId}`, one.checks]),
      ),
    [data],
  );
  return ({ campaignId, customerId }) =>
    doubted
      .get(`${campaignId} ${customerId}`)
      ?.map((check) => t(`learn.truth.checksLong.${check}`))
      .join(' · ');
}
