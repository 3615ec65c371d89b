import { Problem, type ProblemDetail, type SchemeFile } from '#contract';
import { describeProblem, emptyCatalogue, fieldsUsed, readFormula, type Catalogue, type Formula } from '#query';
import { indicators } from './indicators.ts';

/** A scheme that can be worked out: every formula read, definitions in an order in which each finds what it needs. */
export interface ReadScheme {
  readonly file: SchemeFile;
  readonly definitions: readonly { readonly name: string; readonly formula: Formula; readonly text: string }[];
  readonly terms: readonly {
    readonly term: SchemeFile['terms'][number];
    readonly formula: Formula;
    readonly raw: Formula | null;
  }[];
}

const weightsTolerance = 1e-9;

/** @throws Problem `scheme` with every reason why the scheme cannot work, each with its place */
export function readScheme(file: SchemeFile): ReadScheme {
  const problems: ProblemDetail[] = [];
  const catalogue = catalogueOf(Object.keys(file.definitions));
  const read = (text: string, place: string) => readNumber(text, place, catalogue, problems);
  for (const name of Object.keys(file.definitions))
    if (Object.hasOwn(indicators, name))
      problems.push({ code: 'name-taken', place: `definitions.${name}`, message: `${name} is an indicator already.` });
  const definitions = Object.entries(file.definitions).map(([name, text]) => ({
    name,
    text,
    formula: read(text, `definitions.${name}`),
  }));
  const terms = file.terms.map((term, i) => ({
    term,
    formula: read(term.formula, `terms.${i}.formula`),
    raw: term.raw === undefined ? null : read(term.raw, `terms.${i}.raw`),
  }));
  problems.push(...shapeProblems(file));
  const known = definitions.flatMap(({ formula, ...rest }) => (formula ? [{ ...rest, formula }] : []));
  const ordered = inOrder(known, problems);
  refuse(problems);
  return {
    file,
    definitions: ordered,
    terms: terms.map(({ term, formula, raw }) => ({ term, formula: formula as Formula, raw: raw ?? null })),
  };
}

/** A formula over indicators alone. @throws Problem */
export function readMeasure(text: string): Formula {
  const problems: ProblemDetail[] = [];
  const formula = readNumber(text, 'measure', catalogueOf([]), problems);
  refuse(problems);
  return formula as Formula;
}

function refuse(problems: readonly ProblemDetail[]): void {
  if (problems.length === 0) return;
  throw new Problem('invalid', 'scheme', problems.map(({ place, message }) => `${place}: ${message}`).join(' '), {
    problems,
  });
}

/** Indicators and definitions, as fields of the expression language. */
function catalogueOf(definitions: readonly string[]): Catalogue {
  const names = [...Object.keys(indicators), ...definitions];
  return {
    ...emptyCatalogue(200001),
    fields: Object.fromEntries(names.map((name) => [name, { name, column: name, type: 'number' as const }])),
  };
}

function readNumber(text: string, place: string, catalogue: Catalogue, problems: ProblemDetail[]): Formula | undefined {
  const read = readFormula(text, catalogue);
  if (!read.ok) {
    problems.push(
      ...read.problems.map((problem) => ({
        code: problem.code,
        place,
        message: describeProblem(problem, 'en'),
        ...(problem.suggestion !== undefined && { suggestion: problem.suggestion }),
      })),
    );
    return undefined;
  }
  const { type } = read.rule.value;
  if (type === 'number' || type === 'integer') return read.rule;
  problems.push({ code: 'not-a-number', place, message: `It gives ${String(type)}, and points are numbers.` });
  return undefined;
}

function shapeProblems({ terms, pay }: SchemeFile): ProblemDetail[] {
  const found: ProblemDetail[] = [];
  const weights = terms.reduce((sum, { weight }) => sum + weight, 0);
  if (Math.abs(weights - 1) > weightsTolerance)
    found.push({
      code: 'weights',
      place: 'terms',
      message: `The weights add up to ${Number(weights.toFixed(6))}; they must add up to 1.`,
    });
  const ids = terms.map(({ id }) => id);
  for (const [i, { id, floor, cap, minimum }] of terms.entries()) {
    if (ids.indexOf(id) < i)
      found.push({ code: 'twice', place: `terms.${i}.id`, message: `There are two terms called ${id}.` });
    if (floor > cap)
      found.push({
        code: 'floor-over-cap',
        place: `terms.${i}`,
        message: `The floor ${floor} lies above the cap ${cap}.`,
      });
    if (minimum && !Object.hasOwn(indicators, minimum.indicator))
      found.push({
        code: 'unknown-name',
        place: `terms.${i}.minimum`,
        message: `There is no indicator ${minimum.indicator}.`,
      });
  }
  const from = pay.bands.map((band) => band.from);
  if (from.some((start, i) => i > 0 && start <= (from[i - 1] ?? 0)))
    found.push({ code: 'bands', place: 'pay.bands', message: 'Each band must begin above the one before it.' });
  return found;
}

type Definition = ReadScheme['definitions'][number];

/** Definitions so that each comes after those it reads; a circle is a problem that names it. */
function inOrder(definitions: readonly Definition[], problems: ProblemDetail[]): Definition[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const done = new Set<string>();
  const ordered: Definition[] = [];
  const visit = (definition: Definition, path: readonly string[]): void => {
    const { name, formula } = definition;
    if (done.has(name)) return;
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(' → ');
      problems.push({ code: 'circular', place: `definitions.${name}`, message: `It needs itself: ${circle}.` });
      return;
    }
    for (const used of fieldsUsed(formula).fields) {
      const other = byName.get(used);
      if (other) visit(other, [...path, name]);
    }
    done.add(name);
    ordered.push(definition);
  };
  for (const definition of definitions) visit(definition, []);
  return ordered;
}
