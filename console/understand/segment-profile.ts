import type { Result, routes, SegmentationDetail } from '#contract';
import { useText } from '#parts';
import { useCallback } from 'react';
import { reading } from '../app/client.ts';

export type SegmentProfile = Result<(typeof routes)['profileSegmentation']>;

/** The profile of the newest month; a new fit or a new name asks anew. */
export const profileOf = ({ id }: Pick<SegmentationDetail, 'id'>) =>
  reading('profileSegmentation', { params: { id }, query: {} });

/** The name of a group in the reader's language; its id where it has none. */
export function useGroupName(of: SegmentationDetail): (id: string) => string {
  const text = useText();
  return useCallback(
    (id) => {
      const group = of.groupList.find((one) => one.id === id);
      return group ? text(group.name) : id;
    },
    [of, text],
  );
}
