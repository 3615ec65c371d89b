import { Problem, type Objection } from '#contract';
import { sees, type Context } from '#platform/context';
import { json } from '#platform/records';
import { openObjections, readClosings, readInputs, shownObjection, type Closing } from './appraisal-store.ts';
import { appraise, requireStatement } from './months.ts';
import { payFen, pointsOf } from './points.ts';
import { readScheme } from './scheme.ts';

/** Closes a grid's month: its people's points are kept with the run and the scheme they came from. */
export async function closeMonth(
  context: Context,
  { month, unitId, scheme }: { month: string; unitId: string; scheme?: string | undefined },
): Promise<{ people: number }> {
  const { db, actor, clock } = context;
  requireSight(context, unitId);
  const appraised = (await appraise(context, month, { scheme })).filter(({ input }) => input.org_unit_id === unitId);
  if (appraised.some(({ closing }) => closing !== null))
    throw new Problem('conflict', 'already-closed', `${month} of ${unitId} is closed; a correction is a new entry.`);
  const [first] = appraised;
  if (!first) throw new Problem('missing', 'nobody-to-close', `Nobody of ${unitId} has points for ${month}.`);
  const open = (await openObjections(db, month)).get(unitId) ?? 0;
  if (open > 0) throw new Problem('conflict', 'objections-open', `${open} objections of ${unitId} wait for an answer.`);
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('appraisal_closing')
      .values({
        month,
        org_unit_id: unitId,
        run_id: first.run,
        scheme_id: first.scheme.id,
        scheme: json(first.scheme.file),
        scheme_version: first.scheme.version,
        closed_by: actor.login,
        closed_at: clock.now(),
        approved_by: null,
        approved_at: null,
      })
      .execute();
    await trx
      .insertInto('appraisal_points')
      .values(
        appraised.map(({ input, points }) => ({
          month,
          person_id: input.person_id,
          org_unit_id: unitId,
          points: points.points,
          pay_fen: payFen(points.points, first.scheme.file.pay),
        })),
      )
      .execute();
  });
  return { people: appraised.length };
}

function requireSight({ actor }: Pick<Context, 'actor'>, unitId: string): void {
  if (!sees(actor, unitId)) throw new Problem('missing', 'no-such-unit', `There is no org unit ${unitId} for you.`);
}

async function requireClosing(context: Context, month: string, unitId: string): Promise<Closing> {
  requireSight(context, unitId);
  const closing = (await readClosings(context.db, month)).get(unitId);
  if (!closing) throw new Problem('conflict', 'not-closed', `${month} of ${unitId} is not closed.`);
  return closing;
}

export async function approveMonth(context: Context, month: string, unitId: string): Promise<{ state: 'approved' }> {
  const { db, actor, clock } = context;
  const closing = await requireClosing(context, month, unitId);
  if (closing.closed_by === actor.login)
    throw new Problem('forbidden', 'own-closing', 'Nobody approves the month they closed.');
  if (closing.approved_by !== null)
    throw new Problem('conflict', 'already-approved', `${month} of ${unitId} is approved.`);
  await db
    .updateTable('appraisal_closing')
    .set({ approved_by: actor.login, approved_at: clock.now() })
    .where('month', '=', month)
    .where('org_unit_id', '=', unitId)
    .execute();
  return { state: 'approved' };
}

/** Works a closed month out again from its kept inputs and scheme, and compares with the points that were kept. */
export async function replayMonth(context: Context, month: string, unitId: string) {
  const { db } = context;
  const closing = await requireClosing(context, month, unitId);
  const scheme = readScheme(closing.scheme);
  const inputs = await readInputs(db, closing.run_id, { units: [unitId] });
  const kept = await db
    .selectFrom('appraisal_points')
    .selectAll()
    .where('month', '=', month)
    .where('org_unit_id', '=', unitId)
    .execute();
  const before = new Map(kept.map(({ person_id: person, points }) => [person, points]));
  const differences = inputs.flatMap(({ person_id: personId, inputs: values }) => {
    const replayed = pointsOf(scheme, values).points;
    const was = before.get(personId) ?? NaN;
    return Object.is(replayed, was) ? [] : [{ personId, kept: was, replayed }];
  });
  return { same: differences.length === 0 && inputs.length === kept.length, people: kept.length, differences };
}

export async function addCorrection(
  context: Context,
  ask: { month: string; personId: string; points: number; why: string },
): Promise<{ done: true }> {
  const { db, actor, clock } = context;
  const { closing } = await requireStatement(context, ask.month, ask.personId);
  if (!closing) throw new Problem('conflict', 'not-closed', 'An open month is gathered again, not corrected.');
  await db
    .insertInto('appraisal_correction')
    .values({
      month: ask.month,
      person_id: ask.personId,
      points: ask.points,
      why: ask.why,
      by: actor.login,
      at: clock.now(),
    })
    .execute();
  return { done: true };
}

/** A person objects to the own points, or to one term of them. */
export async function addObjection(
  context: Context,
  ask: { month: string; term?: string | undefined; why: string; toldId?: string },
): Promise<Objection> {
  const { db, actor, clock } = context;
  if (actor.personId === null) throw new Problem('forbidden', 'no-person', 'Only people with points object to them.');
  const { input, scheme, closing } = await requireStatement(context, ask.month, actor.personId);
  if (closing?.approved_by) throw new Problem('conflict', 'already-approved', `${ask.month} is approved.`);
  if (ask.term !== undefined && !scheme.file.terms.some(({ id }) => id === ask.term))
    throw new Problem('invalid', 'no-such-term', `Your statement has no term ${ask.term}.`);
  const row = await db
    .insertInto('appraisal_objection')
    .values({
      month: ask.month,
      person_id: actor.personId,
      org_unit_id: input.org_unit_id,
      term: ask.term ?? null,
      why: ask.why,
      at: clock.now(),
      state: 'open',
      answer: null,
      answered_by: null,
      answered_at: null,
      told_id: ask.toldId ?? null,
    })
    .onConflict((conflict) => conflict.column('told_id').doUpdateSet({ month: ask.month }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return shownObjection(row);
}

export async function listObjections({ db, actor }: Context, month: string): Promise<Objection[]> {
  let rows = db.selectFrom('appraisal_objection').selectAll().where('month', '=', month);
  if (!actor.permissions.has('work.assign') && !actor.permissions.has('reports.read'))
    rows = rows.where('person_id', '=', actor.personId ?? '');
  else if (actor.scope.kind === 'units') rows = rows.where('org_unit_id', 'in', [...actor.scope.units, '']);
  return (await rows.orderBy('id').execute()).map(shownObjection);
}

/** Upheld with points, the answer is a correction too. */
export async function answerObjection(
  { db, actor, clock }: Context,
  ask: { id: number; upheld: boolean; answer: string; points: number },
): Promise<Objection> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('appraisal_objection')
      .selectAll()
      .where('id', '=', ask.id)
      .forUpdate()
      .executeTakeFirst();
    if (!row || !sees(actor, row.org_unit_id))
      throw new Problem('missing', 'no-such-objection', 'There is no such objection.');
    if (row.person_id === actor.personId)
      throw new Problem('forbidden', 'own-objection', 'Nobody answers their own objection.');
    if (row.state !== 'open') throw new Problem('conflict', 'already-answered', 'This objection has been answered.');
    const at = clock.now();
    if (ask.upheld && ask.points !== 0)
      await trx
        .insertInto('appraisal_correction')
        .values({
          month: row.month,
          person_id: row.person_id,
          points: ask.points,
          why: ask.answer,
          by: actor.login,
          at,
        })
        .execute();
    const answered = await trx
      .updateTable('appraisal_objection')
      .set({ state: ask.upheld ? 'upheld' : 'rejected', answer: ask.answer, answered_by: actor.login, answered_at: at })
      .where('id', '=', ask.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return shownObjection(answered);
  });
}
