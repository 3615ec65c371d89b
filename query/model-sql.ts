/**
 *   json ──readModel──► ModelDocument ──bindModel(catalogue)──► BoundModel ──scoreOf──► Expr ──select, scope, print──► { sql, params }
 *                           │                                      │
 *                           └──► scoreRow (in memory)              └──► scoreCustomer (in memory) · fieldsOfModel (lineage)
 */
import type { BinValue, ModelDocument, ModelInput, ScorecardField, SplitNode, TreeDocument } from './model-document.ts';
import { and, binary, call, number, or, value, word } from './sql.ts';
import type { Expr } from './sql.ts';

/** An input as SQL: a number that is NaN where it is missing, or the place of a text among those the model names. */
interface Operand {
  /** Every input is computed once, however many tests ask for it. */
  readonly read: () => Expr;
  readonly isText: boolean;
  readonly texts: ReadonlyMap<string, number>;
}

/** Places of texts: 1, 2, … as the model names them; 0 for all others. */
const missingText = 65_535;
/** One tree has at most so many leaves under one lookup; a place fits a byte then, which is what makes it fast. */
const mostInByte = 255;

/**
 * The score as a column of a select: what `scoreRow` gives, to the order in which a sum is rounded.
 * @param inputs the expression of each input of the model, null where it is missing: a number, or a String
 */
export function scoreExpression(model: ModelDocument, inputs: readonly Expr[]): Expr {
  const operands = model.inputs.map((input, i) => operandOf(model, input, i, inputs[i]!));
  const parts =
    model.kind === 'trees'
      ? model.trees.map((tree) => treeExpression(tree, operands))
      : model.fields.map((field) => binsExpression(field, operands[field.input]!));
  return finished(model, sumOf([asFloat(model.base), ...parts]));
}

/** In groups, since the parser goes one level deeper with each term. */
function sumOf(parts: readonly Expr[]): Expr {
  if (parts.length <= mostTerms) return { kind: 'sum', parts };
  const groups = Array.from({ length: Math.ceil(parts.length / mostTerms) }, (_, i) =>
    sumOf(parts.slice(i * mostTerms, (i + 1) * mostTerms)),
  );
  return sumOf(groups);
}
const mostTerms = 50;

const plus = (left: Expr, right: Expr): Expr => ({ kind: 'binary', left, operator: '+', right });

function operandOf(model: ModelDocument, input: ModelInput, at: number, expr: Expr): Operand {
  const texts = new Map(textsOf(model, input, at).map((text, i) => [text, i + 1]));
  const isText = input.type === 'text';
  if (!isText) return { isText, read: shared(call('ifNull', call('toFloat64', expr), word('nan'))), texts };
  if (texts.size === 0)
    return { isText, read: shared(call('if', call('isNull', expr), number(missingText), number(0))), texts };
  const places = call(
    'transform',
    call('assumeNotNull', expr),
    value('Array(String)', [...texts.keys()]),
    value('Array(Int64)', [...texts.values()]),
    number(0),
  );
  return {
    isText,
    read: shared(call('if', call('isNull', expr), number(missingText), call('toUInt16', places))),
    texts,
  };
}

/** Gives an expression a name where it is asked for first, and the name alone from then on. */
function shared(expr: Expr): () => Expr {
  const id = {};
  let isNamed = false;
  return () => {
    if (isNamed) return { kind: 'name', id };
    isNamed = true;
    return { kind: 'named', id, expr };
  };
}

function textsOf(model: ModelDocument, { type }: ModelInput, at: number): string[] {
  if (type === 'number') return [];
  const lists =
    model.kind === 'trees'
      ? model.trees.flatMap(({ nodes }) =>
          nodes.map((node) => ('test' in node && node.input === at && 'among' in node.test ? node.test.among : [])),
        )
      : model.fields.flatMap(({ input, bins }) =>
          input === at ? bins.map((bin) => ('among' in bin ? bin.among : [])) : [],
        );
  return [...new Set(lists.flat())];
}

/**
 * A tree is asked for the place of the leaf (nested ifs over bytes, for every row all branches, which runs through
 * vectors many rows at a time), and the place for the leaf's value.
 */
function treeExpression({ nodes }: TreeDocument, operands: readonly Operand[]): Expr {
  const leaves: number[] = [];
  const visit = (at: number, leaf: (value: number) => Expr): Expr => {
    const node = nodes[at]!;
    if ('leaf' in node) return leaf(node.leaf);
    const left = visit(node.left, leaf);
    const right = visit(node.right, leaf);
    const { condition, isTurned } = conditionOf(node, operands[node.input]!);
    return call('if', condition, ...(isTurned ? [right, left] : [left, right]));
  };
  if (nodes.length === 1) return visit(0, number);
  const countOfLeaves = (nodes.length + 1) / 2;
  if (countOfLeaves > mostInByte) return visit(0, asFloat);
  const place = visit(0, (of) => number(leaves.push(of)));
  return call('arrayElement', value('Array(Float64)', leaves), place);
}

/** A literal without a point would be an integer, and an if over both kinds slower. */
const asFloat = (of: number): Expr => call('toFloat64', number(of));

/**
 * The test of a split so that what is missing goes its way by itself: a comparison with NaN is false, so a missing value
 * that goes left is asked the opposite question, and the branches are turned.
 */
function conditionOf({ test, missing }: SplitNode, { read, texts }: Operand): { condition: Expr; isTurned: boolean } {
  const missingLeft = missing === 'left';
  if ('atMost' in test)
    return { condition: binary(read(), missingLeft ? '>' : '<=', number(test.atMost)), isTurned: missingLeft };
  if ('within' in test) {
    const ranges = test.within.map(([low, high]) =>
      and([
        ...(low === null ? [] : [binary(read(), '>=', number(low))]),
        ...(high === null ? [] : [binary(read(), '<=', number(high))]),
        ...(low === null && high === null ? [binary(read(), '=', read())] : []),
      ]),
    );
    return { condition: or([...ranges, ...(missingLeft ? [call('isNaN', read())] : [])]), isTurned: false };
  }
  return {
    condition: isAmong(read(), [...test.among.map((text) => texts.get(text)!), ...(missingLeft ? [missingText] : [])]),
    isTurned: false,
  };
}

function isAmong(expr: Expr, places: readonly number[]): Expr {
  const [only] = places;
  if (only === undefined) return word('0');
  if (places.length === 1) return binary(expr, '=', number(only));
  return {
    kind: 'in',
    negated: false,
    global: false,
    subject: expr,
    options: { kind: 'list', items: places.map(number) },
  };
}

function binsExpression({ bins, missing, other }: ScorecardField, { read, isText, texts }: Operand): Expr {
  const of = (bin: BinValue): Expr => asFloat(bin.value);
  const isMissing = isText ? binary(read(), '=', number(missingText)) : call('isNaN', read());
  const branches = bins.flatMap((bin) => {
    if ('among' in bin)
      return [
        isAmong(
          read(),
          bin.among.map((text) => texts.get(text)!),
        ),
        of(bin),
      ];
    return bin.upTo === null ? [] : [binary(read(), '<=', number(bin.upTo)), of(bin)];
  });
  const rest = bins.find((bin) => 'upTo' in bin && bin.upTo === null) ?? other ?? missing;
  return call('multiIf', isMissing, of(missing), ...branches, of(rest));
}

function finished({ link, calibration }: ModelDocument, sum: Expr): Expr {
  if (calibration?.kind === 'platt')
    return linked('logit', plus(binary(number(calibration.slope), '*', sum), number(calibration.shift)));
  const score = linked(link, sum);
  if (!calibration) return score;
  const at = shared(score);
  const [first, ...others] = calibration.points;
  let before = first!;
  const branches: Expr[] = [binary(at(), '<=', number(first!.at)), asFloat(first!.score)];
  for (const point of others) {
    const slope = (point.score - before.score) / (point.at - before.at);
    const along = binary(number(slope), '*', binary(at(), '-', number(before.at)));
    branches.push(binary(at(), '<=', number(point.at)), plus(number(before.score), along));
    before = point;
  }
  return call('multiIf', ...branches, asFloat(before.score));
}

function linked(link: ModelDocument['link'], sum: Expr): Expr {
  if (link === 'identity') return sum;
  if (link === 'log') return call('exp', sum);
  return binary(word('1'), '/', plus(word('1'), call('exp', call('negate', sum))));
}
