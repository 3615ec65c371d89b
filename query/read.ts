import type { Catalogue } from './catalogue.ts';
import { check, checkFormula } from './check.ts';
import type { Checked } from './check.ts';
import { parse } from './parse.ts';
import { fromRuleGroup } from './rule-group.ts';
import type { Formula, Rule } from './tree.ts';

/** Text form → checked rule. Problems of syntax come first and alone; all others come together. */
export function readRule(text: string, catalogue: Catalogue): Checked<Rule> {
  const parsed = parse(text);
  return parsed.ok ? check(parsed.tree, catalogue) : parsed;
}

/** A rule as it is kept or sent: its text, { text }, or the rule-group JSON of a form. */
export function readAnyRule(rule: unknown, catalogue: Catalogue): Checked<Rule> {
  if (typeof rule === 'string') return readRule(rule, catalogue);
  if (typeof rule === 'object' && rule !== null && 'text' in rule && typeof rule.text === 'string')
    return readRule(rule.text, catalogue);
  const { tree, problems } = fromRuleGroup(rule, catalogue);
  const checked = check(tree, catalogue);
  return problems.length === 0
    ? checked
    : { ok: false, problems: [...problems, ...(checked.ok ? [] : checked.problems)] };
}

/** Text form → checked formula (any type of value). */
export function readFormula(text: string, catalogue: Catalogue): Checked<Formula> {
  const parsed = parse(text);
  return parsed.ok ? checkFormula(parsed.tree, catalogue) : parsed;
}
