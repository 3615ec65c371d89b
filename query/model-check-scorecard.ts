import type { Json, ModelChecker } from './model-check.ts';
import type { ModelInput } from './model-document.ts';

export function checkScorecard(c: ModelChecker, document: Json, inputs: readonly ModelInput[]): void {
  for (const [i, one] of c.list(document['fields'], 'fields').entries()) {
    const place = `fields[${i}]`;
    const field = c.record(one, place);
    const input = c.input(field['input'], `${place}.input`, inputs);
    checkValue(c, field['missing'], `${place}.missing`);
    if (field['other'] !== undefined || input?.type === 'text') checkValue(c, field['other'], `${place}.other`);
    if (input) checkBins(c, c.list(field['bins'], `${place}.bins`), `${place}.bins`, input);
  }
  if (document['scale'] === undefined) return;
  const scale = c.record(document['scale'], 'scale');
  for (const part of ['points', 'odds', 'double']) c.number(scale[part], `scale.${part}`);
}

function checkBins(c: ModelChecker, bins: readonly unknown[], place: string, { name, type }: ModelInput): void {
  let before = -Infinity;
  const seen = new Set<string>();
  for (const [i, one] of bins.entries()) {
    const at = `${place}[${i}]`;
    const bin = c.record(one, at);
    checkValue(c, bin, at);
    const isText = bin['among'] !== undefined;
    if (isText !== (type === 'text')) c.report('test-type', at, { name, expected: type });
    else if (isText) c.texts(bin['among'], `${at}.among`, seen);
    else before = checkBound(c, bin['upTo'], `${at}.upTo`, before, i === bins.length - 1);
  }
  if (bins.length === 0 && type === 'number') c.report('missing-part', `${place}[0]`);
}

/** The last bin has no bound: no number may fall between two stools. */
function checkBound(c: ModelChecker, bound: unknown, place: string, before: number, isLast: boolean): number {
  if (isLast) {
    if (bound !== null) c.report('wrong-kind', place, { expected: 'null in the last bin' });
    return before;
  }
  if (!c.number(bound, place)) return before;
  if (bound <= before) c.report('not-rising', place);
  return bound;
}

function checkValue(c: ModelChecker, value: unknown, place: string): void {
  const of = c.record(value, place);
  c.number(of['value'], `${place}.value`);
  for (const part of ['points', 'woe', 'share', 'rate'])
    if (of[part] !== undefined) c.number(of[part], `${place}.${part}`);
}
