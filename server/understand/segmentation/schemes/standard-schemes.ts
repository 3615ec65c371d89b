import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Id, SegmentScheme } from '#contract';
import type { Context } from '#platform/context';
import { readSchemes, writeScheme } from './scheme-store.ts';

const Library = z.object({ schemes: z.array(SegmentScheme.extend({ id: Id })) });

/** The market model of an operator, as it comes with the product. */
export const standardSchemes = Library.parse(
  parse(readFileSync(new URL('./standard-schemes.yaml', import.meta.url), 'utf8')),
).schemes;

/** Puts the market model where it is not there yet: a scheme that has been changed or retired here stays as it is. */
export async function seedStandardSchemes({
  db,
  clock,
  actor,
}: Pick<Context, 'db' | 'clock' | 'actor'>): Promise<void> {
  const there = new Set((await readSchemes(db)).map(({ id }) => id));
  for (const { id, ...scheme } of standardSchemes)
    if (!there.has(id))
      await writeScheme(db, {
        id,
        version: 1,
        scheme,
        origin: 'standard',
        state: 'published',
        changed_at: clock.now(),
        changed_by: actor.login,
      });
}
