import { describe, expect, test } from 'vitest';
import { readModel, type TreesDocument } from '#query';
import { chance } from '../chance.ts';
import { scoreTable } from '../score-table.ts';
import type { Column, Table } from '../table.ts';
import { trainTrees } from '../train-trees.ts';

/** A table with numbers, texts and what is missing, and a target that hangs on all three. */
function market(rows: number, seed: number): { table: Table; target: Float64Array } {
  const draw = (row: number, what: number) => chance(seed, row, what);
  const tenure = Float64Array.from({ length: rows }, (_, row) => (draw(row, 0) < 0.1 ? NaN : draw(row, 1) * 60));
  const spend = Float64Array.from({ length: rows }, (_, row) => Math.round(draw(row, 2) * 200));
  const plans = ['basic', 'family', 'gold', 'student'];
  const codes = Int32Array.from({ length: rows }, (_, row) => Math.floor(draw(row, 3) * 5) - 1);
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const t = tenure[row]!;
    const margin =
      (Number.isNaN(t) ? 1 : 1.5 - t / 15) + (spend[row]! - 100) / 80 + (codes[row] === 2 || codes[row] === 3 ? 1 : -1);
    return draw(row, 4) < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
  });
  const columns: Column[] = [
    { name: 'tenure', type: 'number', values: tenure },
    { name: 'spend', type: 'number', values: spend },
    { name: 'plan', type: 'text', codes, values: plans },
  ];
  return { table: { rows, columns }, target };
}

const logLoss = (scores: Float64Array, target: Float64Array) =>
  -scores.reduce((sum, p, i) => sum + Math.log(target[i] === 1 ? p : 1 - p), 0) / scores.length;

describe('boosted trees', () => {
  test('learn numbers, texts and what is missing, and score unseen rows better than the mean', async () => {
    const { table, target } = market(2000, 1);
    const { document } = await trainTrees(table, target);
    const fresh = market(2000, 2);
    const scores = scoreTable(document, fresh.table);
    // The true probabilities reach about 0.47; the mean alone 0.69.
    expect(logLoss(scores, fresh.target)).toBeLessThan(0.52);
    expect(readModel(JSON.parse(JSON.stringify(document)))).toMatchObject({ ok: true });
    expect(document.inputs.map(({ name }) => name)).toEqual(['tenure', 'spend', 'plan']);
  });

  test('are the same byte for byte with any number of threads', async () => {
    const { table, target } = market(20_000, 3);
    const options = { rounds: 6, rowShare: 0.8, fieldShare: 0.7, leaves: 15, earlyStopping: false } as const;
    const texts = await Promise.all(
      [1, 2, 3].map(async (threads) =>
        JSON.stringify((await trainTrees(table, target, { ...options, threads })).document),
      ),
    );
    expect(new Set(texts).size).toBe(1);
    const other = await trainTrees(table, target, { ...options, seed: 7 });
    expect(JSON.stringify(other.document)).not.toBe(texts[0]);
  });

  test('a weight of two is a row twice', async () => {
    const { table, target } = market(300, 4);
    const twice = Int32Array.from({ length: 400 }, (_, i) => (i < 300 ? i : i - 300));
    const { takeRows, take } = await import('../table.ts');
    const options = { rounds: 5, rowShare: 1, fieldShare: 1, leaves: 4, minLeafRows: 1, earlyStopping: false } as const;
    const weights = new Float64Array(300).fill(1).fill(2, 0, 100);
    const weighted = await trainTrees(table, target, { ...options, weights });
    const doubled = await trainTrees(takeRows(table, twice), take(target, twice), options);
    const scores = scoreTable(weighted.document, table);
    const others = scoreTable(doubled.document, table);
    // Edges are where the values are, whatever their weight, so the splits are the same.
    for (const [row, score] of scores.entries()) expect(score).toBeCloseTo(others[row]!, 9);
  });

  test.each([1, -1] as const)('a monotone field moves the score one way only (%d)', async (direction) => {
    const { table, target } = market(1500, 5);
    const { document } = await trainTrees(table, target, {
      monotone: { spend: direction },
      rounds: 40,
      leaves: 12,
      earlyStopping: false,
    });
    const grid = Int32Array.from({ length: 50 }, () => 17);
    const { takeRows } = await import('../table.ts');
    const line = takeRows(table, grid);
    const columns = line.columns.map((column) =>
      column.name === 'spend'
        ? { ...column, type: 'number' as const, values: Float64Array.from({ length: 50 }, (_, i) => i * 4) }
        : column,
    );
    const scores = scoreTable(document, { ...line, columns });
    for (let i = 1; i < 50; i++) expect((scores[i]! - scores[i - 1]!) * direction).toBeGreaterThanOrEqual(0);
  });

  test('the squared loss fits the mean of each side', async () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => i);
    const table: Table = { rows: 40, columns: [{ name: 'x', type: 'number', values: x }] };
    const target = x.map((value) => (value < 20 ? 3 : 11));
    const options = { loss: 'squared', rounds: 1, rate: 1, l2: 0, leaves: 2, rowShare: 1, fieldShare: 1 } as const;
    const { document } = await trainTrees(table, target, { ...options, earlyStopping: false });
    expect(scoreTable(document, table)).toEqual(target);
    expect(document.trees[0]?.nodes[0]).toMatchObject({ test: { atMost: 19.5 } });
  });

  test('a leaf is never smaller than asked, and a text that is too rare has no place of its own', async () => {
    const { table, target } = market(1000, 6);
    const rare: Column = {
      name: 'code',
      type: 'text',
      codes: Int32Array.from({ length: 1000 }, (_, row) => row % 500),
      values: Array.from({ length: 500 }, (_, i) => `c${i}`),
    };
    const { document } = await trainTrees({ ...table, columns: [...table.columns, rare] }, target, {
      rounds: 20,
      minLeafRows: 40,
      rowShare: 1,
    });
    expect(smallestLeaf(document)).toBeGreaterThanOrEqual(40);
    expect(JSON.stringify(document)).not.toContain('c17');
  });
});

const smallestLeaf = (document: TreesDocument) =>
  Math.min(...document.trees.flatMap(({ nodes }) => nodes.flatMap((node) => ('leaf' in node ? [node.cover!] : []))));
