import { Problem } from '#contract';
import { sees, type Context } from '#platform/context';
import { findModel, type StoredModel } from './model-store.ts';

/** A new model is everybody's to begin; a further version is of those who see its org unit. @throws Problem (forbidden). */
export async function mayTrain(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  id: string,
): Promise<StoredModel | undefined> {
  const model = await findModel(db, id);
  if (model && !sees(actor, model.orgUnitId))
    throw new Problem('forbidden', 'outside-territory', `${id} is outside your territory.`, { parameters: { id } });
  return model;
}
