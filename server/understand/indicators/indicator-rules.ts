import type { Text2 } from '#contract';
import type { Context } from '#platform/context';
import { readNewest } from './indicator-store.ts';

/** The formula of every indicator: what it names cannot be taken away under it. */
export async function indicatorRules({
  db,
}: Pick<Context, 'db'>): Promise<{ kind: 'indicator'; id: string; name: Text2; orgUnitId: null; rules: string[] }[]> {
  return (await readNewest(db)).map(({ id, definition }) => ({
    kind: 'indicator',
    id,
    name: definition.name,
    orgUnitId: null,
    rules: [definition.formula],
  }));
}
