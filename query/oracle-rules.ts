import type { FieldType } from './catalogue.ts';
import { audienceNames, catalogue, dates, numbers, tagNames, texts } from './oracle-data.ts';
import type { Chance } from './oracle-data.ts';
import type { ComparisonOperator, Syntax } from './syntax.ts';

/** Random rules that check() accepts, over the catalogue of the oracle. They cover every form of the language. */
const at = { from: 0, to: 0 };
const fieldsOf = (...types: readonly FieldType[]): readonly string[] =>
  Object.values(catalogue.fields)
    .filter((f) => types.includes(f.type))
    .map((f) => f.name);
const names = {
  text: fieldsOf('text'),
  number: fieldsOf('number', 'integer'),
  date: fieldsOf('date'),
  boolean: fieldsOf('boolean'),
};
type Kind = keyof typeof names;

const name = (n: string): Syntax => ({ kind: 'name', name: n, at });
const call = (n: string, ...args: readonly Syntax[]): Syntax => ({ kind: 'call', name: n, args, at });
const text = (value: string): Syntax => ({ kind: 'text', value, at });
const number = (value: number): Syntax =>
  value < 0 || Object.is(value, -0)
    ? { kind: 'negate', operand: { kind: 'number', value: -value, at }, at }
    : { kind: 'number', value, at };
const operators: readonly ComparisonOperator[] = ['=', '!=', '<', '<=', '>', '>='];
const patterns = [
  '%',
  '_',
  '',
  'a%',
  '%a',
  '%b%',
  '__',
  '\\%',
  '\\_%',
  '%\\\\%',
  '北_',
  '%\n%',
  'x_y',
  '%\\N',
  'a\\%\\_b',
  '%.%',
  '\\a%',
  "%'%",
  '_%_',
  '😀',
  '%[%',
];

export function randomRule(chance: Chance, depth = 3): Syntax {
  const many = (): readonly Syntax[] =>
    Array.from({ length: 2 + chance.below(3) }, () => randomRule(chance, depth - 1));
  const choice = depth <= 0 ? 9 : chance.below(10);
  if (choice < 2) return { kind: 'and', parts: many(), at };
  if (choice < 4) return { kind: 'or', parts: many(), at };
  if (choice < 5) return { kind: 'not', operand: randomRule(chance, depth - 1), at };
  return randomCondition(chance, Math.max(0, depth));
}

function randomCondition(chance: Chance, depth: number): Syntax {
  const kind = chance.one<Kind>(['text', 'text', 'number', 'number', 'number', 'date', 'boolean']);
  const value = (): Syntax => randomValue(chance, kind, depth);
  const negated = chance.below(2) === 0;
  switch (chance.below(9)) {
    case 0:
      return { kind: 'missing', negated, subject: value(), at };
    case 1:
      return {
        kind: 'in',
        negated,
        subject: value(),
        options: Array.from({ length: 1 + chance.below(4) }, () =>
          chance.below(4) > 0 ? literal(chance, kind) : value(),
        ),
        at,
      };
    case 2:
      return kind === 'boolean'
        ? value()
        : { kind: 'between', negated, subject: value(), low: value(), high: value(), at };
    case 3:
      return {
        kind: 'like',
        negated,
        subject: randomValue(chance, 'text', depth),
        pattern: text(chance.one(patterns)),
        at,
      };
    case 4:
      return randomFact(chance);
    case 5:
      return call(
        chance.one(['starts_with', 'ends_with', 'contains']),
        randomValue(chance, 'text', depth),
        randomValue(chance, 'text', 0),
      );
    case 6:
      return randomValue(chance, 'boolean', depth);
    default:
      return {
        kind: 'comparison',
        operator: kind === 'boolean' ? chance.one(['=', '!='] as const) : chance.one(operators),
        left: value(),
        right: value(),
        at,
      };
  }
}

function randomFact(chance: Chance): Syntax {
  switch (chance.below(5)) {
    case 0:
      return call('tag', text(chance.one(tagNames)));
    case 1:
      return call('audience', text(chance.one(audienceNames)));
    case 2:
      return {
        kind: 'comparison',
        operator: '=',
        left: call('segment', text('strategic')),
        right: text(chance.one(['A', '北京'])),
        at,
      };
    case 3:
      return {
        kind: 'comparison',
        operator: chance.one(operators),
        left: call('score', text('churn')),
        right: number(0.5),
        at,
      };
    default:
      return call('contacted_within', number(1 + chance.below(400)));
  }
}

function literal(chance: Chance, kind: Kind): Syntax {
  switch (kind) {
    case 'text':
      return text(chance.one(texts));
    case 'number':
      return number(chance.one(numbers));
    case 'date':
      return chance.below(4) === 0
        ? call(chance.one(['month_start', 'month_end']))
        : { kind: 'date', value: chance.one(dates), at };
    case 'boolean':
      return { kind: 'boolean', value: chance.below(2) === 0, at };
  }
}

export function randomValue(chance: Chance, kind: Kind, depth: number): Syntax {
  if (depth <= 0 || chance.below(3) > 0)
    return chance.below(4) === 0 ? literal(chance, kind) : name(chance.one(names[kind]));
  const again = (k: Kind = kind): Syntax => randomValue(chance, k, depth - 1);
  switch (chance.below(6)) {
    case 0:
      return call('coalesce', again(), again());
    case 1:
      return {
        kind: 'case',
        subject: undefined,
        branches: [
          { when: randomRule(chance, depth - 1), then: again() },
          { when: randomRule(chance, 0), then: again() },
        ],
        otherwise: chance.below(2) === 0 ? again() : undefined,
        at,
      };
    case 2:
      if (kind === 'number' || kind === 'date') return call(chance.one(['least', 'greatest']), again(), again());
  }
  switch (kind) {
    case 'text':
      return call(chance.one(['lower', 'upper']), again());
    case 'date':
      return call(
        chance.one(['add_days', 'add_months']),
        again(),
        chance.below(2) === 0 ? number(chance.one([0, 1, -1, 12, 30.7, -365, 1200, 40000])) : again('number'),
      );
    case 'boolean':
      return randomCondition(chance, depth - 1);
    case 'number':
      return randomNumber(chance, again);
  }
}

function randomNumber(chance: Chance, again: (kind?: Kind) => Syntax): Syntax {
  switch (chance.below(7)) {
    case 0:
      return { kind: 'negate', operand: again(), at };
    case 1:
      return call(chance.one(['abs', 'floor', 'ceil', 'round']), again());
    case 2:
      return call('round', again(), number(chance.below(7)));
    case 3:
      return call('length', again('text'));
    case 4:
      return chance.below(2) === 0
        ? call(chance.one(['year', 'month', 'day']), again('date'))
        : call(chance.one(['days_between', 'months_between']), again('date'), again('date'));
    default:
      return {
        kind: 'arithmetic',
        operator: chance.one(['+', '-', '*', '/'] as const),
        left: again(),
        right: again(),
        at,
      };
  }
}
