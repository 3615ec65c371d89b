import type { RuleInput } from '#contract';
import { check, fromRuleGroup, readRule, type Catalogue, type Checked, type Rule } from '#query';

/** A rule however it was written: as text, or as the form's group. */
export function readRuleInput(input: RuleInput, catalogue: Catalogue): Checked<Rule> {
  if (typeof input === 'string') return readRule(input, catalogue);
  if ('text' in input && typeof input.text === 'string') return readRule(input.text, catalogue);
  const { tree, problems } = fromRuleGroup(input, catalogue);
  return problems.length > 0 ? { ok: false, problems } : check(tree, catalogue);
}
