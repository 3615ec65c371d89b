import type { Catalogue } from './catalogue.ts';
import { check, checkFormula } from './check.ts';
import type { Checked } from './check.ts';
import { parse } from './parse.ts';
import type { Formula, Rule } from './tree.ts';

/** Text form → checked rule. Problems of syntax come first and alone; all others come together. */
export function readRule(text: string, catalogue: Catalogue): Checked<Rule> {
  const parsed = parse(text);
  return parsed.ok ? check(parsed.tree, catalogue) : parsed;
}

/** Text form → checked formula (any type of value). */
export function readFormula(text: string, catalogue: Catalogue): Checked<Formula> {
  const parsed = parse(text);
  return parsed.ok ? checkFormula(parsed.tree, catalogue) : parsed;
}
