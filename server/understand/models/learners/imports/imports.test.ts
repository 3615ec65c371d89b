import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Problem } from '#contract';
import { scoreRow } from '#query';
import { formatOf, readModelFile } from '../read-model-file.ts';
import { renameInputs } from '../rename-inputs.ts';
import { before32, lastAtMost, lastBelow } from './float32.ts';
import { chance } from '../chance.ts';

const reference = (name: string) => readFileSync(new URL(`reference/${name}`, import.meta.url), 'utf8');
const problemsOf = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.problems.map(({ code, place }) => `${code} ${place}`);
    throw error;
  }
  return [];
};

test('a comparison after rounding to 32 bits is one before it, at every neighbour', () => {
  const edges = [0, 1, -1, 0.1, 1e-45, 3.4028234663852886e38, 16_777_216, 0.3, -2.5];
  for (const edge of [
    ...edges,
    ...Array.from({ length: 200 }, (_, i) => (chance(i, 0, 0) - 0.5) * 10 ** (chance(i, 1, 0) * 20 - 10)),
  ]) {
    const bound = Math.fround(edge);
    const [below, above] = [before32(bound), -before32(-bound)];
    const middle = (bound + below) / 2;
    for (const at of [below, middle, bound, (bound + above) / 2, above])
      for (const value of [at, at * (1 + 2 ** -52), at * (1 - 2 ** -53), at + 5e-324, at - 5e-324]) {
        if (!Number.isFinite(value)) continue;
        expect([value, value <= lastAtMost(bound)]).toEqual([value, Math.fround(value) <= bound]);
        expect([value, value <= lastBelow(bound)]).toEqual([value, Math.fround(value) < bound]);
      }
  }
});

test('inputs take the names that fields have here; a name that the model does not have is refused with the nearest', () => {
  const model = readModelFile('xgboost', reference('xgboost-logistic.json'));
  const ours = renameInputs(model, { a: 'arpu', c: 'data_gb' });
  expect(ours.inputs.map(({ name }) => name)).toEqual(['arpu', 'b', 'data_gb', 'd']);
  expect(() => renameInputs({ ...model, inputs: ours.inputs }, { arpuu: 'x' })).toThrow(
    expect.objectContaining({
      code: 'unknown-input',
      problems: [expect.objectContaining({ place: 'fields.arpuu', suggestion: 'arpu' })],
    }),
  );
});

describe('XGBoost', () => {
  test.each(['logistic', 'categories', 'squared', 'dart', 'poisson', 'logitraw'])(
    'a %s model of the real library scores as it did there',
    (name) => {
      const text = reference(`xgboost-${name}.json`);
      expect(formatOf(Buffer.from(text))).toBe('xgboost');
      const model = readModelFile('xgboost', text);
      const { rows, scores } = JSON.parse(reference(`xgboost-${name}.scores.json`)) as {
        rows: (number | null)[][];
        scores: number[];
      };
      expect(model.inputs.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
      // The library adds in 32 bits.
      for (const [i, row] of rows.entries())
        expect(Math.abs(scoreRow(model, row) - scores[i]!), `row ${i}`).toBeLessThan(2e-6 * Math.max(1, scores[i]!));
    },
  );

  test('what cannot be taken over is told at once, with its place', () => {
    const json = JSON.parse(reference('xgboost-logistic.json')) as { learner: Record<string, Record<string, unknown>> };
    json.learner['objective'] = { name: 'multi:softprob' };
    json.learner['learner_model_param']!['num_class'] = '3';
    (json.learner['gradient_booster'] as { model: { trees: Record<string, unknown>[] } }).model.trees[2]![
      'right_children'
    ] = [1];
    expect(problemsOf(() => readModelFile('xgboost', JSON.stringify(json)))).toEqual([
      'objective learner.objective.name',
      'many-classes learner.learner_model_param.num_class',
      'bad-tree learner.gradient_booster.model.trees[2].right_children',
    ]);
    expect(problemsOf(() => readModelFile('xgboost', '{'))).toEqual(['not-json ']);
  });
});

describe('ONNX', () => {
  const rows = JSON.parse(reference('onnx-rows.json')) as (number | null)[][];
  const scores = JSON.parse(reference('onnx-scores.json')) as Record<string, number[]>;
  test.each(Object.keys(scores))('%s trees score as ONNX Runtime scores them', (name) => {
    const bytes = readFileSync(new URL(`reference/onnx-${name}.onnx`, import.meta.url));
    expect(formatOf(bytes)).toBe('onnx');
    const model = readModelFile('onnx', bytes.toString('base64'));
    for (const [i, row] of rows.entries())
      expect(Math.abs(scoreRow(model, row) - scores[name]![i]!), `row ${i}`).toBeLessThan(2e-6);
  });

  test('what is no ONNX file, or is cut off, is said to be none', () => {
    const bytes = readFileSync(new URL('reference/onnx-boosted.onnx', import.meta.url));
    expect(problemsOf(() => readModelFile('onnx', bytes.subarray(0, 900).toString('base64')))).toEqual(['not-onnx ']);
    expect(problemsOf(() => readModelFile('onnx', Buffer.from('no model').toString('base64')))[0]).toMatch(
      /^(not-onnx|no-trees) /,
    );
  });
});

/** A model as LightGBM 4 writes it, by hand: no LightGBM was at hand, and the scores below are by hand after its sources. */
const lightgbm = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=2
objective=binary sigmoid:2
feature_names=spend plan visits
feature_infos=[0:200] 0:1:2:3 [0:9]
tree_sizes=600 500

Tree=0
num_leaves=4
num_cat=1
split_feature=0 1 2
split_gain=10 5 2
threshold=100.5 0 1.0000000180025095e-35
decision_type=10 1 6
left_child=1 -1 -3
right_child=2 -2 -4
leaf_value=0.1 0.2 0.3 0.4
leaf_weight=1 1 1 1
leaf_count=10 20 30 40
internal_value=0 0 0
internal_weight=0 0 0
internal_count=100 30 70
cat_boundaries=0 1
cat_threshold=10
is_linear=0
shrinkage=0.1


Tree=1
num_leaves=2
num_cat=0
split_feature=2
split_gain=1
threshold=-3
decision_type=0
left_child=-1
right_child=-2
leaf_value=-1 1
leaf_weight=1 1
leaf_count=50 50
internal_value=0
internal_weight=0
internal_count=100
is_linear=0
shrinkage=0.1


end of trees

feature_importances:
spend=1

parameters:
[boosting: gbdt]
end of parameters

pandas_categorical:PANDAS
`;

describe('LightGBM', () => {
  const sigmoid = (sum: number) => 1 / (1 + Math.exp(-2 * sum));
  // Tree 0: spend at most 100.5 or missing (default left, NaN) → plan 1 or 3 (bits 10): 0.1, else 0.2; more → visits
  // zero or missing or at most 1e-35 (default left, zero): 0.3, else 0.4. Tree 1: visits at most −3 (missing is 0): −1, else 1.
  const cases: [row: (number | null)[], sum: number][] = [
    [[100.5, 1, 5], 0.1 + 1],
    [[null, 3, 5], 0.1 + 1],
    [[100, 2, -3], 0.2 - 1],
    [[100, null, null], 0.2 + 1],
    [[100, 77, 0], 0.2 + 1],
    [[100, 3.7, 0], 0.1 + 1],
    [[101, 1, 0], 0.3 + 1],
    [[101, 1, null], 0.3 + 1],
    [[101, 1, -4], 0.3 - 1],
    [[101, 1, 2], 0.4 + 1],
  ];

  test('scores by hand: defaults, zero as missing, bitsets of categories', () => {
    const text = lightgbm.replace('PANDAS', 'null');
    expect(formatOf(Buffer.from(text))).toBe('lightgbm');
    const model = readModelFile('lightgbm', text);
    for (const [row, sum] of cases) expect([row, scoreRow(model, row)]).toEqual([row, sigmoid(sum)]);
  });

  test('the texts behind pandas’ codes are read, and a text never seen goes with the others', () => {
    const model = readModelFile('lightgbm', lightgbm.replace('PANDAS', '[["basic", "gold", "family", "student"]]'));
    expect(model.inputs[1]).toEqual({ name: 'plan', type: 'text' });
    expect(scoreRow(model, [1, 'gold', 5])).toBe(sigmoid(1.1));
    expect(scoreRow(model, [1, 'platinum', 5])).toBe(sigmoid(1.2));
  });

  test('what cannot be taken over is told at once, with its place', () => {
    const text = lightgbm
      .replace('objective=binary sigmoid:2', 'objective=multiclass num_class:3')
      .replace('num_class=1', 'num_class=3')
      .replace('is_linear=0', 'is_linear=1')
      .replace('leaf_value=-1 1', 'leaf_value=-1')
      .replace('PANDAS', '[["a"], ["b"]]');
    expect(problemsOf(() => readModelFile('lightgbm', text))).toEqual([
      'objective objective',
      'many-classes num_class',
      'categories pandas_categorical',
      'linear Tree=0 is_linear',
      'bad-tree Tree=1 leaf_value',
    ]);
  });
});
