import type { ModelInput, Range, SplitTest, TreeDocument, TreeNode, TreesDocument } from '#query';
import { after64, before64 } from './float32.ts';
import { ImportProblems } from './problems.ts';

/*
 * The text of LightGBM's `save_model` (src/boosting/gbdt_model_text.cpp; the meaning of a node: include/LightGBM/tree.h).
 * Values are compared as Float64. decision_type holds: bit 0 categorical, bit 1 default left, bits 2 and 3 what counts as
 * missing: nothing (a missing value is 0), zero (0 is missing too), or NaN. A child below 0 is the leaf −child − 1.
 */
type Section = ReadonlyMap<string, string>;
const zero = 1e-35;
const missingKinds = ['none', 'zero', 'nan'] as const;

/** @throws Problem */
export function readLightgbm(text: string): TreesDocument {
  const problems = new ImportProblems('LightGBM');
  const { header, trees, categories } = sectionsOf(text);
  const names = header.get('feature_names')?.split(' ') ?? [];
  const infos = header.get('feature_infos')?.split(' ') ?? [];
  const objective = header.get('objective') ?? 'regression';
  const { link, scale } = linkOf(objective, problems);
  if (Number(header.get('num_class') ?? 1) > 1 || Number(header.get('num_tree_per_iteration') ?? 1) > 1)
    problems.report('many-classes', 'num_class', 'It has several classes; one score is wanted.');
  if (names.length === 0)
    problems.report('no-names', 'feature_names', 'It names no fields: is it the text of a LightGBM model?');
  const texts = textsOf(infos, categories, problems);
  const share = (header.has('average_output') ? 1 / Math.max(trees.length, 1) : 1) * scale;
  const document: TreesDocument = {
    format: 'gridloop-model',
    version: 1,
    kind: 'trees',
    inputs: names.map((name, i): ModelInput => ({ name, type: texts.has(i) ? 'text' : 'number' })),
    link,
    base: 0,
    trees: trees.map((tree, i) => treeOf(tree, `Tree=${i}`, share, texts, problems)),
    about: { learner: 'lightgbm', objective },
  };
  problems.throwIfAny();
  return document;
}

function sectionsOf(text: string): { header: Section; trees: Section[]; categories: readonly (readonly unknown[])[] } {
  const [head = '', ...rest] = text.split(/^Tree=\d+\r?$/m);
  const last = rest.at(-1)?.search(/^end of trees/m) ?? -1;
  const trees = rest.map((part, i) => keysOf(i === rest.length - 1 && last >= 0 ? part.slice(0, last) : part));
  const found = /^pandas_categorical:(.*)$/m.exec(text)?.[1]?.trim();
  let categories: readonly (readonly unknown[])[] = [];
  try {
    categories = found === undefined || found === 'null' ? [] : (JSON.parse(found) as readonly (readonly unknown[])[]);
  } catch {
    // Not JSON: as if it were not there; codes stay numbers.
  }
  return { header: keysOf(head), trees, categories: Array.isArray(categories) ? categories : [] };
}

function keysOf(text: string): Section {
  return new Map(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at < 0 ? (line.trim() === '' ? [] : [[line.trim(), '']]) : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}

function linkOf(objective: string, problems: ImportProblems): { link: TreesDocument['link']; scale: number } {
  const [name = '', ...options] = objective.split(' ');
  const sigmoid = Number(options.find((option) => option.startsWith('sigmoid:'))?.slice(8) ?? 1);
  if (options.includes('sqrt'))
    problems.report('objective', 'objective', 'Scores of “reg_sqrt” are squared afterwards, which is not known here.');
  if (name === 'binary') return { link: 'logit', scale: sigmoid };
  if (name === 'cross_entropy' || name === 'xentropy') return { link: 'logit', scale: 1 };
  if (['poisson', 'gamma', 'tweedie'].includes(name)) return { link: 'log', scale: 1 };
  const plain = [
    'regression',
    'regression_l1',
    'regression_l2',
    'huber',
    'fair',
    'quantile',
    'mape',
    'lambdarank',
    'rank_xendcg',
  ];
  if (!plain.includes(name))
    problems.report(
      'objective',
      'objective',
      `The objective “${name}” is not known here; known are binary, cross_entropy, poisson, gamma, tweedie, ${plain.join(', ')}.`,
    );
  return { link: 'identity', scale: 1 };
}

/** The texts behind the codes of pandas' categories, in the order of the categorical fields. */
function textsOf(
  infos: readonly string[],
  categories: readonly (readonly unknown[])[],
  problems: ImportProblems,
): Map<number, readonly string[]> {
  if (categories.length === 0) return new Map();
  const fields = infos.flatMap((info, i) => (/^-?\d+(:-?\d+)*$/.test(info) ? [i] : []));
  if (fields.length !== categories.length) {
    problems.report(
      'categories',
      'pandas_categorical',
      `It lists categories of ${categories.length} fields, and feature_infos has ${fields.length} categorical ones: which is which is not to be told.`,
    );
    return new Map();
  }
  return new Map(fields.map((field, i) => [field, categories[i]!.map(String)]));
}

interface Arrays {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly input: readonly number[];
  readonly threshold: readonly number[];
  readonly decision: readonly number[];
  readonly gain: readonly number[];
  readonly leaf: readonly number[];
  readonly cover: readonly number[];
  readonly boundaries: readonly number[];
  readonly bits: readonly number[];
}

function treeOf(
  section: Section,
  place: string,
  share: number,
  texts: ReadonlyMap<number, readonly string[]>,
  problems: ImportProblems,
): TreeDocument {
  const numbers = (key: string): number[] => {
    const text = section.get(key)?.trim() ?? '';
    return text === '' ? [] : text.split(/\s+/).map(Number);
  };
  const arrays: Arrays = {
    left: numbers('left_child'),
    right: numbers('right_child'),
    input: numbers('split_feature'),
    threshold: numbers('threshold'),
    decision: numbers('decision_type'),
    gain: numbers('split_gain'),
    leaf: numbers('leaf_value'),
    cover: numbers('leaf_count'),
    boundaries: numbers('cat_boundaries'),
    bits: numbers('cat_threshold'),
  };
  if (Number(section.get('is_linear') ?? 0) === 1)
    problems.report('linear', `${place} is_linear`, 'Its leaves hold linear models, which are not known here.');
  if (arrays.leaf.length === 0) problems.report('bad-tree', `${place} leaf_value`, 'It has no leaves.');
  const { left } = arrays;
  for (const key of ['right', 'input', 'threshold', 'decision'] as const)
    if (arrays[key].length !== left.length)
      problems.report(
        'bad-tree',
        place,
        `Its lists are of different lengths (left_child ${left.length}, ${key} ${arrays[key].length}).`,
      );
  const nodes: TreeNode[] = [];
  const visit = (child: number): number => {
    const at = nodes.length;
    nodes.push({ leaf: 0 });
    if (child < 0 || left.length === 0) {
      const leaf = left.length === 0 ? 0 : -child - 1;
      if (!Number.isFinite(arrays.leaf[leaf]))
        problems.report('bad-tree', `${place} leaf_value`, `Leaf ${leaf} has no value.`);
      nodes[at] = {
        leaf: (arrays.leaf[leaf] ?? 0) * share,
        ...(arrays.cover[leaf]! > 0 && { cover: arrays.cover[leaf]! }),
      };
      return at;
    }
    if (nodes.length > 2 * left.length + 1 || child >= left.length) {
      problems.report('bad-tree', place, `A child, ${child}, is no node, or nodes lead in a circle.`);
      return at;
    }
    const split = splitOf(arrays, child, texts.get(arrays.input[child]!), `${place} node ${child}`, problems);
    const [toLeft, toRight] = [visit(left[child]!), visit(arrays.right[child]!)];
    nodes[at] = { input: arrays.input[child]!, ...split, left: toLeft, right: toRight, gain: arrays.gain[child] ?? 0 };
    return at;
  };
  visit(0);
  return { nodes };
}

function splitOf(
  { decision, threshold, boundaries, bits }: Arrays,
  node: number,
  texts: readonly string[] | undefined,
  place: string,
  problems: ImportProblems,
): { test: SplitTest; missing: 'left' | 'right' } {
  const type = decision[node]!;
  const isDefaultLeft = (type & 2) > 0;
  const kind = missingKinds[(type >> 2) & 3];
  if (kind === undefined)
    problems.report('bad-tree', place, `Its decision_type ${type} has a kind of missing values that is not known.`);
  if ((type & 1) === 1) {
    const at = threshold[node]!;
    const words = bits.slice(boundaries[at], boundaries[at + 1]);
    const listed = words.flatMap((word, i) =>
      Array.from({ length: 32 }, (_, bit) => bit)
        .filter((bit) => (word >>> bit) & 1)
        .map((bit) => i * 32 + bit),
    );
    // Since version 3 what is missing is never among the listed.
    if (texts) return { test: { among: listed.flatMap((code) => texts[code] ?? []) }, missing: 'right' };
    return { test: { within: wholeParts(listed) }, missing: 'right' };
  }
  if (texts) problems.report('categories', place, 'It compares a categorical field as a number.');
  const bound = threshold[node]!;
  if (kind === 'nan') return { test: { atMost: finite(bound) }, missing: isDefaultLeft ? 'left' : 'right' };
  if (kind === 'none') return { test: { atMost: finite(bound) }, missing: 0 <= bound ? 'left' : 'right' };
  return { test: zeroTest(finite(bound), isDefaultLeft), missing: isDefaultLeft ? 'left' : 'right' };
}

const finite = (bound: number) =>
  bound === Infinity ? Number.MAX_VALUE : bound === -Infinity ? -Number.MAX_VALUE : bound;

/** At most the bound, but from −1e-35 to 1e-35 as what is missing. */
function zeroTest(bound: number, isDefaultLeft: boolean): SplitTest {
  if (isDefaultLeft)
    return bound >= zero
      ? { atMost: bound }
      : {
          within:
            bound < -zero
              ? [
                  [null, bound],
                  [-zero, zero],
                ]
              : [[null, zero]],
        };
  if (bound < -zero) return { atMost: bound };
  const below: Range = [null, before64(-zero)];
  return { within: bound > zero ? [below, [after64(zero), bound]] : [below] };
}

/** The values whose whole part (towards zero) is listed. */
function wholeParts(listed: readonly number[]): Range[] {
  const ranges: [number, number][] = [];
  for (const code of listed) {
    const last = ranges.at(-1);
    // Of -0.5 the whole part is 0.
    const low = code === 0 ? after64(-1) : code;
    if (last && after64(last[1]) >= low) last[1] = before64(code + 1);
    else ranges.push([low, before64(code + 1)]);
  }
  return ranges;
}
