import type { Range, TreeDocument, TreeNode, TreesDocument } from '#query';
import { after64, before32, lastAtMost, lastBelow } from './float32.ts';
import { ImportProblems } from './problems.ts';

/*
 * The model of XGBoost's `save_model('….json')` (schema: doc/model.schema of its repository). A value is rounded to 32
 * bits; below the condition it goes left, as the default says where it is missing; of a categorical split those listed go
 * right. The sum is that of the leaves and of base_score, which is kept on the scale of the score.
 */
type Json = Readonly<Record<string, unknown>>;
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const numbers = (value: unknown): readonly number[] => list(value).map(Number);

const links: Readonly<Record<string, TreesDocument['link']>> = {
  'binary:logistic': 'logit',
  'reg:logistic': 'logit',
  'binary:logitraw': 'identity',
  'reg:squarederror': 'identity',
  'reg:linear': 'identity',
  'reg:squaredlogerror': 'identity',
  'reg:pseudohubererror': 'identity',
  'reg:absoluteerror': 'identity',
  'reg:quantileerror': 'identity',
  'rank:pairwise': 'identity',
  'rank:ndcg': 'identity',
  'rank:map': 'identity',
  'count:poisson': 'log',
  'reg:gamma': 'log',
  'reg:tweedie': 'log',
};
/** base_score is a probability, and the sum a log-odds. */
const baseIsProbability = new Set(['binary:logistic', 'reg:logistic']);

/** A text of the file; a number as text, since older versions write base_score so; anything else is as if it were missing. */
const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** @throws Problem */
export function readXgboost(text: string): TreesDocument {
  const problems = new ImportProblems('XGBoost');
  let json: Json = {};
  try {
    json = record(JSON.parse(withoutNan(text)));
  } catch (error) {
    problems.report('not-json', '', `It is no JSON: ${(error as Error).message}.`);
    problems.throwIfAny();
  }
  const learner = record(json['learner']);
  const objective = wordOf(record(learner['objective'])['name']);
  const link = links[objective];
  if (link === undefined)
    problems.report(
      'objective',
      'learner.objective.name',
      `The objective “${objective}” is not known here; known are ${Object.keys(links).join(', ')}.`,
    );
  const param = record(learner['learner_model_param']);
  if (Number(param['num_class'] ?? 0) > 1 || Number(param['num_target'] ?? 1) > 1)
    problems.report(
      'many-classes',
      'learner.learner_model_param.num_class',
      'It has several classes or targets; one score is wanted.',
    );
  const booster = record(learner['gradient_booster']);
  const kind = wordOf(booster['name']);
  if (kind !== 'gbtree' && kind !== 'dart')
    problems.report(
      'booster',
      'learner.gradient_booster.name',
      `The booster “${kind}” has no trees; gbtree and dart have.`,
    );
  const isDart = kind === 'dart';
  const place = isDart ? 'learner.gradient_booster.gbtree.model' : 'learner.gradient_booster.model';
  const model = record((isDart ? record(booster['gbtree']) : booster)['model']);
  const weights = isDart ? numbers(booster['weight_drop']) : [];
  const trees = list(model['trees']).map((tree, i) =>
    treeOf(record(tree), weights[i] ?? 1, `${place}.trees[${i}]`, problems),
  );
  const base = Number((wordOf(param['base_score']) || '0.5').replace(/^\[|\]$/g, ''));
  if (!Number.isFinite(base))
    problems.report('base-score', 'learner.learner_model_param.base_score', 'It is no number.');
  problems.throwIfAny();
  return {
    format: 'gridloop-model',
    version: 1,
    kind: 'trees',
    inputs: inputsOf(learner, param).map((name) => ({ name, type: 'number' })),
    link: link!,
    base: baseMargin(base, objective, link!),
    trees,
    about: { learner: 'xgboost', objective },
  };
}

/** Of a split on categories the library writes the condition as NaN, which no JSON knows. */
const withoutNan = (text: string): string =>
  text.replace(/([:,[]\s*)-?(?:NaN|nan|Infinity|inf)(?=\s*[,\]}])/g, '$1null');

function baseMargin(base: number, objective: string, link: TreesDocument['link']): number {
  if (baseIsProbability.has(objective)) return Math.log(base / (1 - base));
  return link === 'log' ? Math.log(base) : base;
}

function inputsOf(learner: Json, param: Json): string[] {
  const names = list(learner['feature_names']).map(String);
  return Array.from(
    { length: Math.max(names.length, Number(param['num_feature'] ?? 0)) },
    (_, i) => names[i] ?? `f${i}`,
  );
}

function treeOf(tree: Json, weight: number, place: string, problems: ImportProblems): TreeDocument {
  const left = numbers(tree['left_children']);
  const right = numbers(tree['right_children']);
  const condition = numbers(tree['split_conditions']);
  const input = numbers(tree['split_indices']);
  const defaultLeft = list(tree['default_left']).map(Number);
  const cover = numbers(tree['sum_hessian']);
  const gain = numbers(tree['loss_changes']);
  const type = numbers(tree['split_type']);
  const categories = categoriesOf(tree);
  for (const [name, of] of Object.entries({ right_children: right, split_conditions: condition, split_indices: input }))
    if (of.length !== left.length)
      problems.report('bad-tree', `${place}.${name}`, `It has ${of.length} entries, left_children ${left.length}.`);
  const nodes: TreeNode[] = [];
  // Children are written after their parent, whatever order the file has.
  const visit = (from: number): number => {
    const at = nodes.length;
    nodes.push({ leaf: 0 });
    if (nodes.length > left.length) {
      problems.report('bad-tree', place, 'Its nodes lead in a circle.');
      return at;
    }
    if (!(left[from]! >= 0)) {
      nodes[at] = { leaf: condition[from]! * weight, ...(cover[from]! > 0 && { cover: cover[from]! }) };
      return at;
    }
    const isCategory = type[from] === 1;
    const listed = categories.get(from);
    if (isCategory && !listed)
      problems.report('bad-tree', `${place}.categories_nodes`, `Node ${from} splits on categories and lists none.`);
    const test = isCategory ? { within: rangesOf(listed ?? []) } : { atMost: lastBelow(condition[from]!) };
    const [toLeft, toRight] = [visit(left[from]!), visit(right[from]!)];
    nodes[at] = {
      input: input[from]!,
      test,
      left: toLeft,
      right: toRight,
      missing: defaultLeft[from] === 1 ? 'left' : 'right',
      ...(Number.isFinite(gain[from]) && { gain: gain[from]! }),
    };
    return at;
  };
  if (left.length === 0) problems.report('bad-tree', place, 'It has no nodes.');
  else visit(0);
  return { nodes };
}

function categoriesOf(tree: Json): Map<number, readonly number[]> {
  const of = numbers(tree['categories']);
  const starts = numbers(tree['categories_segments']);
  const sizes = numbers(tree['categories_sizes']);
  return new Map(
    numbers(tree['categories_nodes']).map((node, i) => [node, of.slice(starts[i], starts[i]! + sizes[i]!)]),
  );
}

/** What goes left: all values but those whose whole part, after rounding to 32 bits, is listed. */
function rangesOf(listed: readonly number[]): Range[] {
  const ranges: Range[] = [];
  let low: number | null = null;
  for (const category of listed.toSorted((a, b) => a - b)) {
    // From here on a value rounds to at least the category: just after the last that rounds to less.
    const last = lastAtMost(before32(category));
    if (low === null || low <= last) ranges.push([low, last]);
    low = after64(lastBelow(category + 1));
  }
  return [...ranges, [low, null]];
}
