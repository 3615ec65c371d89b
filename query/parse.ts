import { tokenize } from './lexer.ts';
import type { Token } from './lexer.ts';
import type { Problem } from './problem.ts';
import type { ArithmeticOperator, CaseBranch, ComparisonOperator, Position, Syntax } from './syntax.ts';

export type Parsed =
  | { readonly ok: true; readonly tree: Syntax }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Deeper nesting than this is refused, so that no reader of the tree and no engine runs out of stack. */
const deepest = 100;

class SyntaxProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Reads the text form. Syntax stops at the first problem; `check` then names all others at once. */
export function parse(text: string): Parsed {
  const { tokens, problem } = tokenize(text);
  if (problem) return { ok: false, problems: [problem] };
  if (tokens.length === 1)
    return { ok: false, problems: [{ code: 'empty', at: { from: 0, to: text.length }, path: [], params: {} }] };
  const reader = openReader(tokens);
  try {
    const tree = readOr(reader);
    if (reader.peek().kind !== 'end') reader.fail();
    return { ok: true, tree };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

interface Reader {
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes the next token when it is this keyword or symbol. */
  take(value: string): boolean;
  expect(value: string): Token;
  fail(expected?: string): never;
  /** Runs one level deeper. */
  deeper<T>(read: () => T): T;
  /** The range from an offset to the end of the last token taken. */
  since(from: number): Position;
}

function openReader(tokens: readonly Token[]): Reader {
  let index = 0;
  let depth = 0;
  const last = tokens.length - 1;
  const peek = (ahead = 0): Token => tokens[Math.min(index + ahead, last)]!;
  const next = (): Token => tokens[Math.min(index++, last)]!;
  const is = (token: Token, value: string): boolean =>
    (token.kind === 'keyword' || token.kind === 'symbol') && token.value === value;
  const fail = (expected?: string): never => {
    const { kind, value, from, to } = peek();
    const code = kind === 'end' ? 'unfinished' : 'unexpected';
    throw new SyntaxProblem({
      code,
      at: { from, to },
      path: [],
      params: { ...(code === 'unexpected' ? { found: String(value) } : {}), ...(expected ? { expected } : {}) },
    });
  };
  const take = (value: string): boolean => is(peek(), value) && next() !== undefined;
  return {
    peek,
    next,
    take,
    fail,
    expect: (value) => (is(peek(), value) ? next() : fail(value)),
    deeper: (read) => {
      if (++depth > deepest)
        throw new SyntaxProblem({ code: 'too-deep', at: peek(), path: [], params: { limit: deepest } });
      const result = read();
      depth--;
      return result;
    },
    since: (from) => ({ from, to: tokens[Math.max(0, index - 1)]!.to }),
  };
}

function readJunction(r: Reader, word: 'and' | 'or', part: (r: Reader) => Syntax): Syntax {
  const first = part(r);
  const parts = [first];
  while (r.take(word)) parts.push(part(r));
  return parts.length === 1 ? first : { kind: word, parts, at: r.since(first.at.from) };
}
const readOr = (r: Reader): Syntax => r.deeper(() => readJunction(r, 'or', readAnd));
const readAnd = (r: Reader): Syntax => readJunction(r, 'and', readNot);

function readNot(r: Reader): Syntax {
  const { from } = r.peek();
  if (!r.take('not')) return readComparison(r);
  const operand = r.deeper(() => readNot(r));
  return { kind: 'not', operand, at: r.since(from) };
}

const comparisons: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

function readComparison(r: Reader): Syntax {
  const subject = readSum(r);
  const { from } = subject.at;
  const token = r.peek();
  if (token.kind === 'symbol' && comparisons.has(token.value)) {
    r.next();
    const right = readSum(r);
    return { kind: 'comparison', operator: token.value as ComparisonOperator, left: subject, right, at: r.since(from) };
  }
  if (r.take('is')) {
    const negated = r.take('not');
    r.expect('null');
    return { kind: 'missing', negated, subject, at: r.since(from) };
  }
  const negated = r.take('not');
  if (r.take('between')) {
    const low = readSum(r);
    r.expect('and');
    const high = readSum(r);
    return { kind: 'between', negated, subject, low, high, at: r.since(from) };
  }
  if (r.take('in')) {
    const options = readList(r);
    return { kind: 'in', negated, subject, options, at: r.since(from) };
  }
  if (r.take('like')) {
    const pattern = readSum(r);
    return { kind: 'like', negated, subject, pattern, at: r.since(from) };
  }
  return negated ? r.fail('between, in, like') : subject;
}

/** A list in parentheses; at least one member. */
function readList(r: Reader): readonly Syntax[] {
  r.expect('(');
  const members = [readOr(r)];
  while (r.take(',')) members.push(readOr(r));
  r.expect(')');
  return members;
}

function readChain(r: Reader, operators: readonly string[], operand: (r: Reader) => Syntax, taken = 0): Syntax {
  let left = operand(r);
  for (let count = taken; ; count++) {
    const token = r.peek();
    if (token.kind !== 'symbol' || !operators.includes(token.value)) return left;
    // A chain leans to the left, so each link makes the tree one deeper.
    if (count >= deepest)
      throw new SyntaxProblem({ code: 'too-deep', at: token, path: [], params: { limit: deepest } });
    r.next();
    const right = operand(r);
    left = { kind: 'arithmetic', operator: token.value as ArithmeticOperator, left, right, at: r.since(left.at.from) };
  }
}
const readSum = (r: Reader): Syntax => readChain(r, ['+', '-'], readProduct);
const readProduct = (r: Reader): Syntax => readChain(r, ['*', '/'], readSigned);

function readSigned(r: Reader): Syntax {
  const { from } = r.peek();
  if (!r.take('-')) return readPrimary(r);
  const operand = r.deeper(() => readSigned(r));
  const at = r.since(from);
  // 0 has no sign here: the engine's sets would tell 0 from -0.
  return operand.kind === 'number' && operand.value >= 0
    ? { kind: 'number', value: operand.value === 0 ? 0 : -operand.value, at }
    : { kind: 'negate', operand, at };
}

function readPrimary(r: Reader): Syntax {
  const token = r.peek();
  const { from } = token;
  if (token.kind === 'number' || token.kind === 'text') {
    r.next();
    return { kind: token.kind, value: token.value, at: r.since(from) } as Syntax;
  }
  if (token.kind === 'name') {
    r.next();
    const text = r.peek();
    if (!token.quoted && token.value.toLowerCase() === 'date' && text.kind === 'text') {
      r.next();
      return { kind: 'date', value: text.value, at: r.since(from) };
    }
    if (token.quoted || !r.take('(')) return { kind: 'name', name: token.value, at: r.since(from) };
    return { kind: 'call', name: token.value.toLowerCase(), args: readArguments(r), at: r.since(from) };
  }
  if (r.take('(')) {
    const inner = readOr(r);
    r.expect(')');
    return inner;
  }
  if (r.take('true')) return { kind: 'boolean', value: true, at: r.since(from) };
  if (r.take('false')) return { kind: 'boolean', value: false, at: r.since(from) };
  if (r.take('null')) return { kind: 'null', at: r.since(from) };
  if (r.take('case')) return readCase(r, from);
  return r.fail();
}

/** The arguments of a call, the opening parenthesis being taken. */
function readArguments(r: Reader): readonly Syntax[] {
  const args: Syntax[] = [];
  if (r.take(')')) return args;
  do args.push(readOr(r));
  while (r.take(','));
  r.expect(')');
  return args;
}

function readCase(r: Reader, from: number): Syntax {
  const next = r.peek();
  const subject = next.kind === 'keyword' && next.value === 'when' ? undefined : readOr(r);
  const branches: CaseBranch[] = [];
  r.expect('when');
  do {
    const when = readOr(r);
    r.expect('then');
    branches.push({ when, then: readOr(r) });
  } while (r.take('when'));
  const otherwise = r.take('else') ? readOr(r) : undefined;
  r.expect('end');
  return { kind: 'case', subject, branches, otherwise, at: r.since(from) };
}
