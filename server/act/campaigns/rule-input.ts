import type { RuleInput } from '#contract';
import { readRule, type Catalogue, type Checked, type Rule } from '#query';

/** A rule however it was written. */
export function readRuleInput(input: RuleInput, catalogue: Catalogue): Checked<Rule> {
  if (typeof input === 'string') return readRule(input, catalogue);
  if ('text' in input && typeof input.text === 'string') return readRule(input.text, catalogue);
  return { ok: false, problems: [] };
}
