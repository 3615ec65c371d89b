import {
  check,
  fromRuleGroup,
  parse,
  textField,
  toRuleGroup,
  toText,
  type Catalogue,
  type FormGroup,
  type FormRule,
  type Problem,
  type Syntax,
} from '#query';
import { markOf, serverDecides, type RuleMark } from './rule-check.ts';

/** A rule in both of its forms, whichever of them it was written in, with what is wrong at its place in each. */
export interface Draft {
  readonly text: string;
  /** Undefined where the text cannot be read, and so has no form. */
  readonly group: FormGroup | undefined;
  readonly marks: readonly RuleMark[];
  /** By the path of the row or group in the form, as `0.2`; '' is the whole. */
  readonly rows: ReadonlyMap<string, readonly RuleMark[]>;
  /** Where the rows of the form stand in the text, so that what the server says of the text is shown at its row too. */
  readonly places: readonly { readonly from: number; readonly to: number; readonly path: string }[];
}

const nothing: FormGroup = { combinator: 'and', rules: [] };

export function fromText(text: string, catalogue: Catalogue): Draft {
  if (text.trim() === '') return { text, group: nothing, marks: [], rows: new Map(), places: [] };
  const parsed = parse(text);
  if (!parsed.ok) return { text, group: undefined, marks: parsed.problems.map(markOf), rows: new Map(), places: [] };
  const problems = problemsOf(parsed.tree, catalogue);
  return {
    text,
    group: toRuleGroup(parsed.tree),
    marks: problems.map(markOf),
    rows: byPath(problems),
    places: placesOf(parsed.tree),
  };
}

/** What was written in the form. Its text is written anew; a row that says nothing yet stands in it as “…”. */
export function fromGroup(edited: FormGroup, catalogue: Catalogue): Draft {
  const group = fitValues(edited);
  const { tree, problems } = fromRuleGroup(group, catalogue);
  const text = textOf(group, catalogue);
  const found = [...problems, ...problemsOf(tree, catalogue)];
  const isEmpty = group.rules.length === 0;
  const fromItsText = fromText(text, catalogue);
  return {
    text,
    group,
    marks: fromItsText.marks,
    rows: isEmpty ? new Map() : byPath(found),
    places: fromItsText.places,
  };
}

function problemsOf(tree: Syntax, catalogue: Catalogue): readonly Problem[] {
  const checked = check(tree, catalogue);
  return checked.ok ? [] : checked.problems.filter((problem) => !serverDecides.has(problem.code));
}

function byPath(problems: readonly Problem[]): ReadonlyMap<string, readonly RuleMark[]> {
  const rows = new Map<string, RuleMark[]>();
  for (const problem of problems) {
    const path = problem.path.join('.');
    rows.set(path, [...(rows.get(path) ?? []), markOf(problem)]);
  }
  return rows;
}

/** The text of a form. Text rows that cannot be read keep what was written in them, letter by letter. */
function textOf(group: FormGroup, catalogue: Catalogue): string {
  const written: string[] = [];
  const named = (part: FormGroup | FormRule): FormGroup | FormRule => {
    if ('rules' in part) return { ...part, rules: part.rules.map(named) };
    if (part.field !== textField || typeof part.value !== 'string' || part.value.trim() === '' || parse(part.value).ok)
      return part;
    written.push(part.value);
    return { ...part, value: `\`~${written.length - 1}\`` };
  };
  const { tree } = fromRuleGroup(named(group), catalogue);
  if (tree.kind === 'unfinished' && group.rules.length === 0) return '';
  return toText(tree).replace(/`~(\d+)`/gu, (_, i: string) => written[Number(i)] ?? '');
}

const lists: ReadonlySet<string> = new Set(['in', 'notIn', 'between', 'notBetween']);

/** A row whose operator changed between one value and several keeps what it can. */
function fitValues(group: FormGroup): FormGroup {
  return {
    ...group,
    rules: group.rules.map((part) => {
      if ('rules' in part) return fitValues(part);
      const wantsList = lists.has(part.operator);
      if (wantsList === Array.isArray(part.value) || part.value === null) return part;
      if (wantsList) return { ...part, value: part.value === '' ? [] : [part.value as string] };
      return { ...part, value: (part.value as readonly (string | number | boolean)[])[0] ?? '' };
    }),
  };
}

/** As check() counts paths: groups are and, or, and not around one of these. */
function placesOf(tree: Syntax): Draft['places'] {
  const found: { from: number; to: number; path: string }[] = [];
  const walk = (part: Syntax, path: readonly number[]): void => {
    const inner = part.kind === 'not' ? part.operand : part;
    if (inner.kind === 'and' || inner.kind === 'or') inner.parts.forEach((one, i) => walk(one, [...path, i]));
    else if (part.kind === 'not' && path.length > 0) walk(inner, [...path, 0]);
    else found.push({ from: part.at.from, to: part.at.to, path: (path.length === 0 ? [0] : path).join('.') });
  };
  walk(tree, []);
  return found;
}

/** Marks of the text, put on the rows of the form in which they stand. */
export function ontoRows(draft: Draft, marks: readonly RuleMark[]): Draft['rows'] {
  const rows = new Map<string, RuleMark[]>();
  for (const mark of marks) {
    const place = draft.places.find(({ from, to }) => from <= mark.from && mark.from < to);
    const path = place?.path ?? '';
    rows.set(path, [...(rows.get(path) ?? []), mark]);
  }
  return rows;
}
