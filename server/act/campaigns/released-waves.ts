import type { CampaignFile } from '#contract';
import type { Db } from '#platform/records';

const begun = ['released', 'releasing'] as const;

/** The numbers of the waves that have been released, wholly or in part. */
export async function releasedWaves(db: Db, id: string): Promise<number[]> {
  const rows = await begunWaves(db).where('campaign', '=', id).orderBy('wave').execute();
  return rows.map(({ wave }) => wave);
}

/** The file of every campaign of which waves have been released, with their numbers. */
export async function releasedCampaigns(db: Db): Promise<{ file: CampaignFile; released: number[] }[]> {
  const waves = Map.groupBy(await begunWaves(db).execute(), ({ campaign }) => campaign);
  const rows = await db
    .selectFrom('campaign')
    .select(['id', 'file'])
    .where('id', 'in', [...waves.keys(), ''])
    .orderBy('id')
    .execute();
  return rows.map(({ id, file }) => ({ file, released: (waves.get(id) ?? []).map(({ wave }) => wave) }));
}

const begunWaves = (db: Db) => db.selectFrom('campaign_wave').select(['campaign', 'wave']).where('state', 'in', begun);
