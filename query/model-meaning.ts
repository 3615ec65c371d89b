import type {
  BinValue,
  Calibration,
  Link,
  ModelDocument,
  ScorecardField,
  SplitTest,
  TreeDocument,
} from './model-document.ts';

/** A value of one input: null is missing, and so is a number that is none. */
export type ModelCell = number | string | null;

/** The score of one row, its cells in the order of the model's inputs. The SQL is held to this. */
export const scoreRow = (model: ModelDocument, cells: readonly ModelCell[]): number =>
  scoreOfSum(model, sumOfRow(model, cells));

/** What the trees or bins and the base give for one row, before link and calibration. */
export function sumOfRow(model: ModelDocument, cells: readonly ModelCell[]): number {
  let sum = model.base;
  if (model.kind === 'trees') for (const tree of model.trees) sum += leafOf(tree, cells);
  else for (const field of model.fields) sum += binOf(field, cells[field.input] ?? null).value;
  return sum;
}

/** Link and calibration. */
export function scoreOfSum({ link, calibration }: Pick<ModelDocument, 'link' | 'calibration'>, sum: number): number {
  if (!calibration) return linked(link, sum);
  return calibration.kind === 'platt'
    ? linked('logit', calibration.slope * sum + calibration.shift)
    : onCurve(calibration, linked(link, sum));
}

function linked(link: Link, sum: number): number {
  if (link === 'identity') return sum;
  return link === 'log' ? Math.exp(sum) : 1 / (1 + Math.exp(-sum));
}

/** Straight lines between the points, and level before the first and after the last. */
function onCurve({ points }: Extract<Calibration, { kind: 'isotonic' }>, score: number): number {
  const first = points[0]!;
  if (score <= first.at) return first.score;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    if (score <= b.at) return a.score + ((score - a.at) / (b.at - a.at)) * (b.score - a.score);
  }
  return points.at(-1)!.score;
}

function leafOf({ nodes }: TreeDocument, cells: readonly ModelCell[]): number {
  let node = nodes[0]!;
  while (!('leaf' in node)) {
    const cell = cells[node.input] ?? null;
    const goesLeft = isMissing(cell) ? node.missing === 'left' : holds(node.test, cell);
    node = nodes[goesLeft ? node.left : node.right]!;
  }
  return node.leaf;
}

export const isMissing = (cell: ModelCell): cell is null => cell === null || Number.isNaN(cell);

/** Whether a test holds for a value that is there. */
export function holds(test: SplitTest, cell: number | string): boolean {
  if ('among' in test) return test.among.includes(String(cell));
  const value = Number(cell);
  if ('atMost' in test) return value <= test.atMost;
  return test.within.some(([low, high]) => (low === null || value >= low) && (high === null || value <= high));
}

/** The bin a value falls into. */
export function binOf(field: ScorecardField, cell: ModelCell): BinValue {
  if (isMissing(cell)) return field.missing;
  for (const bin of field.bins) {
    if ('among' in bin ? bin.among.includes(String(cell)) : bin.upTo === null || Number(cell) <= bin.upTo) return bin;
  }
  return field.other ?? field.missing;
}
