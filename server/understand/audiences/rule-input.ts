import { Problem, type ProblemDetail, type RuleInput } from '#contract';
import { describeProblem, readAnyRule, readRule, type Catalogue, type Problem as RuleProblem, type Rule } from '#query';

/**
 * A rule as people and programs send it (text, { text }, or the rule-group JSON of a form), checked.
 * @throws Problem (invalid, rule-invalid) with every mistake: code, message, suggestion and its place in the text.
 */
export function ruleOf(input: RuleInput, catalogue: Catalogue): Rule {
  const checked = typeof input === 'string' ? readRule(input, catalogue) : readAnyRule(input, catalogue);
  if (checked.ok) return checked.rule;
  throw ruleProblem(checked.problems);
}

export function ruleProblem(problems: readonly RuleProblem[], place = 'rule'): Problem {
  const details = problems.map((problem) => ruleProblemDetail(problem, place));
  const [first] = details;
  const more = details.length > 1 ? ` And ${details.length - 1} more.` : '';
  return new Problem('invalid', 'rule-invalid', `${first?.message ?? 'The rule has a mistake.'}${more}`, {
    problems: details,
  });
}

/** `place` is the field of the request; for a form the index path follows it (rule.0.1). */
export function ruleProblemDetail(problem: RuleProblem, place: string): ProblemDetail {
  const { code, at, path, params, suggestion } = problem;
  const inText = at.to > at.from;
  return {
    code,
    place: inText || path.length === 0 ? place : `${place}.${path.join('.')}`,
    message: describeProblem(problem, 'en'),
    parameters: params,
    ...(suggestion !== undefined && { suggestion }),
    ...(inText && { from: at.from, to: at.to }),
  };
}
