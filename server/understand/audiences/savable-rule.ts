import { Problem, type Limit, type RuleInput } from '#contract';
import { indicatorFormulas } from '#understand/indicators';
import { namesIn, toText, type Rule } from '#query';
import type { Context } from '#platform/context';
import type { MembersKind } from './audience-tables.ts';
import { limitParts } from './limit.ts';
import { ensureMembers, readRuleCatalogue } from './members.ts';
import { graphOf, namedBy, standingOn, standsOn, type RuleGraph } from './rule-graph.ts';
import { ruleOf } from './rule-input.ts';
import { forgetRules, readAudiences, readTags } from './saved-rule-store.ts';

/** A rule that may be saved under this name: it holds now, and does not stand on itself. */
export async function readSavable(
  context: Context,
  kind: MembersKind,
  id: string,
  input: RuleInput,
  limit: Limit | null = null,
): Promise<Rule> {
  const catalogue = await readRuleCatalogue(context);
  const rule = ruleOf(input, catalogue);
  const ranking = limit === null ? undefined : limitParts(limit, catalogue);
  const names = namedBy(toText(rule.source), limit?.kind === 'top' ? limit.by : undefined);
  if (standsOn(await readGraph(context), names).has(`${kind}:${id}`)) {
    const message = `The rule of ${id} would stand on itself.`;
    throw new Problem('invalid', 'rule-circle', message, {
      problems: [{ code: 'rule-circle', place: 'rule', message }],
    });
  }
  await ensureMembers(context, rule, catalogue);
  if (ranking?.formula) await ensureMembers(context, ranking.formula, catalogue);
  return rule;
}

async function readGraph({ db }: Pick<Context, 'db'>): Promise<RuleGraph> {
  return graphOf(await readTags(db), (await readAudiences(db)).items, await indicatorFormulas({ db }));
}

/** The saved rules that stand on one that has changed, and so have to be made anew: as 'tag:x' and 'audience:y'. */
export const whatFollows = async (context: Pick<Context, 'db'>, name: string): Promise<readonly string[]> =>
  standingOn(await readGraph(context), name);

/** The formula of an indicator has changed: what stands on it is made anew when it is next asked. */
export async function indicatorChanged(context: Pick<Context, 'db'>, id: string): Promise<void> {
  await forgetRules(context.db, await whatFollows(context, `indicator:${id}`));
}

/** What is in force for others may stand only on what is in force: every draft and retired tag of a text is named. */
export async function requirePublished({ db }: Pick<Context, 'db'>, rule: string, of: string): Promise<void> {
  const states = new Map((await readTags(db)).map((tag) => [tag.id, tag.state]));
  const unfinished = namesIn(rule).tags.filter((tag) => (states.get(tag) ?? 'published') !== 'published');
  const [first] = unfinished;
  if (first === undefined) return;
  throw new Problem(
    'conflict',
    'tag-not-published',
    `${of} names ${unfinished.map((tag) => `tag('${tag}')`).join(', ')}, which ${unfinished.length === 1 ? 'is' : 'are'} not published. Publish first what others shall rely on.`,
    {
      parameters: { id: of, tags: unfinished },
      problems: unfinished.map((tag) => ({
        code: 'tag-not-published',
        place: 'rule',
        message: `tag('${tag}') is not published.`,
      })),
    },
  );
}
