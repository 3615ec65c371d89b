import { Problem, requireUnused, type Indicator } from '#contract';
import type { Context } from '#platform/context';
import { readNewest, type StoredIndicator } from './indicator-store.ts';
import { indicatorOf, noIndicator, plain, readLibrary } from './library.ts';
import type { IndicatorsPorts } from './ports.ts';
import { readRetired, writeId, writeRetired } from './retired-store.ts';
import { warningId } from './watch.ts';

/**
 * Takes an indicator out of use: no formula may name it, it has no figures but those of `id@version`, and it warns no more.
 * @throws Problem (conflict, indicator-in-use) with the list of uses while a formula or rule names it, (missing).
 */
export async function retireIndicator(context: Context, ports: IndicatorsPorts, id: string): Promise<Indicator> {
  const { db, clock, actor } = context;
  if ((await readRetired(db)).some((one) => one.id === id))
    throw new Problem('conflict', 'indicator-retired', `${id} is out of use already.`, { parameters: { id } });
  const stored = await requireInUse(context, id);
  requireUnused('indicator', id, await ports.usesOf(context, [`indicator:${id}`]));
  await db.transaction().execute((trx) => writeRetired(trx, { id, at: clock.now(), by: actor.login }));
  return { ...plain(stored), retired: true, problems: [] };
}

/**
 * Gives an indicator another id, with its versions, targets and warnings.
 * @throws Problem (conflict) when the id is taken, for one that came with the product, and (indicator-in-use) with the list
 * of uses while something names it; (missing).
 */
export async function renameIndicator(
  context: Context,
  ports: IndicatorsPorts,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Indicator> {
  const { db } = context;
  const { standard } = await requireInUse(context, from);
  if (standard)
    throw new Problem('conflict', 'indicator-standard', `${from} came with the product: its id stays.`, {
      parameters: { id: from },
    });
  if ([...(await readNewest(db)), ...(await readRetired(db))].some(({ id }) => id === to))
    throw new Problem('conflict', 'indicator-taken', `There is an indicator ${to} already.`, {
      parameters: { id: to },
    });
  requireUnused('indicator', from, await ports.usesOf(context, [`indicator:${from}`]));
  await db.transaction().execute((trx) => writeId(trx, { from, to }, warningId));
  const renamed = (await readLibrary(context, ports)).indicators.get(to);
  if (!renamed) throw noIndicator(to);
  return indicatorOf(renamed);
}

async function requireInUse({ db }: Pick<Context, 'db'>, id: string): Promise<StoredIndicator> {
  const stored = (await readNewest(db)).find((one) => one.id === id);
  if (!stored) throw noIndicator(id);
  return stored;
}
