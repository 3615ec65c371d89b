import { describe, expect, test } from 'vitest';
import type { ModelDocument } from '#query';
import { calibrate, chooseCalibration, fitIsotonic } from './calibration.ts';
import { chance } from './chance.ts';
import { crossValidate } from './cross-validate.ts';
import { areaUnderRoc, reportOf } from './report.ts';
import { marginsOf, scoreTable } from './score-table.ts';
import { take, type Table } from './table.ts';
import { trainTrees } from './train-trees.ts';

const floats = (...values: number[]) => Float64Array.from(values);

describe('what a report says', () => {
  const scores = floats(0.1, 0.4, 0.35, 0.8);
  const target = floats(0, 0, 1, 1);

  test('area, average precision and Brier score of four rows by hand', () => {
    // Three of four pairs are in order. Falling: 0.8 (1), 0.4 (0), 0.35 (1): (1 + 2/3) / 2.
    const report = reportOf({ scores, target });
    expect(report.auc.estimate).toBeCloseTo(0.75, 12);
    expect(report.averagePrecision).toBeCloseTo(5 / 6, 12);
    expect(report.brier).toBeCloseTo((0.01 + 0.16 + 0.4225 + 0.04) / 4, 12);
    expect(report.roc).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 0.5 },
      { x: 0.5, y: 0.5 },
      { x: 0.5, y: 1 },
      { x: 1, y: 1 },
    ]);
  });

  test('precision is told from the first hit on, and ends at the rate of all whom a sample stands for', () => {
    const weighted = reportOf({
      scores: floats(0.9, 0.8, 0.4, 0.3),
      target: floats(0, 1, 1, 0),
      weights: floats(3, 1, 1, 5),
    });
    expect(weighted.precisionRecall).toEqual([
      { x: 0.5, y: 0.25 },
      { x: 1, y: 0.4 },
      { x: 1, y: 0.2 },
    ]);
  });

  test('ties count half, and a weight of two is a row twice', () => {
    expect(areaUnderRoc(floats(1, 1, 1), floats(0, 1, 1))).toBe(0.5);
    const twice = reportOf({ scores: floats(0.1, 0.4, 0.4, 0.35, 0.8), target: floats(0, 0, 0, 1, 1) });
    const weighted = reportOf({ scores, target, weights: floats(1, 2, 1, 1) });
    expect(weighted.auc.estimate).toBeCloseTo(twice.auc.estimate, 12);
    expect(weighted.averagePrecision).toBeCloseTo(twice.averagePrecision, 12);
  });

  test('DeLong’s interval has the coverage it claims', () => {
    let inside = 0;
    const runs = 400;
    for (let run = 0; run < runs; run++) {
      // Two exponentials with means 1 and 3: the area is 3 / 4.
      const y = Float64Array.from({ length: 120 }, (_, i) => i % 2);
      const x = y.map((is, i) => -Math.log(1 - chance(run, i, 1)) * (is === 1 ? 3 : 1));
      const { low, high } = reportOf({ scores: x, target: y }).auc;
      if (low <= 0.75 && high >= 0.75) inside++;
    }
    expect(inside / runs).toBeGreaterThan(0.92);
    expect(inside / runs).toBeLessThan(0.98);
  });

  test('deciles hold all positives, fall, and share out rows of one score', () => {
    const y = Float64Array.from({ length: 1000 }, (_, i) => (i < 300 ? 1 : 0));
    const perfect = reportOf({ scores: y, target: y });
    expect(perfect.deciles.map(({ gain }) => Math.round(gain * 100))).toEqual([
      33, 67, 100, 100, 100, 100, 100, 100, 100, 100,
    ]);
    expect(perfect.liftTopDecile).toBeCloseTo(1 / 0.3, 9);
    const blind = reportOf({ scores: new Float64Array(1000).fill(0.5), target: y });
    for (const { lift } of blind.deciles) expect(lift).toBeCloseTo(1, 9);
  });
});

describe('calibration', () => {
  test('isotonic pools what falls', () => {
    expect(fitIsotonic(floats(1, 2, 3, 4), floats(0, 1, 0, 1)).points).toEqual([
      { at: 1, score: 0 },
      { at: 2.5, score: 0.5 },
      { at: 4, score: 1 },
    ]);
  });

  const rows = 4000;
  const x = Float64Array.from({ length: rows }, (_, row) => chance(1, row, 0) * 6 - 3);
  const table: Table = { rows, columns: [{ name: 'x', type: 'number', values: x }] };
  const steps = Array.from({ length: 60 }, (_, i) => -3 + i / 10);
  /** Says that the log odds are x. */
  const sure = {
    format: 'gridloop-model',
    version: 1,
    kind: 'scorecard',
    inputs: [{ name: 'x', type: 'number' }],
    link: 'logit',
    base: 0,
    fields: [
      {
        input: 0,
        bins: [...steps.map((upTo) => ({ upTo, value: upTo })), { upTo: null, value: 3 }],
        missing: { value: 0 },
      },
    ],
  } as const satisfies ModelDocument;
  const outcomes = (odds: (x: number) => number) =>
    x.map((value, row) => (chance(2, row, 0) < 1 / (1 + Math.exp(-odds(value))) ? 1 : 0));
  const weights = new Float64Array(rows).fill(1);

  test.each(['platt', 'isotonic'] as const)('%s makes a model that is too sure honest', (kind) => {
    const target = outcomes((odds) => odds / 3);
    const before = reportOf({ scores: scoreTable(sure, table), target });
    const honest = calibrate(sure, kind, { margins: marginsOf(sure, table), target, weights });
    const after = reportOf({ scores: scoreTable(honest, table), target });
    expect(after.logLoss).toBeLessThan(before.logLoss - 0.05);
    for (const { predicted, observed } of after.calibration) expect(Math.abs(predicted - observed)).toBeLessThan(0.06);
  });

  test('is chosen where it clearly helps, and left away where the model is honest already', () => {
    const margins = marginsOf(sure, table);
    const chosen = (odds: (x: number) => number) =>
      chooseCalibration(sure as ModelDocument, { margins, target: outcomes(odds), weights }).calibration?.kind;
    expect(chosen((odds) => odds)).toBeUndefined();
    expect(chosen((odds) => odds / 3)).toBe('platt');
    // A step is no curve of two parameters.
    expect(chosen((odds) => (odds > 1 ? 3 : -3))).toBe('isotonic');
  });

  test('counts each row as often as its weight says', () => {
    const target = outcomes((odds) => odds / 3);
    const margins = marginsOf(sure, table);
    const twice = weights.map((_, row) => (target[row] === 1 ? 2 : 1));
    const rowsTwice = Int32Array.from([...x.keys()].flatMap((row) => (target[row] === 1 ? [row, row] : [row])));
    const weighted = fitIsotonic(margins, target, twice).points;
    const repeated = fitIsotonic(take(margins, rowsTwice), take(target, rowsTwice)).points;
    expect(weighted.length).toBe(repeated.length);
    for (const [i, { score }] of weighted.entries()) expect(score).toBeCloseTo(repeated[i]!.score, 9);
  });
});

test('cross validation scores each row by a model that has not seen it', async () => {
  const rows = 400;
  const noise = Float64Array.from({ length: rows }, (_, row) => chance(5, row, 0));
  const target = Float64Array.from({ length: rows }, (_, row) => (chance(6, row, 0) < 0.5 ? 1 : 0));
  const table: Table = { rows, columns: [{ name: 'noise', type: 'number', values: noise }] };
  const overfit = { rounds: 60, minLeafRows: 1, leaves: 60, rate: 0.5, earlyStopping: false } as const;
  const { scores, aucByFold } = await crossValidate(table, target, (part, y) => trainTrees(part, y, overfit), {
    folds: 4,
    seed: 1,
  });
  expect(aucByFold).toHaveLength(4);
  // On its own rows such a model looks good; on others it can know nothing.
  const own = await trainTrees(table, target, overfit);
  expect(areaUnderRoc(scoreTable(own.document, table), target)).toBeGreaterThan(0.85);
  expect(Math.abs(areaUnderRoc(scores, target) - 0.5)).toBeLessThan(0.1);
});
