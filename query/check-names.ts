import { addDays, firstDate, isDate, lastDate, monthEnd, monthStart } from './calendar.ts';
import { lookUp } from './catalogue.ts';
import type { Catalogue, Field } from './catalogue.ts';
import { facts, functions } from './functions.ts';
import type { FactName } from './functions.ts';
import { isMetricFunction } from './metric-functions.ts';
import { nearest } from './problem.ts';
import type { Problem, ProblemCode } from './problem.ts';
import type { Position, Syntax, SyntaxOf } from './syntax.ts';
import { quoteText, writeName } from './to-text.ts';
import type { Typed } from './tree.ts';
import { readUnit } from './unit.ts';

/** What the parts of `check` share: the catalogue, where they are, and the way to report and to go on. */
export interface Checker {
  readonly catalogue: Catalogue;
  report(code: ProblemCode, at: Position, params?: Problem['params'], suggestion?: string): void;
  /** Something to know that does not make the rule wrong. */
  hint(code: ProblemCode, at: Position, params: Problem['params'], suggestion?: string): void;
  check(syntax: Syntax): Typed;
  /** Checks what stands elsewhere (the formula of an indicator): its mistakes are not the author's; undefined where it has some. */
  apart(syntax: Syntax): Typed | undefined;
  /** Checks a part that must be a condition. */
  condition(syntax: Syntax): Typed;
  /** The same inside a value, where the groups of the rule have ended. */
  caseCondition(syntax: Syntax): Typed;
  /** Runs one level deeper in the index path. */
  inside<T>(index: number, run: () => T): T;
}

export const unknown = (at: Position): Typed => ({ kind: 'literal', value: null, type: 'unknown', at });

export function checkName(c: Checker, { name, at }: SyntaxOf<'name'>): Typed {
  const { fields, tags, segments, scores } = c.catalogue;
  const field = lookUp(fields, name);
  if (field) return fieldOf(field, 'field', at);
  c.report('unknown-name', at, { name }, suggestName());
  return unknown(at);

  function suggestName(): string | undefined {
    const byLabel = Object.values(fields).find(
      (f) =>
        f.name.toLowerCase() === name.toLowerCase() ||
        f.labels?.en?.toLowerCase() === name.toLowerCase() ||
        f.labels?.zh === name,
    );
    if (byLabel) return writeName(byLabel.name);
    for (const [call, entries] of Object.entries({ tag: tags, segment: segments, score: scores })) {
      if (lookUp(entries as Readonly<Record<string, unknown>>, name) !== undefined)
        return `${call}(${quoteText(name)})`;
    }
    const near = nearest(name, Object.keys(fields));
    return near === undefined ? undefined : writeName(near);
  }
}

function fieldOf(field: Field, source: 'field' | 'segment' | 'score', at: Position): Typed {
  return {
    kind: 'field',
    field,
    source,
    type: field.type,
    unit: field.unit === undefined ? undefined : readUnit(field.unit),
    at,
  };
}

/** tag('…'), audience('…'), segment('…'), score('…'), contacted_within(n), month_start(), month_end(). */
export function checkFact(c: Checker, call: SyntaxOf<'call'>, name: FactName): Typed {
  const { catalogue } = c;
  const { at } = call;
  switch (name) {
    case 'month_start':
    case 'month_end': {
      if (!takes(c, call, 0)) return unknown(at);
      return {
        kind: 'literal',
        type: 'date',
        value: name === 'month_start' ? monthStart(catalogue.period) : monthEnd(catalogue.period),
        word: name,
        at,
      };
    }
    case 'contacted_within':
      return checkContacted(c, call);
    case 'tag':
    case 'audience': {
      const entry = named(
        c,
        call,
        name === 'tag' ? catalogue.tags : catalogue.audiences,
        name === 'tag' ? 'unknown-tag' : 'unknown-audience',
      );
      return entry
        ? {
            kind: 'membership',
            of: name,
            name: entry.name,
            labels: entry.found.labels,
            period: catalogue.period,
            type: 'boolean',
            at,
          }
        : unknown(at);
    }
    case 'segment':
    case 'score': {
      const entry = named(
        c,
        call,
        name === 'segment' ? catalogue.segments : catalogue.scores,
        name === 'segment' ? 'unknown-segment' : 'unknown-score',
      );
      return entry ? fieldOf(entry.found, name, at) : unknown(at);
    }
  }
}

function checkContacted(c: Checker, call: SyntaxOf<'call'>): Typed {
  const { contacts, period } = c.catalogue;
  const { at } = call;
  if (!takes(c, call, 1)) return unknown(at);
  const days = call.args[0]!;
  if (days.kind !== 'number' || !Number.isInteger(days.value) || days.value < 1 || days.value > 3660) {
    c.report('literal-expected', days.at, { name: call.name, expected: '1–3660' });
    return unknown(at);
  }
  if (!contacts) {
    c.report('not-available', at, { name: call.name });
    return unknown(at);
  }
  return {
    kind: 'contacted',
    days: days.value,
    after: addDays(monthEnd(period), -days.value) ?? firstDate,
    ledger: contacts,
    type: 'boolean',
    at,
  };
}

function takes(c: Checker, call: SyntaxOf<'call'>, count: number): boolean {
  if (call.args.length === count) return true;
  c.report('wrong-arguments', call.at, { name: call.name, expected: count, found: call.args.length });
  return false;
}

/** The entry that the single text argument names. */
export function named<T>(
  c: Checker,
  call: SyntaxOf<'call'>,
  entries: Readonly<Record<string, T>>,
  code: ProblemCode,
): { name: string; found: T } | undefined {
  if (!takes(c, call, 1)) return undefined;
  const argument = call.args[0]!;
  if (argument.kind !== 'text') {
    c.report(
      'literal-expected',
      argument.at,
      { name: call.name, expected: "'…'" },
      argument.kind === 'name' ? quoteText(argument.name) : undefined,
    );
    return undefined;
  }
  const found = lookUp(entries, argument.value);
  if (found !== undefined) return { name: argument.value, found };
  const near = nearest(argument.value, Object.keys(entries));
  c.report(code, argument.at, { name: argument.value }, near === undefined ? undefined : quoteText(near));
  return undefined;
}

export function reportUnknownFunction(c: Checker, call: SyntaxOf<'call'>): Typed {
  const at = { from: call.at.from, to: call.at.from + call.name.length };
  if (isMetricFunction(call.name)) {
    c.report('nested-metric', at, { name: call.name });
    return unknown(call.at);
  }
  c.report('unknown-function', at, { name: call.name }, nearest(call.name, [...Object.keys(functions), ...facts]));
  return unknown(call.at);
}

/** A date written as text; a near miss (2020-1-5, 2020/01/05) is suggested in the right form. */
export function checkDate(c: Checker, text: string, at: Position, written: (date: string) => string): Typed {
  if (isDate(text)) return { kind: 'literal', type: 'date', value: text, at };
  const parts = /^\s*(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?\s*$/u.exec(text);
  const tidy = parts ? `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}` : undefined;
  c.report(
    'bad-date',
    at,
    { text, first: firstDate, last: lastDate },
    tidy !== undefined && isDate(tidy) ? written(tidy) : undefined,
  );
  return unknown(at);
}
