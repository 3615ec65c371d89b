import type { Catalogue } from './catalogue.ts';
import { readRow, unfinished } from './form-read.ts';
import { negatesInRow, writeRow } from './form-rule.ts';
import type { FormRule } from './form-rule.ts';
import type { Problem } from './problem.ts';
import type { Syntax } from './syntax.ts';

/**
 * The rule-group JSON of react-querybuilder (its RuleGroupType): and/or groups with `not`, and rows of field, operator, value.
 * What a row cannot hold stays as text: { field: '~text', operator: 'expression', value: '…' }.
 */
export interface FormGroup {
  readonly combinator: string;
  readonly not?: boolean;
  readonly rules: readonly (FormGroup | FormRule)[];
}

/** Untyped tree → rule-group JSON. Nothing is lost: fromRuleGroup gives the same tree. */
export function toRuleGroup(tree: Syntax): FormGroup {
  const written = write(tree);
  return 'rules' in written ? written : { combinator: 'and', rules: [written] };
}

function write(tree: Syntax): FormGroup | FormRule {
  if (tree.kind === 'and' || tree.kind === 'or') return { combinator: tree.kind, rules: tree.parts.map(write) };
  if (tree.kind !== 'not' || negatesInRow(tree.operand)) return writeRow(tree);
  const operand = write(tree.operand);
  return 'rules' in operand && !operand.not
    ? { ...operand, not: true }
    : { combinator: 'and', not: true, rules: [operand] };
}

const deepest = 100;

/**
 * Rule-group JSON (of unknown origin) → untyped tree. Rows and groups that say nothing yet become `unfinished` parts,
 * which check() reports with their path; `problems` are those of text rows.
 */
export function fromRuleGroup(
  json: unknown,
  catalogue: Catalogue,
): { readonly tree: Syntax; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const tree = read(json, [], catalogue, problems);
  return {
    tree: tree.kind === 'unfinished' && tree.reason === 'empty-group' ? unfinished('empty-rule') : tree,
    problems,
  };
}

const at = { from: 0, to: 0 };
const isObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

function read(json: unknown, path: readonly number[], catalogue: Catalogue, problems: Problem[]): Syntax {
  if (path.length > deepest) {
    problems.push({ code: 'too-deep', at, path, params: { limit: deepest } });
    return { kind: 'boolean', value: false, at };
  }
  if (!isObject(json)) return unfinished('not-a-rule');
  if (json['muted'] === true) return unfinished('muted');
  if (!('rules' in json)) return readRow(json, catalogue, (problem) => problems.push({ ...problem, path }));
  const { combinator, not, rules } = json;
  const kind = typeof combinator === 'string' ? combinator.toLowerCase() : '';
  if (!Array.isArray(rules) || (kind !== 'and' && kind !== 'or')) return unfinished('not-a-rule');
  if (rules.length === 0) return unfinished('empty-group');
  const parts = rules.map((rule, i) => read(rule, [...path, i], catalogue, problems));
  const [first] = rules as readonly unknown[];
  const isSingle = rules.length === 1 && kind === 'and' && isObject(first);
  // `toRuleGroup` wraps a lone condition in a group; that wrapping is taken off again, and no other.
  if (not === true)
    return {
      kind: 'not',
      operand: isSingle && (!('rules' in first) || first['not'] === true) ? parts[0]! : { kind, parts, at },
      at,
    };
  return isSingle && path.length === 0 && !('rules' in first) ? parts[0]! : { kind, parts, at };
}
