import { lookUp, type Catalogue } from './catalogue.ts';
import { desugar } from './desugar-metric.ts';
import { parse } from './parse.ts';
import type { Syntax, SyntaxOf } from './syntax.ts';

/** Why an indicator says nothing of one customer: `part` is what stands in the way. */
export type OfOne =
  | { readonly ok: true; readonly tree: Syntax }
  | { readonly ok: false; readonly code: 'not-of-one-customer'; readonly part: string }
  | { readonly ok: false; readonly code: 'indicator-circle' | 'broken-indicator' };

/**
 * An indicator of one customer is its figure for the group that is this customer alone:
 *
 *   count() → 1    count_if(rule) → 1 or 0    sum, min, max, quantile of a value → the value    uniq → 1, or 0 where it is missing
 *   avg(x) → x     share(rule) → 1 or 0       scale, weighted, arithmetic, indicator → of their parts
 *
 * `previous` asks another month's record, `fact` and groups of others are of no customer: those have no such figure.
 * @param above the indicators whose formulas we stand in, the outermost first
 */
export function ofOneCustomer(formula: string, catalogue: Catalogue, above: readonly string[]): OfOne {
  const parsed = parse(formula);
  if (!parsed.ok) return { ok: false, code: 'broken-indicator' };
  try {
    return { ok: true, tree: read(parsed.tree, catalogue, above) };
  } catch (error) {
    if (error instanceof NoFigure) return error.reason;
    throw error;
  }
}

class NoFigure extends Error {
  readonly reason: Extract<OfOne, { ok: false }>;
  constructor(reason: Extract<OfOne, { ok: false }>) {
    super(reason.code);
    this.reason = reason;
  }
}
const broken = (): NoFigure => new NoFigure({ ok: false, code: 'broken-indicator' });

function read(syntax: Syntax, catalogue: Catalogue, above: readonly string[]): Syntax {
  const part = (of: Syntax | undefined): Syntax => {
    if (of === undefined) throw broken();
    return read(of, catalogue, above);
  };
  switch (syntax.kind) {
    case 'number':
      return syntax;
    case 'negate':
      return { ...syntax, operand: part(syntax.operand) };
    case 'arithmetic':
      return { ...syntax, left: part(syntax.left), right: part(syntax.right) };
    case 'call':
      return readCall(syntax, catalogue, above, part);
    default:
      throw broken();
  }
}

function readCall(
  call: SyntaxOf<'call'>,
  catalogue: Catalogue,
  above: readonly string[],
  part: (of: Syntax | undefined) => Syntax,
): Syntax {
  const { name, args, at } = call;
  const [first] = args;
  const number = (value: number): Syntax => ({ kind: 'number', value, at });
  const oneIf = (when: Syntax): Syntax => ({
    kind: 'case',
    subject: undefined,
    branches: [{ when, then: number(1) }],
    otherwise: number(0),
    at,
  });
  if (name === 'count') return number(1);
  if (name === 'previous' || name === 'fact')
    throw new NoFigure({ ok: false, code: 'not-of-one-customer', part: `${name}()` });
  if (first === undefined) throw broken();
  switch (name) {
    case 'count_if':
    case 'share':
      return oneIf(first);
    case 'sum':
    case 'min':
    case 'max':
    case 'quantile':
    case 'avg':
      return first;
    case 'uniq':
      return oneIf({ kind: 'missing', negated: true, subject: first, at });
    case 'sum_if':
    case 'avg_if':
      // Both are written out as a sum of what holds; the count below a mean of one customer is 1.
      return valueWhere(desugar(call));
    case 'scale':
      return scaled(part(first), args, at);
    case 'weighted':
      return weighted(args, part, at);
    case 'indicator':
      return inner(first, catalogue, above);
    default:
      throw broken();
  }
}

/** The summed value of `sum(…)` or `sum(…) / count_if(…)`. */
function valueWhere(written: Syntax): Syntax {
  const sum = written.kind === 'arithmetic' ? written.left : written;
  const value = sum.kind === 'call' && sum.name === 'sum' ? sum.args[0] : undefined;
  if (!value) throw broken();
  return value;
}

function scaled(subject: Syntax, [, worst, best]: readonly Syntax[], at: Syntax['at']): Syntax {
  if (!worst || !best) throw broken();
  const minus = (left: Syntax, right: Syntax): Syntax => ({ kind: 'arithmetic', operator: '-', left, right, at });
  const call = (name: string, ...args: readonly Syntax[]): Syntax => ({ kind: 'call', name, args, at });
  const number = (value: number): Syntax => ({ kind: 'number', value, at });
  // Without a unit: a share of the way.
  const place: Syntax = {
    kind: 'arithmetic',
    operator: '/',
    left: minus(subject, worst),
    right: minus(best, worst),
    at,
  };
  // least and greatest pass missing values over; a missing figure stays missing.
  return {
    kind: 'case',
    subject: undefined,
    branches: [
      {
        when: { kind: 'missing', negated: true, subject: place, at },
        then: call('least', number(1), call('greatest', number(0), place)),
      },
    ],
    otherwise: undefined,
    at,
  };
}

function weighted(args: readonly Syntax[], part: (of: Syntax | undefined) => Syntax, at: Syntax['at']): Syntax {
  const arithmetic = (operator: '+' | '*' | '/', left: Syntax, right: Syntax): Syntax => ({
    kind: 'arithmetic',
    operator,
    left,
    right,
    at,
  });
  let [sum, weights]: [Syntax | undefined, number] = [undefined, 0];
  for (let i = 0; i < args.length; i += 2) {
    const weight = args[i + 1];
    if (weight?.kind !== 'number') throw broken();
    const term = arithmetic('*', part(args[i]), weight);
    sum = sum ? arithmetic('+', sum, term) : term;
    weights += weight.value;
  }
  if (!sum) throw broken();
  return arithmetic('/', sum, { kind: 'number', value: weights, at });
}

const deepestIndicators = 10;

function inner(named: Syntax, catalogue: Catalogue, above: readonly string[]): Syntax {
  const id = named.kind === 'text' ? named.value : '';
  const indicator = lookUp(catalogue.indicators ?? {}, id);
  if (!indicator) throw broken();
  if (above.includes(id) || above.length >= deepestIndicators)
    throw new NoFigure({ ok: false, code: 'indicator-circle' });
  const found = ofOneCustomer(indicator.formula, catalogue, [...above, id]);
  if (!found.ok) throw new NoFigure(found);
  return found.tree;
}
