import type { Json, ModelChecker } from './model-check.ts';
import type { ModelInput } from './model-document.ts';

/** Every node but the root is the child of exactly one node, which stands before it: so a tree has no circle and no loose end. */
export function checkTrees(c: ModelChecker, trees: unknown, inputs: readonly ModelInput[]): void {
  for (const [i, one] of c.list(trees, 'trees').entries()) {
    const place = `trees[${i}]`;
    const nodes = c.list(c.record(one, place)['nodes'], `${place}.nodes`);
    if (nodes.length === 0) c.report('missing-part', `${place}.nodes[0]`);
    const parents = new Uint32Array(nodes.length);
    for (const [n, node] of nodes.entries())
      checkNode(c, c.record(node, `${place}.nodes[${n}]`), n, `${place}.nodes[${n}]`, inputs, parents);
    for (let n = 1; n < nodes.length; n++) if (parents[n] !== 1) c.report('unreachable', `${place}.nodes[${n}]`);
  }
}

function checkNode(
  c: ModelChecker,
  node: Json,
  at: number,
  place: string,
  inputs: readonly ModelInput[],
  parents: Uint32Array,
): void {
  if (node['leaf'] !== undefined) {
    c.number(node['leaf'], `${place}.leaf`);
    if (node['cover'] !== undefined) c.number(node['cover'], `${place}.cover`);
    return;
  }
  const input = c.input(node['input'], `${place}.input`, inputs);
  if (input) checkTest(c, c.record(node['test'], `${place}.test`), `${place}.test`, input);
  c.oneOf(node['missing'], `${place}.missing`, ['left', 'right']);
  if (node['gain'] !== undefined) c.number(node['gain'], `${place}.gain`);
  for (const side of ['left', 'right']) {
    const child = node[side];
    if (typeof child === 'number' && Number.isInteger(child) && child > at && child < parents.length) parents[child]!++;
    else c.report('bad-child', `${place}.${side}`, { found: String(child) });
  }
}

function checkTest(c: ModelChecker, test: Json, place: string, { name, type }: ModelInput): void {
  const isText = test['among'] !== undefined;
  if (isText !== (type === 'text')) c.report('test-type', place, { name, expected: type });
  else if (isText) c.texts(test['among'], `${place}.among`);
  else if (test['within'] === undefined) c.number(test['atMost'], `${place}.atMost`);
  else
    for (const [i, range] of c.list(test['within'], `${place}.within`).entries())
      checkRange(c, range, `${place}.within[${i}]`);
}

function checkRange(c: ModelChecker, range: unknown, place: string): void {
  const ends = c.list(range, place);
  if (ends.length !== 2) return c.report('wrong-kind', place, { expected: 'a list [low, high]' });
  for (const [i, end] of ends.entries()) if (end !== null) c.number(end, `${place}[${i}]`);
}
