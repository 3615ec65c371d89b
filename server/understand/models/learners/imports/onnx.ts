import type { ModelInput, SplitTest, TreeNode, TreesDocument } from '#query';
import { after64, before64, before32, lastAtMost, lastBelow } from './float32.ts';
import { ImportProblems } from './problems.ts';
import { BadMessage, fieldsOf, floatsIn, messagesIn, textIn, wholeIn, wholesIn, type WireField } from './protobuf.ts';

/*
 * ONNX with one tree ensemble (TreeEnsembleClassifier or TreeEnsembleRegressor of ai.onnx.ml, versions 1 to 3), as
 * skl2onnx and onnxmltools write it. Of the graph around it only what changes no number is taken (Cast to float,
 * Identity; ZipMap and the like after it). Values are compared as numbers of 32 bits.
 */
interface Attributes {
  readonly floats: (name: string) => readonly number[];
  readonly wholes: (name: string) => readonly number[];
  readonly texts: (name: string) => readonly string[];
  readonly text: (name: string) => string;
  readonly has: (name: string) => boolean;
}
const harmlessBefore = new Set(['Cast', 'Identity']);
const harmlessAfter = new Set(['ZipMap', 'Cast', 'Identity', 'ArrayFeatureExtractor', 'Reshape']);
const doubleType = 11;

/** @throws Problem */
export function readOnnx(bytes: Uint8Array): TreesDocument {
  const problems = new ImportProblems('ONNX');
  try {
    return read(bytes, problems);
  } catch (error) {
    if (!(error instanceof BadMessage)) throw error;
    problems.report('not-onnx', '', `${error.message}: is it an ONNX file?`);
    problems.throwIfAny();
    throw error;
  }
}

function read(bytes: Uint8Array, problems: ImportProblems): TreesDocument {
  const [graphBytes] = messagesIn(fieldsOf(bytes), 7);
  const graph = fieldsOf(graphBytes ?? new Uint8Array());
  const nodes = messagesIn(graph, 1).map(fieldsOf);
  const at = nodes.findIndex((node) => /^TreeEnsemble(Classifier|Regressor)$/.test(textIn(node, 4)));
  const ensembles = nodes.filter((node) => textIn(node, 4).startsWith('TreeEnsemble')).length;
  if (at < 0 || ensembles !== 1)
    problems.report(
      'no-trees',
      'graph',
      `It has ${ensembles} tree ensembles; one TreeEnsembleClassifier or TreeEnsembleRegressor is wanted. Its operations are ${nodes.map((node) => textIn(node, 4)).join(', ') || 'none'}.`,
    );
  for (const [i, node] of nodes.entries()) {
    const operation = textIn(node, 4);
    if (i === at || (i < at ? harmlessBefore : harmlessAfter).has(operation)) continue;
    problems.report(
      'operation',
      `graph.node[${i}]`,
      `The operation ${operation} ${i < at ? 'before' : 'after'} the trees is not known here.`,
    );
  }
  problems.throwIfAny();
  const of = attributesOf(nodes[at]!);
  const isDouble = elementType(graph) === doubleType && of.floats('nodes_values').length === 0;
  if (isDouble) problems.report('double', 'graph.input[0]', 'Its thresholds are of 64 bits, which is not known here.');
  const isClassifier = textIn(nodes[at]!, 4) === 'TreeEnsembleClassifier';
  const document = isClassifier ? classifier(of, problems) : regressor(of, problems);
  problems.throwIfAny();
  const width = Math.max(inputWidth(graph), ...of.wholes('nodes_featureids').map((id) => id + 1));
  return {
    ...document,
    inputs: Array.from({ length: width }, (_, i): ModelInput => ({ name: `f${i}`, type: 'number' })),
  };
}

function attributesOf(node: readonly WireField[]): Attributes {
  const found = new Map(
    messagesIn(node, 5)
      .map(fieldsOf)
      .map((attribute) => [textIn(attribute, 1), attribute]),
  );
  const of = (name: string) => found.get(name) ?? [];
  return {
    floats: (name) => floatsIn(of(name), 7),
    wholes: (name) => wholesIn(of(name), 8),
    texts: (name) => messagesIn(of(name), 9).map((bytes) => new TextDecoder().decode(bytes)),
    text: (name) => textIn(of(name), 4),
    has: (name) => found.has(name),
  };
}

/** ValueInfo.type.tensor_type.elem_type of the first input. */
function tensorOf(graph: readonly WireField[]): readonly WireField[] {
  const [input] = messagesIn(graph, 11);
  const [type] = input ? messagesIn(fieldsOf(input), 2) : [];
  const [tensor] = type ? messagesIn(fieldsOf(type), 1) : [];
  return tensor ? fieldsOf(tensor) : [];
}
const elementType = (graph: readonly WireField[]): number => wholeIn(tensorOf(graph), 1);
function inputWidth(graph: readonly WireField[]): number {
  const [shape] = messagesIn(tensorOf(graph), 2);
  const dimensions = shape ? messagesIn(fieldsOf(shape), 1) : [];
  return dimensions[1] ? wholeIn(fieldsOf(dimensions[1]), 1) : 0;
}

type Document = Omit<TreesDocument, 'inputs'>;
const documentOf = (link: TreesDocument['link'], base: number, trees: TreesDocument['trees']): Document => ({
  format: 'gridloop-model',
  version: 1,
  kind: 'trees',
  link,
  base,
  trees,
  about: { learner: 'onnx' },
});

/** Two classes: either one weight a leaf, which is that of the second, or one for each. */
function classifier(of: Attributes, problems: ImportProblems): Document {
  const labels = Math.max(of.texts('classlabels_strings').length, of.wholes('classlabels_int64s').length);
  if (labels !== 2) problems.report('many-classes', 'classlabels', `It has ${labels} classes; two are wanted.`);
  const ids = new Set(of.wholes('class_ids'));
  const transform = of.text('post_transform') || 'NONE';
  const base = of.floats('base_values');
  const hasBoth = ids.size > 1;
  const isSoftmax = transform === 'SOFTMAX';
  if (!['NONE', 'LOGISTIC', 'SOFTMAX'].includes(transform) || (isSoftmax && !hasBoth))
    problems.report(
      'post-transform',
      'post_transform',
      `${transform} is not known here for these weights; NONE, LOGISTIC and, with a weight for each class, SOFTMAX are.`,
    );
  // Softmax of two is the logistic function of their difference; else the second class speaks for itself.
  const weightOf = (id: number) => (!hasBoth || id === 1 ? 1 : isSoftmax ? -1 : 0);
  const trees = treesOf(of, 'class', weightOf, 1, problems);
  const [first = 0, second] = base;
  const start = second === undefined ? first : isSoftmax ? second - first : second;
  return documentOf(transform === 'NONE' ? 'identity' : 'logit', start, trees);
}

function regressor(of: Attributes, problems: ImportProblems): Document {
  if (new Set(of.wholes('target_ids')).size > 1)
    problems.report('many-targets', 'target_ids', 'It has several targets; one is wanted.');
  const transform = of.text('post_transform') || 'NONE';
  if (!['NONE', 'LOGISTIC'].includes(transform))
    problems.report('post-transform', 'post_transform', `${transform} is not known here; NONE and LOGISTIC are.`);
  const aggregate = of.text('aggregate_function') || 'SUM';
  if (!['SUM', 'AVERAGE'].includes(aggregate))
    problems.report('aggregate', 'aggregate_function', `${aggregate} is not known here; SUM and AVERAGE are.`);
  const count = new Set(of.wholes('nodes_treeids')).size;
  const trees = treesOf(of, 'target', () => 1, aggregate === 'AVERAGE' ? 1 / count : 1, problems);
  return documentOf(transform === 'LOGISTIC' ? 'logit' : 'identity', of.floats('base_values')[0] ?? 0, trees);
}

function treesOf(
  of: Attributes,
  what: 'class' | 'target',
  weightOf: (id: number) => number,
  share: number,
  problems: ImportProblems,
): TreesDocument['trees'] {
  const [tree, id, mode, feature, value, yes, no, tracks] = [
    of.wholes('nodes_treeids'),
    of.wholes('nodes_nodeids'),
    of.texts('nodes_modes'),
    of.wholes('nodes_featureids'),
    of.floats('nodes_values'),
    of.wholes('nodes_truenodeids'),
    of.wholes('nodes_falsenodeids'),
    of.wholes('nodes_missing_value_tracks_true'),
  ];
  if ([id, mode, feature, value, yes, no].some((list) => list.length !== tree.length)) {
    problems.report('bad-tree', 'nodes_…', 'Its lists are of different lengths.');
    return [];
  }
  const placeOf = new Map(tree.map((t, i) => [`${t}/${id[i]}`, i]));
  const leaf = new Map<string, number>();
  const [leafTree, leafNode, leafId, weight] = [
    of.wholes(`${what}_treeids`),
    of.wholes(`${what}_nodeids`),
    of.wholes(`${what}_ids`),
    of.floats(`${what}_weights`),
  ];
  for (const [i, t] of leafTree.entries()) {
    const key = `${t}/${leafNode[i]}`;
    leaf.set(key, (leaf.get(key) ?? 0) + weightOf(leafId[i]!) * weight[i]! * share);
  }
  const pointed = new Set(tree.flatMap((t, i) => (mode[i] === 'LEAF' ? [] : [`${t}/${yes[i]}`, `${t}/${no[i]}`])));
  return [...new Set(tree)].map((t) => {
    const root = tree.findIndex((one, i) => one === t && !pointed.has(`${t}/${id[i]}`));
    const nodes: TreeNode[] = [];
    const visit = (place: number | undefined): number => {
      const at = nodes.length;
      nodes.push({ leaf: 0 });
      if (place === undefined || place < 0 || nodes.length > tree.length) {
        problems.report('bad-tree', `tree ${t}`, 'A node leads to none of its tree, or nodes lead in a circle.');
        return at;
      }
      if (mode[place] === 'LEAF') {
        nodes[at] = { leaf: leaf.get(`${t}/${id[place]}`) ?? 0 };
        return at;
      }
      const test = testOf(mode[place]!, value[place]!, `nodes_modes[${place}]`, problems);
      const tracksTrue = tracks[place] === 1 || mode[place] === 'BRANCH_NEQ';
      const [left, right] = [visit(placeOf.get(`${t}/${yes[place]}`)), visit(placeOf.get(`${t}/${no[place]}`))];
      nodes[at] = { input: feature[place]!, test, left, right, missing: tracksTrue ? 'left' : 'right' };
      return at;
    };
    visit(root);
    return { nodes };
  });
}

/** What is true of the value rounded to 32 bits, as a test of the value itself. */
function testOf(mode: string, value: number, place: string, problems: ImportProblems): SplitTest {
  const [least, most] = [after64(lastBelow(value)), lastAtMost(value)];
  switch (mode) {
    case 'BRANCH_LEQ':
      return { atMost: most };
    case 'BRANCH_LT':
      return { atMost: lastBelow(value) };
    case 'BRANCH_GTE':
      return { within: [[least, null]] };
    case 'BRANCH_GT':
      return { within: [[after64(most), null]] };
    case 'BRANCH_EQ':
      return { within: [[least, most]] };
    case 'BRANCH_NEQ':
      return {
        within: [
          [null, before64(least)],
          [after64(most), null],
        ],
      };
    default:
      problems.report('mode', place, `The mode ${mode} is not known here.`);
      return { atMost: before32(value) };
  }
}
