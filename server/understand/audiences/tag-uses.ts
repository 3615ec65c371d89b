import type { RuleInput, TagUse, Text2, UsesShown } from '#contract';
import { emptyCatalogue, fromRuleGroup, toText } from '#query';
import { sees, type Context } from '#platform/context';
import { graphOf, namedBy, naming } from './rule-graph.ts';
import { readAudiences, readTags } from './saved-rule-store.ts';

/** Something of another feature whose rules may name tags and audiences. */
export interface RuleHolder {
  readonly kind: TagUse['kind'];
  readonly id: string;
  readonly name: Text2;
  /** Whose it is; null: of the whole operator. */
  readonly orgUnitId: string | null;
  readonly rules: readonly RuleInput[];
}
export type RuleHolders = (context: Context) => Promise<readonly RuleHolder[]>;

type OwnedUse = TagUse & { readonly orgUnitId: string | null };

/**
 * Every rule that names something ('tag:x', 'score:m', 'segment:s'): of saved audiences, of tags that are not retired, and
 * of what other features hold.
 */
export async function usesOfNames(
  context: Context,
  holders: RuleHolders,
): Promise<(name: string) => readonly OwnedUse[]> {
  const tags = (await readTags(context.db)).filter(({ state }) => state !== 'retired');
  const audiences = (await readAudiences(context.db)).items;
  const graph = graphOf(tags, audiences);
  const others = (await holders(context)).map((holder) => ({
    holder,
    names: new Set(namedBy(...holder.rules.map(textOf))),
  }));
  const own = new Map<string, OwnedUse>();
  for (const { id, name_en: en, name_zh: zh } of tags)
    own.set(`tag:${id}`, { kind: 'tag', id, name: { en, zh }, orgUnitId: null });
  for (const { id, name, org_unit_id: orgUnitId } of audiences)
    own.set(`audience:${id}`, { kind: 'audience', id, name: { en: name, zh: name }, orgUnitId });
  return (name) => [
    ...naming(graph, name).flatMap((one) => own.get(one) ?? []),
    ...others
      .filter((one) => one.names.has(name))
      .map(({ holder: { kind, id, name, orgUnitId } }) => ({ kind, id, name, orgUnitId })),
  ];
}

/** What of the uses the viewer may see, and how many more there are. */
export function shownUses({ actor }: Pick<Context, 'actor'>, uses: readonly OwnedUse[]): UsesShown {
  // What belongs to the whole operator is everybody's to know.
  const seen = uses.filter(({ orgUnitId }) => orgUnitId === null || sees(actor, orgUnitId));
  return {
    usedBy: seen.map(({ kind, id, name }) => ({ kind, id, name })),
    usedElsewhere: uses.length - seen.length,
  };
}

/** What of rules names any of these, as the viewer may see it. */
export async function shownUsesOf(
  context: Context,
  holders: RuleHolders,
  names: readonly string[],
): Promise<UsesShown> {
  const uses = await usesOfNames(context, holders);
  const found = new Map(names.flatMap((name) => uses(name).map((use) => [`${use.kind}:${use.id}`, use] as const)));
  return shownUses(context, [...found.values()]);
}

function textOf(rule: RuleInput): string {
  if (typeof rule === 'string') return rule;
  if ('text' in rule && typeof rule.text === 'string') return rule.text;
  return toText(fromRuleGroup(rule, emptyCatalogue(0)).tree);
}
