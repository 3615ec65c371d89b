import {
  binary,
  call,
  conditionOf,
  float,
  readFormula,
  readRule,
  valueOf,
  value,
  word,
  type Catalogue,
  type Expr,
} from '#query';
import { ruleProblemDetail } from '#understand/audiences';
import { Problem, type ProblemDetail, type SegmentPlan } from '#contract';
import type { Preparation } from './clustering/preparation.ts';
import type { SegmentModel, StoredGroup } from './segmentation-store.ts';

/** The plan's measures, carve-outs and value as SQL over the record. */
export interface PlanSql {
  readonly measures: readonly Expr[];
  readonly carveOuts: readonly Expr[];
  readonly value: Expr | undefined;
}

/** @throws Problem (invalid) naming every measure that is no number, with its mistakes */
export function planSql(plan: SegmentPlan, catalogue: Catalogue): PlanSql {
  const formulas = plan.measures.map(({ id, formula }) => ({ place: `measures.${id}`, formula }));
  if (plan.value) formulas.push({ place: 'value', formula: plan.value.formula });
  const read = formulas.map(({ place, formula }) => ({ place, formula, checked: readFormula(formula, catalogue) }));
  const problems: ProblemDetail[] = read.flatMap(({ place, formula, checked }): ProblemDetail[] => {
    if (!checked.ok)
      return checked.problems.map(({ code, suggestion }) => ({
        code,
        place,
        message: `${formula} cannot be read (${code}).`,
        ...(suggestion !== undefined && { suggestion }),
      }));
    const { type } = checked.rule.value;
    return type === 'number' || type === 'integer'
      ? []
      : [{ code: 'not-a-number', place, message: `${formula} is ${type}, and groups are found by numbers.` }];
  });
  const carved = plan.carveOuts.map(({ id, rule }) => ({ id, checked: readRule(rule, catalogue) }));
  for (const { id, checked } of carved)
    if (!checked.ok) problems.push(...checked.problems.map((problem) => ruleProblemDetail(problem, `carveOuts.${id}`)));
  const [first] = problems;
  if (first) throw new Problem('invalid', 'bad-measures', `${first.place}: ${first.message}`, { problems });
  const sql = read.flatMap(({ checked }) => (checked.ok ? [call('toFloat64', valueOf(checked.rule))] : []));
  return {
    measures: sql.slice(0, plan.measures.length),
    carveOuts: carved.flatMap(({ checked }) => (checked.ok ? [conditionOf(checked.rule)] : [])),
    value: plan.value ? sql.at(-1) : undefined,
  };
}

/**
 * The group of a customer: the first carve-out that holds, none where no measure is known, else the nearest centre. The
 * nearest by |c|²/2 − c·x, which is smallest where |x − c|² is.
 */
export function groupExpression(sql: PlanSql, model: SegmentModel, groups: readonly StoredGroup[]): Expr {
  const coordinates = model.preparations.map((preparation) =>
    once(() => coordinateSql(preparation, sql.measures[Number(preparation.field)]!)),
  );
  const scores = model.centres.map((centre) => once(() => scoreSql(centre, coordinates)));
  const least = once(() => call('least', ...scores.map((score) => score())));
  const carved = groups.filter(({ kind }) => kind === 'carved');
  const found = groups.filter(({ kind }) => kind === 'found');
  const unknown: Expr = { kind: 'and', parts: sql.measures.map((measure) => call('isNull', measure)) };
  return call(
    'multiIf',
    ...sql.carveOuts.flatMap((rule, i) => [rule, value('String', carved[i]?.id ?? '')]),
    unknown,
    word('null'),
    ...found.slice(0, -1).flatMap(({ id }, g) => [binary(scores[g]!(), '=', least()), value('String', id)]),
    value('String', found.at(-1)?.id ?? ''),
  );
}

/** Writes an expression where it is first asked for, and its name wherever it is asked for again: ask in the order of the text. */
function once(make: () => Expr): () => Expr {
  const id = {};
  let isWritten = false;
  return () => {
    if (isWritten) return { kind: 'name', id };
    isWritten = true;
    return { kind: 'named', id, expr: make() };
  };
}

/** The value band of a customer; none where the value is not known. */
export function bandExpression(sql: PlanSql, model: SegmentModel, bands: readonly { readonly id: string }[]): Expr {
  const worth = sql.value ?? word('null');
  return call(
    'multiIf',
    call('isNull', worth),
    word('null'),
    ...bands
      .slice(0, -1)
      .flatMap(({ id }, i) => [
        call('ifNull', binary(worth, '>=', float(model.bands[i] ?? 0)), word('0')),
        value('String', id),
      ]),
    value('String', bands.at(-1)?.id ?? ''),
  );
}

function coordinateSql(of: Preparation, measure: Expr): Expr {
  const clamped = call(
    'least',
    call('greatest', call('ifNull', measure, float(of.missing)), float(of.low)),
    float(of.high),
  );
  const shaped =
    of.transform === 'log'
      ? call('log1p', binary(clamped, '-', float(of.low)))
      : of.transform === 'rank'
        ? rankSql(of, clamped)
        : clamped;
  return binary(binary(shaped, '-', float(of.mean)), '/', float(of.deviation));
}

function rankSql({ knots }: Preparation, clamped: Expr): Expr {
  const last = float(knots.at(-1)?.rank ?? 0);
  if (knots.length < 2) return last;
  const steps = knots.slice(1).flatMap((to, i) => {
    const from = knots[i]!;
    const slope = binary(binary(clamped, '-', float(from.value)), '/', float(to.value - from.value));
    return [
      binary(clamped, '<=', float(to.value)),
      binary(float(from.rank), '+', binary(slope, '*', float(to.rank - from.rank))),
    ];
  });
  return call('multiIf', ...steps, last);
}

function scoreSql(centre: readonly number[], coordinates: readonly (() => Expr)[]): Expr {
  const half = centre.reduce((sum, x) => sum + x * x, 0) / 2;
  return coordinates.reduce((sum, x, d) => binary(sum, '-', binary(float(centre[d]!), '*', x())), float(half));
}
