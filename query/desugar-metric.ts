import type { Syntax, SyntaxOf } from './syntax.ts';

/**
 * Takes what is written short apart, before anything is checked: a mean is a sum over a count, a share is a count over a
 * count, and a sum with a rule is a sum of values that are 0 elsewhere. Each part keeps its place in the text.
 */
export function desugar(call: SyntaxOf<'call'>): Syntax {
  const { at, args } = call;
  const [first, second] = args;
  const calls = (name: string, ...of: readonly Syntax[]): Syntax => ({ kind: 'call', name, args: of, at });
  const over = (left: Syntax, right: Syntax): Syntax => ({ kind: 'arithmetic', operator: '/', left, right, at });
  const known = (subject: Syntax): Syntax => ({ kind: 'missing', negated: true, subject, at: subject.at });
  const where = (when: Syntax, then: Syntax, otherwise: Syntax | undefined): Syntax => ({
    kind: 'case',
    subject: undefined,
    branches: [{ when, then }],
    otherwise,
    at,
  });
  if (first === undefined) return call;
  switch (call.name) {
    case 'avg':
      return over(calls('sum', first), calls('count_if', known(first)));
    case 'share':
      return over(calls('count_if', first), calls('count'));
    case 'sum_if':
      return second ? calls('sum', where(second, first, { kind: 'number', value: 0, at })) : call;
    case 'avg_if':
      return second
        ? over(
            calls('sum', where(second, first, undefined)),
            calls('count_if', { kind: 'and', parts: [second, known(first)], at }),
          )
        : call;
    default:
      return call;
  }
}
