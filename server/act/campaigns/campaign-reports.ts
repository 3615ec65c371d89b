import { sql, type Selectable } from 'kysely';
import type { z } from 'zod';
import { Problem, type Campaign, type CampaignFile, type campaignRoutes, type CampaignState } from '#contract';
import type { Context } from '#platform/context';
import type { Db, Tables } from '#platform/records';
import { statement } from '#platform/warehouse';
import { subtreeIds } from '#know/organisation';
import { ownedBy } from './campaign-store.ts';
import type { CampaignPorts } from './ports.ts';

type Reading = Pick<Context, 'actor' | 'db'>;

type CampaignQuery = z.output<(typeof campaignRoutes)['listCampaigns']['query']>;

const sortKeys = {
  created: sql`created_at`,
  start: sql`file->'waves'->0->>'start'`,
  treated: sql`treated`,
  state: sql`state`,
  owner: sql`owner`,
} as const satisfies Record<CampaignQuery['sort'], unknown>;

/** Campaigns whose owner stands in the viewer's subtree, newest first unless asked otherwise. */
export async function listCampaigns(
  { db, actor }: Reading,
  ports: Pick<CampaignPorts, 'workOrders'>,
  page: CampaignQuery,
): Promise<{ total: number; items: Campaign[] }> {
  const units = page.orgUnitId === undefined ? undefined : await subtreeIds(db, page.orgUnitId);
  const mine = db
    .selectFrom('campaign')
    .where(ownedBy(actor.scope))
    .$if(page.state !== undefined, (query) => query.where('state', '=', page.state as CampaignState))
    .$if(page.text !== undefined, (query) =>
      query.where(
        sql<boolean>`strpos(lower(id || ' ' || (file->'objective'->>'en') || ' ' || (file->'objective'->>'zh')), lower(${page.text}::text)) > 0`,
      ),
    )
    .$if(units !== undefined, (query) => query.where(sql<boolean>`owner = any(${units})`));
  const { total } = await mine.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await mine
    .select('id')
    .orderBy(sortKeys[page.sort], (order) =>
      page.order === 'down' ? order.desc().nullsLast() : order.asc().nullsLast(),
    )
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return {
    total: Number(total),
    items: await readThese(
      db,
      ports,
      rows.map((row) => row.id),
    ),
  };
}

/** @throws Problem 'no-campaign' for one outside the viewer's subtree, too. */
export async function readCampaign(
  { db, actor }: Reading,
  ports: Pick<CampaignPorts, 'workOrders'>,
  id: string,
): Promise<Campaign> {
  const row = await db
    .selectFrom('campaign')
    .select('id')
    .where('id', '=', id)
    .where(ownedBy(actor.scope))
    .executeTakeFirst();
  const [campaign] = row ? await readThese(db, ports, [id]) : [];
  if (campaign) return campaign;
  throw new Problem('missing', 'no-campaign', `There is no campaign ${id}.`, { parameters: { campaign: id } });
}

/** These campaigns, in this order, with history, waves and counts. */
async function readThese(
  db: Db,
  { workOrders }: Pick<CampaignPorts, 'workOrders'>,
  ids: readonly string[],
): Promise<Campaign[]> {
  if (ids.length === 0) return [];
  const these = sql<boolean>`campaign = any(${[...ids]})`;
  const rows = await db
    .selectFrom('campaign')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  const history = await db.selectFrom('campaign_history').selectAll().where(these).orderBy('id').execute();
  const waves = await db.selectFrom('campaign_wave').selectAll().where(these).orderBy('wave').execute();
  const progress = await workOrders.progress(db, ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id): Campaign[] => {
    const row = byId.get(id);
    if (!row) return [];
    const own = waves.filter((wave) => wave.campaign === id);
    const { audience, excluded, control, treated, scheduled, unscheduled } = row;
    const { done = 0, accepted = 0 } = progress.get(id) ?? {};
    return [
      {
        id,
        state: row.state,
        owner: row.owner,
        objective: row.file.objective,
        file: row.file,
        version: row.version,
        createdBy: row.created_by,
        createdAt: row.created_at.toISOString(),
        history: history
          .filter((step) => step.campaign === id)
          .map((step) => ({
            at: step.at.toISOString(),
            by: step.by,
            from: step.from_state,
            to: step.to_state,
            why: step.why,
          })),
        counts: {
          audience,
          excluded,
          control,
          treated,
          scheduled,
          unscheduled,
          done,
          accepted,
          released: own.reduce((sum, wave) => sum + wave.released, 0),
        },
        waves: own.length > 0 ? own.map(wave) : row.file.waves.map(plannedWave),
      },
    ];
  });
}

function wave({
  wave,
  start_on,
  days,
  gate,
  state,
  targets,
  released,
}: Selectable<Tables['campaign_wave']>): Campaign['waves'][number] {
  return { wave, start: start_on, days, gate, state, targets, released };
}

/** Before the first schedule a wave is what the file says. */
function plannedWave({ start, days, gate }: CampaignFile['waves'][number], index: number): Campaign['waves'][number] {
  return { wave: index + 1, start, days, gate: gate ?? null, state: 'planned', targets: 0, released: 0 };
}

/** Who gets nothing, and who has no place yet, counted by reason. */
export async function readExclusions(
  { warehouse, signal }: Pick<Context, 'warehouse' | 'signal'>,
  id: string,
): Promise<{ excluded: { reason: string; count: number }[]; unscheduled: { reason: string; count: number }[] }> {
  const count = (from: string, condition: string) =>
    warehouse.rows<{ reason: string; count: number }>(
      statement(
        `select toString(reason) as reason, count() as count from ${from} where campaign = {id:String} and ${condition} group by reason order by count desc, reason`,
        { id },
      ),
      { signal },
    );
  return {
    excluded: await count('campaign_exclusion', 'true'),
    unscheduled: await count('campaign_target', `status = 'unscheduled'`),
  };
}

/** The files of these campaigns, by id, for whoever works on what they released. */
export async function campaignFiles(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, CampaignFile>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('campaign')
    .select(['id', 'file'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row.file]));
}
