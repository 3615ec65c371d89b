import { describe, expect, test } from 'vitest';
import { readModel } from '#query';
import { chance } from '../chance.ts';
import { areaUnderRoc } from '../report.ts';
import { scoreTable } from '../score-table.ts';
import { take, takeRows, type Table } from '../table.ts';
import { trainScorecard } from '../train-scorecard.ts';
import { fitLogistic } from './logistic.ts';

const rows = 3000;
const draw = (row: number, what: number) => chance(3, row, what);
const tenure = Float64Array.from({ length: rows }, (_, row) => (draw(row, 0) < 0.05 ? NaN : draw(row, 1) * 60));
const codes = Int32Array.from({ length: rows }, (_, row) => Math.floor(draw(row, 2) * 4) - 1);
const margin = (row: number) =>
  (Number.isNaN(tenure[row]!) ? 1 : 1 - tenure[row]! / 20) + (codes[row] === 1 ? 1 : -0.5);
const target = Float64Array.from({ length: rows }, (_, row) =>
  draw(row, 3) < 1 / (1 + Math.exp(-margin(row))) ? 1 : 0,
);
const table: Table = {
  rows,
  columns: [
    { name: 'tenure', type: 'number', values: tenure },
    { name: 'plan', type: 'text', codes, values: ['basic', 'gold', 'family'] },
    { name: 'noise', type: 'number', values: Float64Array.from({ length: rows }, (_, row) => draw(row, 9)) },
  ],
};
const learnt = trainScorecard(table, target, { monotone: { tenure: -1 } });

describe('a scorecard', () => {
  test('orders nearly as well as the truth', async () => {
    const { document } = await learnt;
    const truth = Float64Array.from({ length: rows }, (_, row) => margin(row));
    const auc = areaUnderRoc(scoreTable(document, table), target);
    expect(auc).toBeGreaterThan(areaUnderRoc(truth, target) - 0.01);
    expect(readModel(JSON.parse(JSON.stringify(document)))).toMatchObject({ ok: true });
  });

  test('has rising bounds, points that fall where they must, and points that say the sum', async () => {
    const { document } = await learnt;
    const field = document.fields.find(({ input }) => document.inputs[input]?.name === 'tenure')!;
    const values = field.bins.map(({ value }) => value);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.length).toBeGreaterThan(3);
    // The mean customer’s points, turned back into log-odds, are the sum of the values but for rounding.
    const points = document.fields.reduce((sum, { bins }) => sum + bins[0]!.points!, 0);
    const sum = document.base + document.fields.reduce((all, { bins }) => all + bins[0]!.value, 0);
    expect((points - 600) / (20 / Math.LN2)).toBeCloseTo(sum, 1);
  });

  test('shares add up to one over bins and what is missing', async () => {
    const { document } = await learnt;
    for (const { bins, missing } of document.fields)
      expect(bins.reduce((sum, { share = 0 }) => sum + share, missing.share ?? 0)).toBeCloseTo(1, 9);
  });

  test('a text never seen is evidence of nothing', async () => {
    const { document } = await learnt;
    const field = document.fields.find(({ input }) => document.inputs[input]?.type === 'text')!;
    expect(field.other?.value).toBe(0);
  });
});

test('the regression finds the maximum of the likelihood: no gradient is left', () => {
  const places = [0, 1].map((what) =>
    Uint8Array.from({ length: 500 }, (_, row) => Math.floor(draw(row, 20 + what) * 3)),
  );
  // Rows of the second fold read the second feature otherwise.
  const fold = Int32Array.from({ length: 500 }, (_, row) => row % 2);
  const values = [
    [Float64Array.of(-1, 0, 2), Float64Array.of(-1, 0, 2)],
    [Float64Array.of(0.5, -0.5, 1), Float64Array.of(0, 1, -1)],
  ];
  const y = target.subarray(0, 500);
  const { intercept, coefficients } = fitLogistic({ rows: 500, places, fold, values }, y, undefined, 0);
  const gradient = [0, 0, 0];
  for (let row = 0; row < 500; row++) {
    const x = [...values.map((one, f) => one[fold[row]!]![places[f]![row]!]!), 1];
    const sum = coefficients[0]! * x[0]! + coefficients[1]! * x[1]! + intercept;
    x.forEach((one, i) => (gradient[i]! += one * (1 / (1 + Math.exp(-sum)) - y[row]!)));
  }
  for (const one of gradient) expect(Math.abs(one)).toBeLessThan(1e-4);
});

test('fields of chance alone hardly count, and the chances stay about right', async () => {
  const rows = 3000;
  const columns = Array.from({ length: 40 }, (_, f) => ({
    name: `f${f}`,
    type: 'number' as const,
    values: Float64Array.from({ length: rows }, (_, row) => draw(row, 40 + f)),
  }));
  // Only the first tells anything; one in eight has the outcome.
  const outcome = Float64Array.from({ length: rows }, (_, row) =>
    draw(row, 99) < 0.05 + 0.15 * (columns[0]!.values[row] ?? 0) ? 1 : 0,
  );
  const half = (from: number) => Int32Array.from({ length: rows / 2 }, (_, i) => from + i);
  const table = { rows, columns };
  const { document } = await trainScorecard(takeRows(table, half(0)), take(outcome, half(0)));
  const scores = scoreTable(document, takeRows(table, half(rows / 2)));
  const seen = take(outcome, half(rows / 2));
  const order = [...scores.keys()].toSorted((a, b) => scores[b]! - scores[a]!).slice(0, rows / 20);
  const mean = (of: Float64Array) => order.reduce((sum, row) => sum + of[row]!, 0) / order.length;
  // The best-scored tenth: what is foretold is not far above what comes. Read from the rows the bins were made of, it is 0.45.
  expect(mean(scores)).toBeLessThan(mean(seen) + 0.12);
  expect(document.fields.length).toBeLessThan(30);
});
