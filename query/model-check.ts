import { checkScorecard } from './model-check-scorecard.ts';
import { checkTrees } from './model-check-trees.ts';
import type { ModelDocument, ModelInput } from './model-document.ts';
import type { ModelProblem } from './model-problem.ts';

export type CheckedModel =
  | { readonly ok: true; readonly model: ModelDocument }
  | { readonly ok: false; readonly problems: readonly ModelProblem[] };

/** More would bury the first ones. */
const mostProblems = 100;

/** JSON → model; names every problem at once, each with its place. What has passed can be scored, compiled and explained. */
export function readModel(json: unknown): CheckedModel {
  const c = new ModelChecker();
  if (!isRecord(json) || json['format'] !== 'gridloop-model') c.report('not-a-model', '');
  else if (json['version'] !== 1) c.report('unknown-version', 'version', { found: String(json['version']) });
  else checkDocument(c, json);
  return c.problems.length === 0
    ? { ok: true, model: json as ModelDocument }
    : { ok: false, problems: c.problems.slice(0, mostProblems) };
}

function checkDocument(c: ModelChecker, json: Json): void {
  const inputs = checkInputs(c, json['inputs']);
  c.oneOf(json['link'], 'link', ['identity', 'logit', 'log']);
  c.number(json['base'], 'base');
  if (json['calibration'] !== undefined) checkCalibration(c, json['calibration']);
  if (!c.oneOf(json['kind'], 'kind', ['trees', 'scorecard'])) return;
  if (json['kind'] === 'trees') checkTrees(c, json['trees'], inputs);
  else checkScorecard(c, json, inputs);
}

function checkInputs(c: ModelChecker, inputs: unknown): ModelInput[] {
  const names = new Set<string>();
  return c.list(inputs, 'inputs').map((input, i) => {
    const place = `inputs[${i}]`;
    const { name, type } = c.record(input, place);
    if (c.text(name, `${place}.name`)) {
      if (names.has(name)) c.report('twice', `${place}.name`, { value: name });
      names.add(name);
    }
    c.oneOf(type, `${place}.type`, ['number', 'text']);
    return { name: String(name), type: type === 'text' ? 'text' : 'number' };
  });
}

function checkCalibration(c: ModelChecker, calibration: unknown): void {
  const of = c.record(calibration, 'calibration');
  if (!c.oneOf(of['kind'], 'calibration.kind', ['platt', 'isotonic'])) return;
  if (of['kind'] === 'platt') {
    c.number(of['slope'], 'calibration.slope');
    c.number(of['shift'], 'calibration.shift');
    return;
  }
  let before: Json = { at: -Infinity, score: -Infinity };
  const points = c.list(of['points'], 'calibration.points');
  if (points.length === 0) c.report('missing-part', 'calibration.points[0]');
  for (const [i, one] of points.entries()) {
    const place = `calibration.points[${i}]`;
    const point = c.record(one, place);
    if (!c.number(point['at'], `${place}.at`) || !c.number(point['score'], `${place}.score`)) continue;
    if (!(point['at'] > Number(before['at']) && point['score'] >= Number(before['score'])))
      c.report('not-rising', place);
    before = point;
  }
}

export type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Gathers problems; each question reports what is wrong with a value and says whether it is right. */
export class ModelChecker {
  readonly problems: ModelProblem[] = [];

  report(code: ModelProblem['code'], place: string, params: ModelProblem['params'] = {}): void {
    this.problems.push({ code, place, params });
  }

  #wrong(value: unknown, place: string, expected: string): void {
    if (value === undefined) this.report('missing-part', place);
    else this.report('wrong-kind', place, { expected });
  }

  record(value: unknown, place: string): Json {
    if (isRecord(value)) return value;
    this.#wrong(value, place, 'an object {…}');
    return {};
  }

  list(value: unknown, place: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.#wrong(value, place, 'a list […]');
    return [];
  }

  number(value: unknown, place: string): value is number {
    if (typeof value === 'number' && Number.isFinite(value)) return true;
    this.#wrong(value, place, 'a finite number');
    return false;
  }

  text(value: unknown, place: string): value is string {
    if (typeof value === 'string') return true;
    this.#wrong(value, place, 'a text');
    return false;
  }

  oneOf(value: unknown, place: string, options: readonly string[]): boolean {
    if (options.includes(value as string)) return true;
    this.#wrong(value, place, options.join(' or '));
    return false;
  }

  /** The input a place in `inputs` names. */
  input(value: unknown, place: string, inputs: readonly ModelInput[]): ModelInput | undefined {
    const found = typeof value === 'number' ? inputs[value] : undefined;
    if (!found) this.report('no-such-input', place, { found: String(value), inputs: inputs.length });
    return found;
  }

  /** A list of texts, none twice. `seen` gathers them over several lists. */
  texts(value: unknown, place: string, seen: Set<string> = new Set()): void {
    for (const [i, text] of this.list(value, place).entries()) {
      if (!this.text(text, `${place}[${i}]`)) continue;
      if (seen.has(text)) this.report('twice', `${place}[${i}]`, { value: text });
      seen.add(text);
    }
  }
}
