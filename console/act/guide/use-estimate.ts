import type { CampaignFile } from '#contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { client } from '../../app/client.ts';

/** What a file would come to if it were scheduled now, as a query. */
export const estimateOf = (file: z.input<typeof CampaignFile>) =>
  queryOptions({
    queryKey: ['estimateCampaign', file] as const,
    queryFn: ({ signal }) => client.estimateCampaign({ body: { file } }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
