import type { ModelDocument, ScorecardDocument, TreeDocument } from '#query';
import { binOf, holds, isMissing, type ModelCell } from '#query';
import { columnsFor } from './score-table.ts';
import type { Column, Table } from './table.ts';

/** Why each row has its score: base + Σ contributions = the sum before the link and the calibration. */
export interface Reasons {
  /** The sum of a mean row of the training set. */
  readonly base: number;
  readonly inputs: readonly string[];
  /** One list an input, one number a row. */
  readonly contributions: readonly Float64Array[];
}

/**
 * What each input adds to the sum of a row against the mean of the training set. For trees the Shapley values of the
 * tree's own expectations (TreeSHAP, path dependent: Lundberg, Erion and Lee 2018), exact; for scorecards the bin's value
 * less the field's mean.
 */
export function reasonsOf(model: ModelDocument, table: Table): Reasons {
  const columns = columnsFor(model, table);
  const contributions = model.inputs.map(() => new Float64Array(table.rows));
  const base =
    model.kind === 'trees'
      ? treeReasons(model.trees, columns, contributions)
      : binReasons(model, columns, contributions);
  return { base: model.base + base, inputs: model.inputs.map(({ name }) => name), contributions };
}

const cellOf = (column: Column, row: number): ModelCell =>
  column.type === 'number' ? column.values[row]! : (column.values[column.codes[row]!] ?? null);

function binReasons({ fields }: ScorecardDocument, columns: readonly Column[], into: readonly Float64Array[]): number {
  let base = 0;
  for (const field of fields) {
    const all = [...field.bins, field.missing, ...(field.other ? [field.other] : [])];
    const shares = all.reduce((sum, { share }) => sum + (share ?? 0), 0);
    const mean =
      shares > 0
        ? all.reduce((sum, { share, value }) => sum + (share ?? 0) * value, 0) / shares
        : field.bins.reduce((sum, { value }) => sum + value, 0) / Math.max(field.bins.length, 1);
    base += mean;
    const of = into[field.input]!;
    for (let row = 0; row < of.length; row++) of[row]! += binOf(field, cellOf(columns[field.input]!, row)).value - mean;
  }
  return base;
}

/** Cover and mean of every node; without covers all leaves count alike. */
function weigh({ nodes }: TreeDocument): { cover: Float64Array; mean: number } {
  const cover = new Float64Array(nodes.length);
  const sum = new Float64Array(nodes.length);
  const hasCover = nodes.every((node) => !('leaf' in node) || (node.cover ?? 0) > 0);
  // Children stand after their parent.
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at]!;
    const isLeaf = 'leaf' in node;
    cover[at] = isLeaf ? (hasCover ? node.cover! : 1) : cover[node.left]! + cover[node.right]!;
    sum[at] = isLeaf ? cover[at]! * node.leaf : sum[node.left]! + sum[node.right]!;
  }
  return { cover, mean: sum[0]! / cover[0]! };
}

function treeReasons(
  trees: readonly TreeDocument[],
  columns: readonly Column[],
  into: readonly Float64Array[],
): number {
  let base = 0;
  const rows = into[0]?.length ?? 0;
  for (const tree of trees) {
    const { cover, mean } = weigh(tree);
    base += mean;
    for (let row = 0; row < rows; row++) walk({ tree, cover, columns, into, row }, 0, [], 1, 1, -1);
  }
  return base;
}

/** One input on the path: the share of subsets that go on without it, whether this row goes on with it, and its weight. */
interface Step {
  readonly input: number;
  readonly zero: number;
  readonly one: number;
  readonly weight: number;
}
interface Walk {
  readonly tree: TreeDocument;
  readonly cover: Float64Array;
  readonly columns: readonly Column[];
  readonly into: readonly Float64Array[];
  readonly row: number;
}

/** Algorithm 2 of the paper: all subsets of the path's inputs are followed at once, by their number of members. */
function walk(at: Walk, index: number, before: readonly Step[], zero: number, one: number, input: number): void {
  const node = at.tree.nodes[index]!;
  let path = extend(before, zero, one, input);
  if ('leaf' in node) {
    for (let i = 1; i < path.length; i++) {
      const step = path[i]!;
      const weight = unwind(path, i).reduce((sum, one) => sum + one.weight, 0);
      at.into[step.input]![at.row]! += weight * (step.one - step.zero) * node.leaf;
    }
    return;
  }
  const cell = cellOf(at.columns[node.input]!, at.row);
  const goesLeft = isMissing(cell) ? node.missing === 'left' : holds(node.test, cell);
  const [hot, cold] = goesLeft ? [node.left, node.right] : [node.right, node.left];
  const seen = path.findIndex((step, i) => i > 0 && step.input === node.input);
  const former = seen > 0 ? path[seen]! : { zero: 1, one: 1 };
  if (seen > 0) path = unwind(path, seen);
  const share = (child: number) => (former.zero * at.cover[child]!) / at.cover[index]!;
  walk(at, hot, path, share(hot), former.one, node.input);
  walk(at, cold, path, share(cold), 0, node.input);
}

function extend(path: readonly Step[], zero: number, one: number, input: number): Step[] {
  const n = path.length;
  const weights = [...path.map(({ weight }) => weight), n === 0 ? 1 : 0];
  for (let i = n - 1; i >= 0; i--) {
    weights[i + 1]! += (one * weights[i]! * (i + 1)) / (n + 1);
    weights[i] = (zero * weights[i]! * (n - i)) / (n + 1);
  }
  return [...path, { input, zero, one, weight: 0 }].map((step, i) => ({ ...step, weight: weights[i]! }));
}

/** Takes a step off the path again. */
function unwind(path: readonly Step[], which: number): Step[] {
  const n = path.length - 1;
  const { zero, one } = path[which]!;
  const weights = path.map(({ weight }) => weight);
  let next = weights[n]!;
  for (let i = n - 1; i >= 0; i--) {
    if (one === 0) {
      weights[i] = (weights[i]! * (n + 1)) / (zero * (n - i));
      continue;
    }
    const kept = weights[i]!;
    weights[i] = (next * (n + 1)) / ((i + 1) * one);
    next = kept - (weights[i]! * zero * (n - i)) / (n + 1);
  }
  return path.filter((_, i) => i !== which).map((step, i) => ({ ...step, weight: weights[i]! }));
}
