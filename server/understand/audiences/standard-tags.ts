import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Id, TagCategory, Text2 } from '#contract';
import type { Context } from '#platform/context';
import { insertMany } from '#platform/records';

const Library = z.object({
  categories: z.array(z.object({ path: TagCategory, name: Text2 })),
  tags: z.array(z.object({ id: Id, category: TagCategory, name: Text2, definition: Text2, rule: z.string().min(1) })),
});
const library = Library.parse(parse(readFileSync(new URL('./standard-tags.yaml', import.meta.url), 'utf8')));

export const standardCategories = library.categories;
export const standardTags = library.tags;

const named = new Map(library.categories.map(({ path, name }) => [path, name]));

/** What people call a category: its name, or, where it is the operator's own, the last part of its path. */
export function categoryName(path: string): Text2 {
  const own = path.split('/').at(-1) ?? path;
  return named.get(path) ?? { en: own, zh: own };
}

/**
 * Puts the standard tags into the library where they are not there yet: one that has been changed or retired here stays
 * as it is. One whose fields this operator's record does not have is there too, and says which. Resolves to how many are new.
 */
export async function seedStandardTags({ db, clock, actor }: Pick<Context, 'db' | 'clock' | 'actor'>): Promise<number> {
  const at = clock.now();
  const rows = library.tags.map(({ id, category, name, definition, rule }) => [
    id,
    rule,
    1,
    at,
    actor.login,
    name.en,
    name.zh,
    definition.en,
    definition.zh,
    category,
    'standard',
    'published',
    actor.login,
  ]);
  const added = await insertMany<{ id: string }>(
    db,
    {
      table: 'tag',
      columns: {
        id: 'text',
        rule: 'text',
        version: 'integer',
        changed_at: 'timestamptz',
        changed_by: 'text',
        name_en: 'text',
        name_zh: 'text',
        definition_en: 'text',
        definition_zh: 'text',
        category: 'text',
        origin: 'text',
        state: 'text',
        owner: 'text',
      },
    },
    rows,
    { onConflict: 'nothing', returning: ['id'] },
  );
  const fresh = new Set(added.map(({ id }) => id));
  await insertMany(
    db,
    {
      table: 'rule_version',
      columns: {
        kind: 'text',
        id: 'text',
        version: 'integer',
        rule: 'text',
        changed_at: 'timestamptz',
        changed_by: 'text',
      },
    },
    library.tags.filter(({ id }) => fresh.has(id)).map(({ id, rule }) => ['tag', id, 1, rule, at, actor.login]),
    { onConflict: 'nothing' },
  );
  return fresh.size;
}
