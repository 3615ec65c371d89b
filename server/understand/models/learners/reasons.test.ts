import { expect, test } from 'vitest';
import type { TreesDocument } from '#query';
import { chance } from './chance.ts';
import { importanceOf, partialDependence, permutationImportance } from './importance.ts';
import { reasonsOf } from './reasons.ts';
import { marginsOf } from './score-table.ts';
import type { Table } from './table.ts';
import { trainTrees } from './train-trees.ts';

const rows = 600;
const x = Array.from({ length: 4 }, (_, field) =>
  Float64Array.from({ length: rows }, (_, row) => (chance(field, row, 1) < 0.1 ? NaN : chance(field, row, 2))),
);
const table: Table = { rows, columns: x.map((values, i) => ({ name: `x${i}`, type: 'number', values })) };
const target = Float64Array.from({ length: rows }, (_, row) => {
  const [a = 0, b = 0, c = 0] = x.map((values) => values[row]! || 0);
  return chance(9, row, 3) < 1 / (1 + Math.exp(-(4 * a * b - 2 * c + 0.5))) ? 1 : 0;
});
const learnt = trainTrees(table, target, {
  rounds: 8,
  leaves: 7,
  earlyStopping: false,
  rowShare: 1,
  fieldShare: 1,
  rate: 0.3,
});

test('reasons add up to the sum of the row', async () => {
  const { document } = await learnt;
  const { base, contributions } = reasonsOf(document, table);
  const margins = marginsOf(document, table);
  for (let row = 0; row < rows; row++)
    expect(base + contributions.reduce((sum, of) => sum + of[row]!, 0)).toBeCloseTo(margins[row]!, 9);
});

/** The expectation of a tree's leaf when only the inputs in `known` are: both ways by their cover where one is not. */
function expectation(
  document: TreesDocument,
  tree: number,
  known: ReadonlySet<number>,
  cells: readonly number[],
  at = 0,
): { mean: number; cover: number } {
  const node = document.trees[tree]!.nodes[at]!;
  if ('leaf' in node) return { mean: node.leaf, cover: node.cover! };
  const left = expectation(document, tree, known, cells, node.left);
  const right = expectation(document, tree, known, cells, node.right);
  const cover = left.cover + right.cover;
  const mean = (left.mean * left.cover + right.mean * right.cover) / cover;
  if (!known.has(node.input)) return { mean, cover };
  const cell = cells[node.input]!;
  const goesLeft = Number.isNaN(cell) ? node.missing === 'left' : 'atMost' in node.test && cell <= node.test.atMost;
  return { mean: (goesLeft ? left : right).mean, cover };
}

test('reasons are the Shapley values of the definition, over all subsets of the inputs', async () => {
  const { document } = await learnt;
  const n = document.inputs.length;
  const reasons = reasonsOf(document, table);
  const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1));
  for (const row of [0, 7, 123]) {
    const cells = document.inputs.map(({ name }) => x[Number(name.slice(1))]![row]!);
    for (let input = 0; input < n; input++) {
      let shapley = 0;
      for (let subset = 0; subset < 2 ** n; subset++) {
        if ((subset >> input) & 1) continue;
        const members = Array.from({ length: n }, (_, i) => i).filter((i) => (subset >> i) & 1);
        const weight = (factorial(members.length) * factorial(n - members.length - 1)) / factorial(n);
        for (let tree = 0; tree < document.trees.length; tree++)
          shapley +=
            weight *
            (expectation(document, tree, new Set([...members, input]), cells).mean -
              expectation(document, tree, new Set(members), cells).mean);
      }
      expect(reasons.contributions[input]![row]).toBeCloseTo(shapley, 9);
    }
  }
});

test('the field that nothing hangs on has no importance, and the curve of one that lowers the chance falls', async () => {
  const { document } = await learnt;
  const importance = importanceOf(document);
  expect(importance.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(1, 9);
  expect(importance.at(-1)?.field).toBe('x3');
  const permuted = permutationImportance(document, table, target, 1);
  expect(permuted.find(({ field }) => field === 'x3')?.loss ?? 0).toBeLessThan(permuted[0]!.loss / 3);
  const { points } = partialDependence(document, table, 'x2');
  expect(points.at(-1)?.value).toBe(null);
  expect(points[0]!.score).toBeGreaterThan(points.at(-2)!.score + 0.1);
});
