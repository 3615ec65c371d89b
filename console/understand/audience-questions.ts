import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { reading } from '../app/client.ts';
import { useSettled } from '../app/settled.ts';
import type { Asked } from './asked.tsx';

/** After this much stillness the count is asked, and after that much what takes longer. */
const countAfterMs = 150;
const detailsAfterMs = 450;
/** Where an exact count took longer than this, an estimate is asked beside it. */
const slowMs = 400;

const never = { rule: '' };

/**
 * The questions that follow a rule while it is written: first the count, or, where counts are slow, an estimate and then
 * the count; then the rest. A question that a newer one has overtaken is called off, at the server too.
 */
export function useAnswers(rule: string | undefined, period: string | undefined) {
  const settled = useSettled(rule, countAfterMs);
  // What is not whole any more is not asked, even before stillness.
  const whole = rule === undefined ? undefined : settled;
  const asked = useMemo<Asked | undefined>(
    () => (whole === undefined ? undefined : { rule: whole, ...(period !== undefined && { period }) }),
    [whole, period],
  );
  const count = useQuery({
    ...reading('countAudience', { body: asked ?? never }),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  // While a newer question is under way this is the answer to the one before, which tells how slow counts are here.
  const tookMs = count.data?.ms ?? 0;
  const estimate = useQuery({
    ...reading('estimateAudience', { body: asked ?? never }),
    enabled: asked !== undefined && tookMs > slowMs && (count.isPlaceholderData || !count.data),
    retry: false,
  });
  const counted = asked !== undefined && !count.error;
  const detailed = useSettled(counted ? asked : undefined, detailsAfterMs);
  return { asked: counted ? asked : undefined, count, estimate: estimate.data, counted, detailed };
}

export function useFunnel(asked: Asked | undefined) {
  return useQuery({
    ...reading('audienceFunnel', { body: asked ?? never }),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
}
