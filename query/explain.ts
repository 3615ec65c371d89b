import { lookUp, type Labels, type Language } from './catalogue.ts';
import { phrases } from './explain-words.ts';
import type { Words } from './explain-words.ts';
import { functions } from './functions.ts';
import type { Formula, Rule, Typed, TypedOf } from './tree.ts';
import { sayAmount } from './unit-words.ts';
import type { Unit } from './unit.ts';

/** Says a rule or formula in words, with the labels and units of the catalogue. */
export function explain(of: Rule | Formula, language: Language): string {
  return say({ language, w: phrases[language] }, of.kind === 'rule' ? of.condition : of.value);
}

interface Voice {
  readonly language: Language;
  readonly w: Words;
}

const labelOf = ({ language }: Voice, labels: Labels | undefined, name: string): string => labels?.[language] ?? name;

function say(voice: Voice, typed: Typed): string {
  const { w } = voice;
  const part = (p: Typed): string => inside(voice, p);
  if (typed.indicator) return w.indicator(w.quote(labelOf(voice, typed.indicator.labels, typed.indicator.name)));
  switch (typed.kind) {
    case 'literal':
      return sayLiteral(w, typed);
    case 'field':
      return sayField(voice, typed);
    case 'membership':
      return w[typed.of](w.quote(labelOf(voice, typed.labels, typed.name)));
    case 'contacted':
      return w.contacted(typed.days, typed.after);
    case 'negate':
      return `−${part(typed.operand)}`;
    case 'arithmetic':
      return `${part(typed.left)} ${signs[typed.operator]} ${part(typed.right)}`;
    case 'call':
      return sayCall(voice, typed);
    case 'comparison':
    case 'between':
    case 'in':
      return sayComparison(voice, typed);
    case 'like':
      return w.like(part(typed.subject), typed.negated, w.quote(typed.pattern));
    case 'missing':
      return w.missing(part(typed.subject), typed.negated);
    case 'and':
      return typed.parts.map(part).join(w.and);
    case 'or':
      return typed.parts.map(part).join(w.or);
    case 'not':
      return w.not(w.group(say(voice, typed.operand)));
    case 'case': {
      const branches = typed.branches.map(({ when, then }) => w.when(part(when), part(then)));
      return [...branches, w.otherwise(typed.otherwise ? part(typed.otherwise) : w.unknown)].join(w.list);
    }
  }
}
const signs = { '+': '+', '-': '−', '*': '×', '/': '÷' } as const;

/** A part inside another: groups of several keep their parentheses. */
function inside(voice: Voice, typed: Typed): string {
  const isGroup =
    !typed.indicator &&
    (typed.kind === 'and' || typed.kind === 'or' || typed.kind === 'arithmetic' || typed.kind === 'case');
  return isGroup ? voice.w.group(say(voice, typed)) : say(voice, typed);
}

function sayComparison(voice: Voice, typed: TypedOf<'comparison' | 'between' | 'in'>): string {
  const { w } = voice;
  if (typed.kind === 'comparison') {
    const { left, right, operator } = typed;
    const words = left.type === 'date' || right.type === 'date' ? w.compareDates : w.compare;
    return `${amount(voice, left, right)}${words[operator]}${amount(voice, right, left)}`;
  }
  const { subject, negated } = typed;
  const said = (p: Typed): string => amount(voice, p, subject);
  if (typed.kind === 'between') return w.between(inside(voice, subject), negated, said(typed.low), said(typed.high));
  return w.oneOf(inside(voice, subject), negated, typed.options.map(said).join(w.list));
}

/** Something beside what it is compared with: a value of a field by its name, a bare number with the unit of the other. */
function amount(voice: Voice, typed: Typed, beside: Typed): string {
  const names = beside.kind === 'field' ? beside.field.valueNames : undefined;
  if (!names || typed.kind !== 'literal' || typed.type !== 'text') return measured(voice, typed, beside.unit);
  const value = String(typed.value);
  return voice.w.quote(labelOf(voice, lookUp(names, value), value));
}

/** A bare number beside something measured takes its unit. */
function measured(voice: Voice, typed: Typed, unit: Unit | undefined): string {
  const isBare =
    typed.kind === 'literal' && typed.type === 'number' && unit !== undefined && Object.keys(unit).length > 0;
  return isBare ? sayAmount(Number(typed.value), String(typed.value), unit, voice.language) : inside(voice, typed);
}

function sayLiteral(w: Words, { type, value, word }: TypedOf<'literal'>): string {
  if (word) return w.month[word](String(value));
  if (value === null) return w.unknown;
  if (typeof value === 'boolean') return w.boolean[value ? 1 : 0];
  return type === 'text' ? w.quote(String(value)) : String(value);
}

function sayField(voice: Voice, { field, source }: TypedOf<'field'>): string {
  const name = labelOf(voice, field.labels, field.name);
  return source === 'field' ? name : voice.w[source](voice.w.quote(name));
}

function sayCall(voice: Voice, { name, args }: TypedOf<'call'>): string {
  const { language, w } = voice;
  const [first, steps] = args;
  if ((name === 'add_days' || name === 'add_months') && steps?.kind === 'literal') {
    const count = Number(steps.value);
    const amount = sayAmount(count, String(Math.abs(count)), { [name === 'add_days' ? 'day' : 'month']: 1 }, language);
    return w.moved(inside(voice, first!), amount, count < 0);
  }
  const said = args.map((a) => inside(voice, a));
  // In one pass, since what the author wrote may itself look like a place holder.
  return functions[name][language].replace(/\$(\*|\d)/gu, (_, place: string) =>
    place === '*' ? said.join(w.list) : (said[Number(place) - 1] ?? '0'),
  );
}
