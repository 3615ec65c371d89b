import { Problem, type SavedView } from '#contract';
import type { Clock } from '#platform/context';
import type { Records } from '#platform/records';

/** A person's saved views, by name. */
export async function listViews(db: Records, login: string): Promise<SavedView[]> {
  return db
    .selectFrom('saved_view')
    .select(['id', 'screen', 'name', 'search'])
    .where('login', '=', login)
    .orderBy('name')
    .orderBy('id')
    .execute();
}

const mostViews = 500;

/** @throws Problem (missing) for a view of somebody else, (limit) past 500. */
export async function putView(db: Records, clock: Clock, login: string, view: SavedView): Promise<SavedView> {
  const { id, screen, name, search } = view;
  const old = await db.selectFrom('saved_view').select('login').where('id', '=', id).executeTakeFirst();
  if (old && old.login !== login) throw noView(id);
  if (!old && (await listViews(db, login)).length >= mostViews)
    throw new Problem('limit', 'too-many-views', `You have ${mostViews} views: delete one first.`, {
      parameters: { most: mostViews },
    });
  const row = { screen, name, search, at: clock.now() };
  await db
    .insertInto('saved_view')
    .values({ id, login, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row).where('saved_view.login', '=', login))
    .execute();
  return { id, screen, name, search };
}

export async function deleteView(db: Records, login: string, id: string): Promise<void> {
  await db.deleteFrom('saved_view').where('id', '=', id).where('login', '=', login).execute();
}

const noView = (id: string): Problem => new Problem('missing', 'no-such-view', `There is no view ${id}.`);
