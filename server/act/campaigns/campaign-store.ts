import { sql, type ColumnType, type Generated } from 'kysely';
import type { CampaignFile, CampaignState } from '#contract';
import type { Scope } from '#query';
import { json, run, type Db } from '#platform/records';
import { liveStates, type Standing } from './campaign.ts';

interface CampaignTable {
  id: string;
  owner: string;
  state: CampaignState;
  file: ColumnType<CampaignFile, unknown, unknown>;
  version: number;
  created_by: string;
  created_at: Date;
  submitted_by: string | null;
  scheduling: Generated<boolean>;
  drawn_period: number | null;
  audience: number | null;
  excluded: number | null;
  control: number | null;
  treated: number | null;
  scheduled: number | null;
  unscheduled: number | null;
}
interface CampaignHistoryTable {
  id: Generated<number>;
  campaign: string;
  at: Date;
  by: string;
  from_state: CampaignState | null;
  to_state: CampaignState;
  why: string | null;
}
export type WaveState = 'planned' | 'releasing' | 'released' | 'held';
interface CampaignWaveTable {
  campaign: string;
  wave: number;
  start_on: string;
  days: number;
  gate: string | null;
  state: Generated<WaveState>;
  targets: Generated<number>;
  released: Generated<number>;
  refused: Generated<number>;
  released_to_key: Generated<number>;
}
interface SchedulingTurnTable {
  one: Generated<boolean>;
  holder: string | null;
  until: Date;
}

declare module '#platform/records' {
  interface Tables {
    campaign: CampaignTable;
    campaign_history: CampaignHistoryTable;
    campaign_wave: CampaignWaveTable;
    campaign_scheduling_turn: SchedulingTurnTable;
  }
}

export interface StoredCampaign extends Standing {
  readonly id: string;
  readonly owner: string;
  readonly file: CampaignFile;
  readonly version: number;
  readonly createdAt: Date;
  readonly drawnPeriod: number | null;
  readonly scheduling: boolean;
}
export interface StoredWave {
  readonly wave: number;
  readonly start: string;
  readonly days: number;
  readonly gate: string | null;
  readonly state: WaveState;
  readonly targets: number;
  readonly released: number;
  readonly refused: number;
  readonly releasedToKey: number;
}
/** What a draw came to. */
export interface DrawCounts {
  readonly audience: number;
  readonly excluded: number;
  readonly control: number;
  readonly treated: number;
  readonly scheduled: number;
  readonly unscheduled: number;
}

/** One campaign that the viewer may see; `lock` keeps others from changing it until the transaction ends. */
export async function findCampaign(
  db: Db,
  id: string,
  scope: Scope,
  lock = false,
): Promise<StoredCampaign | undefined> {
  const row = await db
    .selectFrom('campaign')
    .selectAll()
    .where('id', '=', id)
    .$if(scope.kind === 'units', (query) => query.where(ownedBy(scope)))
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      owner: row.owner,
      state: row.state,
      file: row.file,
      version: row.version,
      createdBy: row.created_by,
      createdAt: row.created_at,
      submittedBy: row.submitted_by,
      drawnPeriod: row.drawn_period,
      scheduling: row.scheduling,
    }
  );
}

/** The condition that the owner stands in the viewer's subtree. */
export function ownedBy(scope: Scope) {
  return scope.kind === 'everything' ? sql<boolean>`true` : sql<boolean>`owner = any(${[...scope.units]})`;
}

/** False when the id is taken. */
export async function insertCampaign(db: Db, campaign: { file: CampaignFile; by: string; at: Date }): Promise<boolean> {
  const { file, by, at } = campaign;
  const inserted = await db
    .insertInto('campaign')
    .values({
      id: file.campaign,
      owner: file.owner,
      state: 'draft',
      file: json(file),
      version: 1,
      created_by: by,
      created_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** A changed draft is a new version, of whoever changed it. */
export async function replaceFile(trx: Db, id: string, file: CampaignFile, by: string): Promise<void> {
  await trx
    .updateTable('campaign')
    .set((e) => ({
      file: json(file),
      owner: file.owner,
      created_by: by,
      submitted_by: null,
      version: e('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

/** Moves a campaign to a state and writes that into its history. */
export async function writeState(
  trx: Db,
  id: string,
  step: {
    from: CampaignState | null;
    to: CampaignState;
    by: string;
    at: Date;
    why?: string | null | undefined;
    submittedBy?: string | null;
  },
): Promise<void> {
  const { from, to, by, at, why = null, submittedBy } = step;
  await trx
    .updateTable('campaign')
    .set({ state: to, ...(submittedBy !== undefined && { submitted_by: submittedBy }) })
    .where('id', '=', id)
    .execute();
  await trx
    .insertInto('campaign_history')
    .values({ campaign: id, at, by, from_state: from, to_state: to, why })
    .execute();
}

export async function readWaves(db: Db, id: string, lock = false): Promise<StoredWave[]> {
  const rows = await db
    .selectFrom('campaign_wave')
    .selectAll()
    .where('campaign', '=', id)
    .orderBy('wave')
    .$if(lock, (query) => query.forUpdate())
    .execute();
  return rows.map((row) => ({
    wave: row.wave,
    start: row.start_on,
    days: row.days,
    gate: row.gate,
    state: row.state,
    targets: row.targets,
    released: row.released,
    refused: row.refused,
    releasedToKey: row.released_to_key,
  }));
}

/** Puts a draw's counts and its waves in place; waves that have begun keep their state and cursor. */
export async function writeDraw(
  trx: Db,
  id: string,
  draw: {
    period: number;
    counts: DrawCounts;
    waves: readonly Pick<StoredWave, 'wave' | 'start' | 'days' | 'gate' | 'targets'>[];
  },
): Promise<void> {
  await trx
    .updateTable('campaign')
    // Whoever sees it scheduled may release it at once.
    .set({ drawn_period: draw.period, scheduling: false, ...draw.counts })
    .where('id', '=', id)
    .execute();
  for (const { wave, start, days, gate, targets } of draw.waves) {
    const row = { start_on: start, days, gate, targets };
    await trx
      .insertInto('campaign_wave')
      .values({ campaign: id, wave, ...row })
      .onConflict((conflict) => conflict.columns(['campaign', 'wave']).doUpdateSet(row))
      .execute();
  }
}

export async function setScheduling(db: Db, id: string, scheduling: boolean): Promise<void> {
  await db.updateTable('campaign').set({ scheduling }).where('id', '=', id).execute();
}

export async function writeWaveState(trx: Db, id: string, wave: number, state: WaveState): Promise<void> {
  await trx.updateTable('campaign_wave').set({ state }).where('campaign', '=', id).where('wave', '=', wave).execute();
}

/** Moves a wave's cursor from where the releaser thinks it is. False when it is not there: somebody else moved it. */
export async function moveCursor(
  trx: Db,
  id: string,
  wave: number,
  step: { from: number; to: number; released: number; refused: number },
): Promise<boolean> {
  const moved = await trx
    .updateTable('campaign_wave')
    .set((e) => ({
      released_to_key: step.to,
      released: e('released', '+', step.released),
      refused: e('refused', '+', step.refused),
    }))
    .where('campaign', '=', id)
    .where('wave', '=', wave)
    .where('released_to_key', '=', step.from)
    .where('state', '=', 'releasing')
    .returning('wave')
    .executeTakeFirst();
  return moved !== undefined;
}

/** The other campaigns that hold promises to customers or people. */
export async function liveCampaigns(db: Db, except: readonly string[]): Promise<{ id: string; file: CampaignFile }[]> {
  return db
    .selectFrom('campaign')
    .select(['id', 'file'])
    .where('state', 'in', [...liveStates])
    .where('id', 'not in', [...except])
    .orderBy('id')
    .execute();
}

const turnSeconds = 120;

/** Takes or keeps the turn to schedule. False when another job has it. */
export async function takeSchedulingTurn(db: Db, holder: string): Promise<boolean> {
  const rows = await run(
    db,
    `update campaign_scheduling_turn set holder = $1, until = now() + make_interval(secs => ${turnSeconds})
     where holder = $1 or until < now() returning holder`,
    [holder],
  );
  return rows.length > 0;
}

export async function giveSchedulingTurn(db: Db, holder: string): Promise<void> {
  await run(db, `update campaign_scheduling_turn set holder = null, until = '-infinity' where holder = $1`, [holder]);
}
