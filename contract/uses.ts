import { z } from 'zod';
import { Problem } from './problem.ts';
import { Text2 } from './words.ts';

/** Something whose rule or formula names another thing. */
export const TagUse = z.object({
  kind: z.enum(['tag', 'audience', 'indicator', 'segment', 'model', 'campaign']),
  id: z.string(),
  name: Text2,
});
export type TagUse = z.infer<typeof TagUse>;

/** What uses a thing, of what the viewer may see; `usedElsewhere` is how many more there are. */
export const usesShown = { usedBy: z.array(TagUse), usedElsewhere: z.number().int() };
export interface UsesShown {
  usedBy: TagUse[];
  usedElsewhere: number;
}

/** @throws Problem (conflict, `<what>-in-use`) with every use the viewer may see, and the number of the others. */
export function requireUnused(
  what: 'tag' | 'indicator' | 'segmentation' | 'model',
  id: string,
  { usedBy, usedElsewhere }: UsesShown,
): void {
  const uses = usedBy.length + usedElsewhere;
  if (uses === 0) return;
  const named = usedBy.map((use) => `${use.kind} ${use.id}`);
  const elsewhere = usedElsewhere === 0 ? [] : [`${usedElsewhere} outside your territory`];
  throw new Problem(
    'conflict',
    `${what}-in-use`,
    `The ${what} ${id} is in use: ${[...named, ...elsewhere].join(', ')}. Change these first.`,
    {
      parameters: { id, uses, usedElsewhere },
      problems: usedBy.map((use) => ({
        code: `${what}-used-by`,
        place: `${use.kind}:${use.id}`,
        message: `${use.kind} ${use.id} names the ${what} ${id}.`,
        parameters: { name: use.name },
      })),
    },
  );
}
