import { Problem } from '#contract';
import { namesIn, spellOut } from '#query';
import type { Context } from '#platform/context';
import { findAudience, findTag } from './saved-rule-store.ts';

/**
 * A rule or formula in which every tag and saved audience stands as its own rule, so that it can be answered from a
 * customer's row alone. It says what they meant when it was asked: a later change of theirs is not in it.
 * @throws Problem (invalid, no-rule-of-its-own) for a tag that is loaded, and for an audience with a limit
 */
export async function spelledOut(
  context: Pick<Context, 'db'>,
  text: string,
  above: readonly string[] = [],
): Promise<string> {
  const { tags, audiences } = namesIn(text);
  const rules = new Map<string, string>();
  for (const [kind, ids] of [['tag', tags] as const, ['audience', audiences] as const])
    for (const id of ids) {
      const name = `${kind}:${id}`;
      if (above.includes(name))
        throw new Problem(
          'conflict',
          'rule-circle',
          `These rules stand on each other: ${[...above, name].join(' → ')}.`,
        );
      const rule = await ruleOfSaved(context, kind, id);
      if (rule !== undefined) rules.set(name, await spelledOut(context, rule, [...above, name]));
    }
  return spellOut(text, (kind, id) => rules.get(`${kind}:${id}`));
}

/** Undefined where there is none by this name: whoever reads the rule says so. */
async function ruleOfSaved({ db }: Pick<Context, 'db'>, kind: 'tag' | 'audience', id: string) {
  const saved = kind === 'tag' ? await findTag(db, id) : await findAudience(db, id);
  if (!saved) return undefined;
  const isRule = 'origin' in saved ? saved.origin !== 'feed' : saved.limited_to === null;
  if (isRule) return saved.rule;
  const why = kind === 'tag' ? 'is loaded from a feed' : 'is a limited choice';
  throw new Problem(
    'invalid',
    'no-rule-of-its-own',
    `${kind}('${id}') ${why}: no rule over a customer’s row says who has it.`,
    {
      parameters: { kind, id },
    },
  );
}
