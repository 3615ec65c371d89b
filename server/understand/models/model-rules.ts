import type { Context } from '#platform/context';
import type { RuleHolder } from '#understand/audiences';
import { readModels, readVersions } from './model-store.ts';

/** The rules that champions and challengers foretell: their outcomes are asked again by the monitoring. */
export async function modelRules({ db }: Pick<Context, 'db'>): Promise<RuleHolder[]> {
  const models = await readModels(db);
  const versions = await readVersions(
    db,
    models.map(({ id }) => id),
  );
  return models.flatMap(({ id, name, orgUnitId, champion, challenger }) => {
    const used = versions.filter(
      ({ model, version }) => model === id && (version === champion || version === challenger),
    );
    const rules = used.flatMap(({ target }) => (target && 'rule' in target ? [target.rule] : []));
    return rules.length === 0 ? [] : [{ kind: 'model' as const, id, name, orgUnitId, rules }];
  });
}
