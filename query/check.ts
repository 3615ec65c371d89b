import type { Catalogue } from './catalogue.ts';
import {
  checkBetween,
  checkComparison,
  checkIn,
  checkJunction,
  checkLike,
  checkMissing,
  checkNot,
} from './check-conditions.ts';
import { checkDate, checkName, unknown } from './check-names.ts';
import type { Checker } from './check-names.ts';
import { checkArithmetic, checkCall, checkCase, checkNegate } from './check-values.ts';
import { negatesInRow } from './form-rule.ts';
import type { Problem } from './problem.ts';
import type { Syntax } from './syntax.ts';
import { quoteText } from './to-text.ts';
import type { Formula, Rule, Typed } from './tree.ts';

/** `hints` are worth showing and stop nobody: a text value the field has never had. */
export type Checked<T> =
  | { readonly ok: true; readonly rule: T; readonly hints: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Names every problem of the rule at once; only without problems is there a Rule. */
export function check(tree: Syntax, catalogue: Catalogue): Checked<Rule> {
  // A lone condition stands first in the one group of its form.
  const isGroup =
    tree.kind === 'and' ||
    tree.kind === 'or' ||
    (tree.kind === 'not' && !negatesInRow(tree.operand)) ||
    (tree.kind === 'unfinished' && tree.reason === 'empty-rule');
  return run(catalogue, (c) => ({
    kind: 'rule',
    condition: isGroup ? c.condition(tree) : c.inside(0, () => c.condition(tree)),
    source: tree,
    period: catalogue.period,
  }));
}

/** Checks a formula: any type of value (an indicator, a price, a limit). */
export function checkFormula(tree: Syntax, catalogue: Catalogue): Checked<Formula> {
  return run(catalogue, (c) => ({ kind: 'formula', value: c.check(tree), source: tree, period: catalogue.period }));
}

/** Runs a check and gathers what it reports; only without problems is there a result. */
export function run<T>(catalogue: Catalogue, read: (c: Checker) => T): Checked<T> {
  const problems: Problem[] = [];
  const hints: Problem[] = [];
  let path: readonly number[] = [];
  let groupsEnded = 0;
  const into =
    (list: Problem[]): Checker['report'] =>
    (code, at, params = {}, suggestion) => {
      // The subject of a simple case is checked once a branch; its mistake is one mistake.
      if (
        list.some(
          (p) => p.code === code && p.at.from === at.from && p.at.to === at.to && String(p.path) === String(path),
        )
      )
        return;
      list.push({ code, at, path, params, ...(suggestion === undefined ? {} : { suggestion }) });
    };
  const mustHold = (typed: Typed): Typed => {
    if (typed.type === 'boolean' || typed.type === 'unknown') return typed;
    c.report('not-a-condition', typed.at, { found: typed.type });
    return unknown(typed.at);
  };
  const c: Checker = {
    catalogue,
    report: into(problems),
    hint: into(hints),
    check: (syntax) => {
      // Groups inside a value (a case, a comparison of conditions) are no groups of the form.
      groupsEnded++;
      const typed = checkAny(c, syntax);
      groupsEnded--;
      return typed;
    },
    apart: (syntax) => {
      const found = run(catalogue, (other) => other.check(syntax));
      return found.ok ? found.rule : undefined;
    },
    condition: (syntax) => mustHold(checkAny(c, syntax)),
    caseCondition: (syntax) => mustHold(c.check(syntax)),
    inside: (index, step) => {
      if (groupsEnded > 0) return step();
      const outer = path;
      path = [...outer, index];
      const result = step();
      path = outer;
      return result;
    },
  };
  const rule = read(c);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rule, hints };
}

function checkAny(c: Checker, syntax: Syntax): Typed {
  const { at } = syntax;
  switch (syntax.kind) {
    case 'number':
      return { kind: 'literal', type: 'number', value: syntax.value, at };
    case 'text':
      return { kind: 'literal', type: 'text', value: syntax.value, at };
    case 'boolean':
      return { kind: 'literal', type: 'boolean', value: syntax.value, at };
    case 'null':
      return { kind: 'literal', type: 'null', value: null, at };
    case 'date':
      return checkDate(c, syntax.value, at, (date) => `date ${quoteText(date)}`);
    case 'name':
      return checkName(c, syntax);
    case 'call':
      return checkCall(c, syntax);
    case 'negate':
      return checkNegate(c, syntax);
    case 'arithmetic':
      return checkArithmetic(c, syntax);
    case 'case':
      return checkCase(c, syntax);
    case 'comparison':
      return checkComparison(c, syntax);
    case 'between':
      return checkBetween(c, syntax);
    case 'in':
      return checkIn(c, syntax);
    case 'like':
      return checkLike(c, syntax);
    case 'missing':
      return checkMissing(c, syntax);
    case 'and':
    case 'or':
      return checkJunction(c, syntax);
    case 'not':
      return checkNot(c, syntax);
    case 'unfinished':
      c.report(syntax.reason === 'empty-rule' ? 'empty' : 'unfinished', at, { reason: syntax.reason });
      return unknown(at);
  }
}
