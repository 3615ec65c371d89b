import { Problem, type TagState } from '#contract';

/** What may follow what. A retired tag may come back; nothing that was in force becomes a draft again. */
const before: Readonly<Record<'published' | 'retired', readonly TagState[]>> = {
  published: ['draft', 'retired'],
  retired: ['draft', 'published'],
};

/** @throws Problem (conflict) when the tag is there already. */
export function requireChange(id: string, from: TagState, to: 'published' | 'retired'): void {
  if (before[to].includes(from)) return;
  throw new Problem('conflict', 'tag-state', `The tag ${id} is ${from} already.`, { parameters: { id, state: from } });
}

/** Jaccard's index of two sets by their sizes and what they share; 0 for two empty ones. */
export function jaccard(one: number, other: number, both: number): number {
  const either = one + other - both;
  return either === 0 ? 0 : both / either;
}

/** The path and everything above it: of usage/data, usage and usage/data. */
export const pathsTo = (category: string): readonly string[] => {
  const names = category.split('/');
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
};

/** Whether a category is this one or below it; '' is the whole tree. */
export const isWithin = (category: string, top: string): boolean =>
  top === '' || category === top || category.startsWith(`${top}/`);
