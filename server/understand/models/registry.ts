import {
  Problem,
  requireUnused,
  type Input,
  type modelRoutes,
  type ModelState,
  type ModelVersion,
  type Reply,
} from '#contract';
import { sees, type Context } from '#platform/context';
import { listed } from '#platform/lists';
import type { Db } from '#platform/records';
import { championBefore, decide, type Change } from './model.ts';
import { moveVersion, readHistory } from './model-history.ts';
import {
  findModel,
  findVersion,
  putInUse,
  readModels,
  readVersions,
  type StoredModel,
  type StoredVersion,
} from './model-store.ts';
import { readMonitoring } from './monitoring-store.ts';
import type { ModelPorts } from './ports.ts';
import { namesOfScore, publishScore, withdrawScore } from './publish.ts';

type Routes = typeof modelRoutes;

type Listed = Reply<Routes['listModels']>['items'][number];

/** The models of the viewer's subtree. */
export async function listModels(
  { db, actor }: Context,
  { inUse, ...query }: Input<Routes['listModels']>['query'],
): Promise<Reply<Routes['listModels']>> {
  const models = (await readModels(db)).filter(
    ({ orgUnitId, champion }) => sees(actor, orgUnitId) && (inUse === undefined || inUse === (champion !== null)),
  );
  const versions = await readVersions(
    db,
    models.map(({ id }) => id),
  );
  const monitoring = await readMonitoring(db);
  const rows = models.map((model): Listed => {
    const own = versions.filter((version) => version.model === model.id);
    return {
      ...shown(model, own, monitoring),
      championVersion: own.find(({ version }) => version === model.champion) ?? null,
    };
  });
  return listed(rows, query, {
    words: ({ id, name, owner }) => [id, name.en, name.zh, owner],
    sorts: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      owner: ({ owner }) => owner,
      alarms: ({ alarms }) => alarms,
      changed: ({ changedAt }) => changedAt,
    },
  });
}

function shown(
  model: StoredModel,
  versions: readonly ModelVersion[],
  monitoring: Awaited<ReturnType<typeof readMonitoring>>,
) {
  const { id, name, owner, orgUnitId, champion, challenger, changedAt } = model;
  const newest = monitoring.filter((row) => row.model === id && row.version === champion).at(-1);
  return {
    id,
    name,
    target: (versions.find(({ version }) => version === champion) ?? versions[0])?.target ?? null,
    owner,
    orgUnitId,
    champion,
    challenger,
    changedAt: changedAt.toISOString(),
    alarms: newest?.alarms.length ?? 0,
  };
}

export async function readModel(
  context: Context,
  ports: Pick<ModelPorts, 'usesOf'>,
  id: string,
): Promise<Reply<Routes['readModel']>> {
  const { db } = context;
  const model = await requireModel(context, db, id);
  const versions = await readVersions(db, [id]);
  const monitoring = await readMonitoring(db, [id]);
  return {
    ...shown(model, versions, monitoring),
    versions,
    history: (await readHistory(db, id)).map(({ at, ...move }) => ({ ...move, at: at.toISOString() })),
    monitoring: monitoring.map(({ model: _, ...row }) => row),
    ...(await ports.usesOf(context, await namesOfScore(context, id))),
  };
}

export async function modelReport(
  context: Context,
  { id, version }: { id: string; version: number },
): Promise<Reply<Routes['modelReport']>> {
  const { shown: of, report } = await requireVersion(context, context.db, id, version);
  return { version: of, report };
}

export async function modelDocument(
  context: Context,
  { id, version }: { id: string; version: number },
): Promise<unknown> {
  return JSON.parse((await requireVersion(context, context.db, id, version)).document);
}

/** @throws Problem 'no-model' for one that is not there or not in the viewer's subtree: the two look the same. */
export async function requireModel(
  { actor }: Pick<Context, 'actor'>,
  db: Db,
  id: string,
  lock = false,
): Promise<StoredModel> {
  const model = await findModel(db, id, lock);
  if (model && sees(actor, model.orgUnitId)) return model;
  throw new Problem('missing', 'no-model', `There is no model ${id}.`, { parameters: { model: id } });
}

export async function requireVersion(context: Pick<Context, 'actor'>, db: Db, id: string, version: number) {
  await requireModel(context, db, id);
  const found = await findVersion(db, id, version);
  if (found) return found;
  throw new Problem('missing', 'no-model-version', `${id} has no version ${version}.`, {
    parameters: { model: id, version },
  });
}

/** Submit, approve, reject: nothing in use changes. */
export async function changeVersion(
  context: Context,
  { id, version }: { id: string; version: number },
  change: 'submit' | 'approve' | 'reject',
  why?: string,
): Promise<ModelVersion> {
  return context.db.transaction().execute(async (trx) => {
    await requireModel(context, trx, id, true);
    const found = await requireVersion(context, trx, id, version);
    const { login } = context.actor;
    await move(context, trx, found, change, why, {
      ...(change === 'submit' && { submittedBy: login }),
      ...(change === 'approve' && { decidedBy: login }),
    });
    return (await requireVersion(context, trx, id, version)).shown;
  });
}

/**
 * Puts an approved version to use. The score's column is filled before the registry says so: who reads score('id')
 * meanwhile gets the old one. A challenger is watched beside the champion and read by no rule.
 */
export async function publishModel(
  context: Context,
  { id, version }: { id: string; version: number },
  { as, why }: Input<Routes['publishModel']>['body'],
): Promise<ModelVersion> {
  const { db } = context;
  const model = await requireModel(context, db, id);
  const found = await requireVersion(context, db, id, version);
  allowed(context, found, as === 'champion' ? 'publish' : 'challenge', why);
  if (as === 'champion') await publishScore(context, model, found);
  return db.transaction().execute(async (trx) => {
    const now = await requireModel(context, trx, id, true);
    await move(
      context,
      trx,
      await requireVersion(context, trx, id, version),
      as === 'champion' ? 'publish' : 'challenge',
      why,
    );
    const before = as === 'champion' ? now.champion : now.challenger;
    if (before !== null && before !== version)
      await move(
        context,
        trx,
        await requireVersion(context, trx, id, before),
        'replace',
        `version ${version} took its place`,
      );
    const challenger = now.challenger === version ? null : now.challenger;
    await putInUse(trx, {
      id,
      champion: as === 'champion' ? version : now.champion,
      challenger: as === 'challenger' ? version : challenger,
      at: context.clock.now(),
    });
    return (await requireVersion(context, trx, id, version)).shown;
  });
}

/** The champion before this one comes back. @throws Problem 'no-champion-before' when there was none. */
export async function rollBackModel(context: Context, id: string, why?: string): Promise<ModelVersion> {
  const { champion } = await requireModel(context, context.db, id);
  const before = champion === null ? undefined : championBefore(await readHistory(context.db, id), champion);
  if (before === undefined)
    throw new Problem('conflict', 'no-champion-before', `${id} has had no champion before this one.`, {
      parameters: { model: id },
    });
  return publishModel(context, { id, version: before }, { as: 'champion', why: why ?? 'rolled back' });
}

/**
 * Takes a version out of use; with the champion its score leaves the catalogue.
 * @throws Problem (conflict, model-in-use) with the list of uses while a rule reads the score, or while another published field does.
 */
export async function retireModel(
  context: Context,
  ports: Pick<ModelPorts, 'usesOf'>,
  { id, version }: { id: string; version: number },
  why?: string,
): Promise<ModelVersion> {
  const model = await requireModel(context, context.db, id);
  const found = await requireVersion(context, context.db, id, version);
  allowed(context, found, 'retire', why);
  if (model.champion === version) {
    requireUnused('model', id, await ports.usesOf(context, await namesOfScore(context, id)));
    await withdrawScore(context, id);
  }
  return context.db.transaction().execute(async (trx) => {
    const now = await requireModel(context, trx, id, true);
    await move(context, trx, await requireVersion(context, trx, id, version), 'retire', why);
    await putInUse(trx, {
      id,
      champion: now.champion === version ? null : now.champion,
      challenger: now.challenger === version ? null : now.challenger,
      at: context.clock.now(),
    });
    return (await requireVersion(context, trx, id, version)).shown;
  });
}

function allowed({ actor }: Pick<Context, 'actor'>, version: StoredVersion, change: Change, why?: string): ModelState {
  const decision = decide(version, change, { login: actor.login, why });
  if (decision.ok) return decision.to;
  const { code, message } = decision;
  const kind = code === 'own-model' ? 'forbidden' : code === 'reason-missing' ? 'invalid' : 'conflict';
  throw new Problem(kind, code, message, {
    parameters: { model: version.model, version: version.version, state: version.state },
  });
}

async function move(
  context: Context,
  trx: Db,
  version: StoredVersion,
  change: Change,
  why?: string,
  who: { submittedBy?: string; decidedBy?: string } = {},
): Promise<void> {
  const to = allowed(context, version, change, why);
  await moveVersion(
    trx,
    {
      model: version.model,
      version: version.version,
      from: version.state,
      to,
      at: context.clock.now(),
      by: context.actor.login,
      why: why ?? null,
    },
    who,
  );
}
