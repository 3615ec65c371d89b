import type { SchemeFile, Statement } from '#contract';
import { evaluate, fieldsUsed, type Formula } from '#query';
import type { Indicators } from './indicators.ts';
import type { ReadScheme } from './scheme.ts';

/** A person's points under a scheme. Pure: the same inputs and the same scheme give the same points to the last digit. */
export interface Points {
  readonly points: number;
  readonly rawPoints: number;
  readonly terms: Statement['terms'];
}

type Term = SchemeFile['terms'][number];

export function pointsOf(scheme: ReadScheme, inputs: Indicators): Points {
  const values: Record<string, number | null> = { ...inputs };
  for (const { name, formula } of scheme.definitions) values[name] = valueOf(formula, values);
  const terms = scheme.terms.map(({ term, formula, raw }) => {
    const value = valueOf(formula, values);
    const rawValue = raw ? valueOf(raw, values) : value;
    const { counted, note } = count(term, value, values);
    return {
      id: term.id,
      label: term.label,
      formula: term.formula,
      value,
      raw: rawValue,
      counted,
      note,
      weight: term.weight,
      points: counted * term.weight,
      inputs: inputsOf(scheme, formula, values),
      rawPoints: count(term, rawValue, values).counted * term.weight,
    };
  });
  return {
    points: terms.reduce((sum, term) => sum + term.points, 0),
    rawPoints: terms.reduce((sum, term) => sum + term.rawPoints, 0),
    terms: terms.map(({ rawPoints: _, ...term }) => term),
  };
}

export function valueOf(formula: Formula, values: Readonly<Record<string, number | null>>): number | null {
  const value = evaluate(formula.value, { values });
  return value === null || !Number.isFinite(Number(value)) ? null : Number(value);
}

function count(
  term: Term,
  value: number | null,
  values: Readonly<Record<string, number | null>>,
): Pick<Statement['terms'][number], 'counted' | 'note'> {
  const known = term.minimum === undefined || (values[term.minimum.indicator] ?? 0) >= term.minimum.least;
  if (value === null || !known) return { counted: term.otherwise, note: 'too-little-known' };
  if (value < term.floor) return { counted: term.floor, note: 'floor' };
  if (value > term.cap) return { counted: term.cap, note: 'cap' };
  return { counted: value, note: null };
}

/** What a formula reads, and what the definitions that it reads read, each once. */
function inputsOf(
  scheme: ReadScheme,
  formula: Formula,
  values: Readonly<Record<string, number | null>>,
): Statement['terms'][number]['inputs'] {
  const found = new Map<string, Statement['terms'][number]['inputs'][number]>();
  const visit = (of: Formula): void => {
    for (const name of fieldsUsed(of).fields) {
      if (found.has(name)) continue;
      const definition = scheme.definitions.find((one) => one.name === name);
      found.set(name, { name, value: values[name] ?? null, formula: definition?.text ?? null });
      if (definition) visit(definition.formula);
    }
  };
  visit(formula);
  return [...found.values()];
}

/** Pay for points, band by band: each point is paid at the rate of the band it lies in. In fen, rounded once. */
export function payFen(points: number, { bands, capYuan }: SchemeFile['pay']): number {
  const yuan = bands.reduce((sum, { from, yuanPerPoint }, i) => {
    const to = bands[i + 1]?.from ?? Infinity;
    return sum + Math.max(0, Math.min(points, to) - from) * yuanPerPoint;
  }, 0);
  return Math.round(Math.min(yuan, capYuan) * 100);
}

/** The scheme that is in force until another is put: 60% existing result, 20% success, 20% truth. */
export const standardScheme: SchemeFile = {
  scheme: 'standard',
  title: { en: 'Standard points', zh: '标准积分' },
  definitions: {
    growth_over_nature: 'revenue_growth - natural_growth',
    // Five expected successes are added on both sides, so that few targets move little.
    success_index: '(successes + 5) / (expected + 5)',
    raw_success_index: '(successes + 5) / (targets * mean_rate + 5)',
  },
  terms: [
    {
      id: 'result',
      label: { en: 'Existing result', zh: '存量业绩' },
      formula: '100 + 500 * growth_over_nature',
      raw: '100 + 500 * revenue_growth',
      weight: 0.6,
      floor: 0,
      cap: 150,
      minimum: { indicator: 'customers', least: 30 },
      otherwise: 100,
    },
    {
      id: 'success',
      label: { en: 'Success with target customers', zh: '目标客户营销成功率' },
      formula: '100 * success_index',
      raw: '100 * raw_success_index',
      weight: 0.2,
      floor: 0,
      cap: 200,
      minimum: { indicator: 'targets', least: 10 },
      otherwise: 100,
    },
    {
      id: 'truth',
      label: { en: 'Truth of feedback', zh: '反馈真实率' },
      formula: '100 * truth_rate',
      weight: 0.2,
      floor: 0,
      cap: 100,
      minimum: { indicator: 'verified', least: 3 },
      otherwise: 100,
    },
  ],
  pay: {
    bands: [
      { from: 0, yuanPerPoint: 5 },
      { from: 80, yuanPerPoint: 10 },
      { from: 110, yuanPerPoint: 15 },
    ],
    capYuan: 3000,
  },
};
