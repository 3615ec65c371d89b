import type { Input, modelRoutes, ModelVersion } from '#contract';
import { readFields } from '#know/customers';
import type { Context } from '#platform/context';
import { noBaseline } from './baseline.ts';
import { readModelFile } from './learners/read-model-file.ts';
import { renameInputs } from './learners/rename-inputs.ts';
import { mayTrain } from './may-train.ts';
import { insertVersion, putModel } from './model-store.ts';
import { recordColumns } from './publish.ts';
import { requireVersion } from './registry.ts';

/**
 * A model made elsewhere becomes a draft version. All it reads has to be in the record, under the names given or its own.
 * @throws Problem (invalid) for a file that cannot be read, with its place, or inputs that the record has not.
 */
export async function importModel(
  context: Context,
  id: string,
  { name, format, content, fields }: Input<(typeof modelRoutes)['importModel']>['body'],
): Promise<ModelVersion> {
  await mayTrain(context, id);
  const document = renameInputs(readModelFile(format, content), fields);
  recordColumns(await readFields(context.db), document);
  const { db, clock, actor } = context;
  const at = clock.now();
  const version = await db.transaction().execute(async (trx) => {
    await putModel(trx, { id, name: name ?? null, owner: actor.login, orgUnitId: actor.orgUnitId, at });
    return insertVersion(
      trx,
      id,
      {
        origin: 'imported',
        learner: format,
        target: null,
        training: null,
        quality: null,
        leaks: [],
        fields: document.inputs.map((input) => input.name),
        document: JSON.stringify(document),
        report: null,
        baseline: noBaseline,
      },
      actor.login,
      at,
    );
  });
  return (await requireVersion(context, db, id, version)).shown;
}
