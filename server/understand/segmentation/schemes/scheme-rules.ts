import type { ProblemDetail, SchemeDimension, SegmentScheme } from '#contract';
import { describeProblem, readRule, type Catalogue, type Problem, type Rule } from '#query';
import { ruleProblemDetail } from '#understand/audiences';
import { countable } from './scheme.ts';

/** A scheme beside the catalogue of an operator: its rules as far as they can be read. */
export interface ReadScheme {
  /** Undefined without a base, or where something is missing for it. */
  readonly base: Rule | undefined;
  readonly baseMissing: readonly string[];
  /** By dimension, what its rules name and the record does not have. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  /** The dimensions that can be counted, with the rule of each of their values. */
  readonly counted: readonly { readonly dimension: SchemeDimension; readonly rules: readonly Rule[] }[];
  /** Mistakes that are not merely something missing, each with its place. */
  readonly problems: readonly ProblemDetail[];
}

/** What the catalogue does not know by this name: a field, a tag, a segment. */
const absent = new Set<Problem['code']>([
  'unknown-name',
  'unknown-tag',
  'unknown-segment',
  'unknown-score',
  'unknown-audience',
  'unknown-indicator',
]);

/**
 * Reads every rule of a scheme. What it says it needs may be missing; anything else that is not there is a mistake. One
 * that is saved already stays readable when its fields have gone: all that no longer holds is missing.
 */
export function readScheme(scheme: SegmentScheme, catalogue: Catalogue, isSaved = false): ReadScheme {
  const problems: ProblemDetail[] = [];
  const read = (text: string, place: string): { rule: Rule | undefined; missing: string[] } => {
    const checked = readRule(text, catalogue);
    if (checked.ok) return { rule: checked.rule, missing: [] };
    const missing: string[] = [];
    for (const problem of checked.problems) {
      const name = String(problem.params['name'] ?? '');
      if (isSaved) missing.push(absent.has(problem.code) ? name : describeProblem(problem, 'en'));
      else if (absent.has(problem.code) && scheme.needs.includes(name)) missing.push(name);
      else problems.push(detailOf(problem, place));
    }
    return { rule: undefined, missing };
  };
  const base = scheme.base === null ? undefined : read(scheme.base, 'base');
  const rules = new Map<string, readonly (Rule | undefined)[]>();
  const missing = new Map<string, readonly string[]>();
  for (const { id, values } of scheme.dimensions) {
    const all = values.map((value) => read(value.rule, `dimensions.${id}.values.${value.id}.rule`));
    rules.set(
      id,
      all.map(({ rule }) => rule),
    );
    missing.set(id, [...new Set(all.flatMap((one) => one.missing))]);
  }
  return {
    base: base?.rule,
    baseMissing: base?.missing ?? [],
    missing,
    counted: countable(scheme.dimensions, missing).map((dimension) => ({
      dimension,
      rules: (rules.get(dimension.id) ?? []).filter((rule) => rule !== undefined),
    })),
    problems,
  };
}

/** Screens and commands say the suggestion beside the sentence, so it is not in the sentence too. */
function detailOf(problem: Problem, place: string): ProblemDetail {
  const { suggestion: _, ...bare } = problem;
  return { ...ruleProblemDetail(problem, place), message: describeProblem(bare, 'en') };
}
