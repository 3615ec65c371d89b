import type { Generated } from 'kysely';
import type { ModelState } from '#contract';
import type { Db } from '#platform/records';

interface ModelHistoryTable {
  id: Generated<number>;
  model: string;
  version: number;
  from_state: ModelState | null;
  to_state: ModelState;
  at: Date;
  by: string;
  why: string | null;
}
declare module '#platform/records' {
  interface Tables {
    model_history: ModelHistoryTable;
  }
}

export interface Move {
  readonly model: string;
  readonly version: number;
  readonly from: ModelState | null;
  readonly to: ModelState;
  readonly at: Date;
  readonly by: string;
  readonly why: string | null;
}

/** Changes the state and writes it into the history. */
export async function moveVersion(
  db: Db,
  move: Move,
  who: { readonly submittedBy?: string | null; readonly decidedBy?: string } = {},
): Promise<void> {
  await db
    .updateTable('model_version')
    .set({
      state: move.to,
      why: move.why,
      ...(who.submittedBy !== undefined && { submitted_by: who.submittedBy }),
      ...(who.decidedBy !== undefined && { decided_by: who.decidedBy }),
    })
    .where('model', '=', move.model)
    .where('version', '=', move.version)
    .execute();
  await writeHistory(db, move);
}

export async function writeHistory(db: Db, { from, to, ...move }: Move): Promise<void> {
  await db
    .insertInto('model_history')
    .values({ ...move, from_state: from, to_state: to })
    .execute();
}

export async function readHistory(
  db: Db,
  model: string,
): Promise<{ version: number; from: ModelState | null; to: ModelState; at: Date; by: string; why: string | null }[]> {
  const rows = await db.selectFrom('model_history').selectAll().where('model', '=', model).orderBy('id').execute();
  return rows.map(({ version, from_state: from, to_state: to, at, by, why }) => ({ version, from, to, at, by, why }));
}
