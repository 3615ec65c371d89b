import type { SplitTest, TreeDocument, TreeNode, TreesDocument } from '#query';
import type { Binned, BinnedField, NumberField, TextField } from './bin-table.ts';
import type { Boosted } from './boost.ts';
import { type GrownNode, type GrownSplit, type GrownTree, isLeaf } from './grow.ts';
import type { Loss } from './loss.ts';

/** The document of what was grown. Only the fields that some tree asks for are its inputs, in the order of the table. */
export function toDocument(
  { fields }: Binned,
  { base, trees }: Boosted,
  loss: Loss,
  about: Record<string, string | number | boolean>,
): TreesDocument {
  const asked = new Set(trees.flatMap(({ nodes }) => nodes.flatMap((node) => (isLeaf(node) ? [] : [node.field]))));
  const used = fields.map((_, field) => field).filter((field) => asked.has(field));
  const inputOf = new Map(used.map((field, input) => [field, input]));
  return {
    format: 'gridloop-model',
    version: 1,
    kind: 'trees',
    inputs: used.map((field) => ({ name: fields[field]!.name, type: fields[field]!.type })),
    link: loss === 'logistic' ? 'logit' : 'identity',
    base,
    trees: trees.map((tree) => treeOf(tree, fields, inputOf)),
    about,
  };
}

function treeOf(
  { nodes }: GrownTree,
  fields: readonly BinnedField[],
  inputOf: ReadonlyMap<number, number>,
): TreeDocument {
  return { nodes: nodes.map((node) => nodeOf(node, fields, inputOf)) };
}

function nodeOf(node: GrownNode, fields: readonly BinnedField[], inputOf: ReadonlyMap<number, number>): TreeNode {
  if (isLeaf(node)) return { leaf: node.value, cover: node.rows };
  const field = fields[node.field]!;
  return {
    input: inputOf.get(node.field)!,
    test: field.type === 'number' ? numberTest(field, node) : textTest(field, node),
    left: node.left,
    right: node.right,
    missing: node.goesLeft[field.count] === 1 ? 'left' : 'right',
    gain: node.gain,
  };
}

function numberTest({ edges, count }: NumberField, { goesLeft }: GrownSplit): SplitTest {
  let last = -1;
  while (last + 1 < count && goesLeft[last + 1] === 1) last++;
  // All that is known goes left, and only what is missing right.
  return last === count - 1 ? { atMost: Number.MAX_VALUE } : { atMost: edges[last]! };
}

function textTest({ values }: TextField, { goesLeft }: GrownSplit): SplitTest {
  return { among: values.filter((_, bin) => goesLeft[bin] === 1) };
}
