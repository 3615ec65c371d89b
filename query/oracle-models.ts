import type { Calibration, ModelDocument, ModelInput, SplitTest, TreeNode } from './model-document.ts';
import type { ModelCell } from './model-meaning.ts';
import type { Chance } from './oracle-data.ts';
import { texts } from './oracle-data.ts';

/** Random models over nasty rows, for the test that holds their SQL to their meaning. */

export const inputs: readonly ModelInput[] = [
  { name: 'spend', type: 'number' },
  { name: 'te`nure', type: 'number' },
  { name: 'plan', type: 'text' },
  { name: '城市', type: 'text' },
];

/** What lies at the edges of Float64, and what models split at. */
const numbers = [
  0,
  -0,
  1,
  -1,
  0.1,
  0.5,
  29.85,
  30,
  1e-35,
  -1e-35,
  5e-324,
  1e300,
  -1e300,
  1.7976931348623157e308,
  2 ** 53,
];

const oneNumber = (chance: Chance): number =>
  chance.below(2) === 0 ? chance.one(numbers) : (chance.below(2_000_001) - 1_000_000) / 1000;

export const randomCells = (chance: Chance): ModelCell[] =>
  inputs.map(({ type }) => {
    if (chance.below(6) === 0) return null;
    return type === 'number' ? oneNumber(chance) : chance.one(texts);
  });

function randomTest(chance: Chance, { type }: ModelInput): SplitTest {
  if (type === 'text') return { among: someTexts(chance) };
  if (chance.below(3) > 0) return { atMost: oneNumber(chance) };
  const ranges = Array.from({ length: 1 + chance.below(3) }, () => {
    const [low, high] = [oneNumber(chance), oneNumber(chance)].toSorted((a, b) => a - b);
    return [chance.below(5) === 0 ? null : low!, chance.below(5) === 0 ? null : high!] as const;
  });
  return { within: ranges };
}

/** None, one, or several, none twice. */
const someTexts = (chance: Chance): string[] => texts.filter(() => chance.below(texts.length) < 4);

function randomTree(chance: Chance, depth: number, nodes: TreeNode[] = []): TreeNode[] {
  const at = nodes.length;
  if (depth === 0 || chance.below(7) === 0) {
    nodes.push({ leaf: (chance.below(2001) - 1000) / 500 });
    return nodes;
  }
  nodes.push({ leaf: 0 });
  const input = chance.below(inputs.length);
  const left = nodes.length;
  randomTree(chance, depth - 1, nodes);
  const right = nodes.length;
  randomTree(chance, depth - 1, nodes);
  const test = randomTest(chance, inputs[input]!);
  nodes[at] = { input, test, left, right, missing: chance.one(['left', 'right']) };
  return nodes;
}

function randomBins(chance: Chance, input: number): Extract<ModelDocument, { kind: 'scorecard' }>['fields'][number] {
  const value = () => ({ value: (chance.below(2001) - 1000) / 500 });
  if (inputs[input]!.type === 'text') {
    const chosen = someTexts(chance);
    const half = Math.ceil(chosen.length / 2);
    const bins = [chosen.slice(0, half), chosen.slice(half)].map((among) => ({ among, ...value() }));
    return { input, bins, missing: value(), other: value() };
  }
  const bounds = [...new Set(Array.from({ length: chance.below(5) }, () => oneNumber(chance) + 0))];
  const bins = [...bounds.toSorted((a, b) => a - b), null].map((upTo) => ({ upTo, ...value() }));
  return { input, bins, missing: value() };
}

function randomCalibration(chance: Chance): Calibration {
  if (chance.below(2) === 0) return { kind: 'platt', slope: 0.1 + chance.below(20) / 10, shift: chance.below(5) - 2 };
  const count = 1 + chance.below(6);
  const points = Array.from({ length: count }, (_, i) => ({ at: i / count, score: (i * i) / (count * count) }));
  return { kind: 'isotonic', points };
}

export function randomModel(chance: Chance): ModelDocument {
  const head = {
    format: 'gridloop-model' as const,
    version: 1 as const,
    inputs,
    link: chance.one(['identity', 'logit', 'log'] as const),
    base: (chance.below(21) - 10) / 10,
    ...(chance.below(3) === 0 ? { calibration: randomCalibration(chance) } : {}),
  };
  if (chance.below(3) === 0)
    return {
      ...head,
      kind: 'scorecard',
      fields: inputs.flatMap((_, input) => (chance.below(4) === 0 ? [] : [randomBins(chance, input)])),
    };
  const trees = Array.from({ length: chance.below(6) }, () => ({ nodes: randomTree(chance, 1 + chance.below(5)) }));
  return { ...head, kind: 'trees', trees };
}
