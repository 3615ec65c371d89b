import { lookUp } from './catalogue.ts';
import { run } from './check.ts';
import type { Checked } from './check.ts';
import { expectType, unitOfProduct } from './check-values.ts';
import { named } from './check-names.ts';
import type { Checker } from './check-names.ts';
import { desugar } from './desugar-metric.ts';
import { visit } from './lineage.ts';
import type { MetricCatalogue } from './metric-catalogue.ts';
import { isMetricFunction, metricFunctions } from './metric-functions.ts';
import type { MetricFunctionName } from './metric-functions.ts';
import type { CheckedMetric, Component, Metric, Written } from './metric-tree.ts';
import { parse } from './parse.ts';
import { nearest } from './problem.ts';
import type { Position, Syntax, SyntaxOf } from './syntax.ts';
import { toText } from './to-text.ts';
import type { Typed } from './tree.ts';
import { readUnit, sameUnit, writeUnit } from './unit.ts';
import type { Unit } from './unit.ts';

/** What the checks of one metric share. `above`: the indicators whose formulas we stand in, the outermost first. */
interface MetricChecker extends Checker {
  readonly catalogue: MetricCatalogue;
  readonly above: readonly string[];
}

/** Text → checked metric. `self` is the indicator it is to be the formula of, which it must not stand on. */
export function readMetric(text: string, catalogue: MetricCatalogue, self?: string): Checked<CheckedMetric> {
  return read(text, catalogue, self === undefined ? [] : [self]);
}

function read(text: string, catalogue: MetricCatalogue, above: readonly string[]): Checked<CheckedMetric> {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  return run(catalogue, (c) => ({
    kind: 'metric',
    metric: checkMetric({ ...c, catalogue, above }, parsed.tree),
    source: parsed.tree,
    period: catalogue.period,
  }));
}

/** Stands for a part that has a problem already. */
const nothing = (at: Position): Metric => ({ kind: 'literal', value: 0, unit: undefined, at });

function checkMetric(c: MetricChecker, syntax: Syntax): Metric {
  const { at } = syntax;
  switch (syntax.kind) {
    case 'number':
      return { kind: 'literal', value: syntax.value, unit: undefined, at };
    case 'negate': {
      const operand = checkMetric(c, syntax.operand);
      return operand.kind === 'literal'
        ? { ...operand, value: -operand.value, at }
        : { kind: 'negate', operand, unit: operand.unit, at };
    }
    case 'arithmetic':
      return checkMetricArithmetic(c, syntax);
    case 'call':
      if (isMetricFunction(syntax.name)) return checkMetricCall(c, syntax, syntax.name);
      break;
    default:
  }
  return reportOfOne(c, syntax);
}

/** A value or a rule of one customer where a figure of a group is wanted. */
function reportOfOne(c: MetricChecker, syntax: Syntax): Metric {
  if (syntax.kind === 'name' && lookUp(c.catalogue.fields, syntax.name) === undefined) {
    const { indicators } = c.catalogue;
    const near = Object.hasOwn(indicators, syntax.name) ? syntax.name : nearest(syntax.name, Object.keys(indicators));
    if (near !== undefined) {
      c.report('unknown-name', syntax.at, { name: syntax.name }, toText(callOf('indicator', textOf(near, syntax.at))));
      return nothing(syntax.at);
    }
  }
  if (syntax.kind === 'call' && lookUp(metricFunctions, syntax.name) === undefined) {
    const near = nearest(syntax.name, Object.keys(metricFunctions));
    if (near !== undefined) {
      const at = { from: syntax.at.from, to: syntax.at.from + syntax.name.length };
      c.report('unknown-metric', at, { name: syntax.name }, near);
      return nothing(syntax.at);
    }
  }
  const typed = c.check(syntax);
  if (typed.type === 'unknown') return nothing(syntax.at);
  const isRule = typed.type === 'boolean';
  const isNumber = typed.type === 'number' || typed.type === 'integer';
  const name = isRule ? 'count_if' : isNumber ? 'sum' : 'uniq';
  c.report('not-aggregated', syntax.at, {}, toText(callOf(name, syntax)));
  return nothing(syntax.at);
}
const callOf = (name: string, ...args: readonly Syntax[]): Syntax => ({ kind: 'call', name, args, at: args[0]!.at });
const textOf = (value: string, at: Position): Syntax => ({ kind: 'text', value, at });

function checkMetricArithmetic(c: MetricChecker, syntax: SyntaxOf<'arithmetic'>): Metric {
  const { operator, at } = syntax;
  const left = checkMetric(c, syntax.left);
  const right = checkMetric(c, syntax.right);
  let unit: Unit | undefined;
  if (operator === '+' || operator === '-') {
    reportUnits(c, left.unit, right.unit, at);
    unit = left.unit ?? right.unit;
  } else {
    unit = unitOfProduct(left, right, operator === '*' ? 1 : -1);
  }
  return { kind: 'arithmetic', operator, left, right, unit, at };
}

function reportUnits(c: Checker, left: Unit | undefined, right: Unit | undefined, at: Position): void {
  if (!sameUnit(left, right)) c.report('unit-mismatch', at, { left: writeUnit(left!), right: writeUnit(right!) });
}

function checkMetricCall(c: MetricChecker, call: SyntaxOf<'call'>, name: MetricFunctionName): Metric {
  const definition: { readonly takes: readonly string[] } = metricFunctions[name];
  const most = definition.takes.includes('...') ? Infinity : definition.takes.length;
  const least = definition.takes.filter((one) => !one.endsWith('?') && one !== '...').length;
  const odd = name === 'weighted' && call.args.length % 2 === 1;
  if (call.args.length < least || call.args.length > most || odd) {
    const expected = most === Infinity ? '2, 4, 6, …' : least === most ? least : `${least}–${most}`;
    c.report('wrong-arguments', call.at, { name, expected, found: call.args.length });
    return nothing(call.at);
  }
  switch (name) {
    case 'avg':
    case 'share':
    case 'sum_if':
    case 'avg_if':
      return { ...checkMetric(c, desugar(call)), at: call.at, written: writtenOf(c, call, name) };
    case 'previous':
      return checkPrevious(c, call);
    case 'scale':
      return checkScale(c, call);
    case 'weighted':
      return checkWeighted(c, call);
    case 'indicator':
      return checkIndicator(c, call);
    case 'fact':
      return checkFactCount(c, call);
    default:
      return checkAggregate(c, call, name);
  }
}

/** The parts as the author wrote them, for the words. */
function writtenOf(c: MetricChecker, { args }: SyntaxOf<'call'>, name: 'avg' | 'share' | 'sum_if' | 'avg_if'): Written {
  const places = metricFunctions[name].takes as readonly ('value' | 'rule')[];
  const [value, condition] = [places.indexOf('value'), places.indexOf('rule')];
  return {
    name,
    ...(value >= 0 && { value: c.check(args[value]!) }),
    ...(condition >= 0 && { condition: c.caseCondition(args[condition]!) }),
  };
}

type AggregateName = 'count' | 'count_if' | 'sum' | 'min' | 'max' | 'quantile' | 'uniq';

function checkAggregate(c: MetricChecker, call: SyntaxOf<'call'>, name: AggregateName): Metric {
  const { at, args } = call;
  const key = toText(call);
  const counted = (more: Partial<Component>): Component => ({
    key,
    source: 'record',
    aggregate: 'count',
    isOfFields: true,
    ...more,
  });
  if (name === 'count') return { kind: 'component', component: counted({}), unit: {}, at };
  if (name === 'count_if') {
    const condition = c.caseCondition(args[0]!);
    return { kind: 'component', component: counted({ condition, isOfFields: isOfFields(condition) }), unit: {}, at };
  }
  const value = c.check(args[0]!);
  const isKnown = name === 'uniq' ? value.type !== 'unknown' : expectType(c, value, 'number', name);
  const level = name === 'quantile' ? plainNumber(c, args[1]!, 0, 1, name) : undefined;
  if (!isKnown || (name === 'quantile' && level === undefined)) return nothing(at);
  const component: Component = {
    ...counted({ value, isOfFields: isOfFields(value) }),
    aggregate: name,
    ...(level !== undefined && { level }),
  };
  return { kind: 'component', component, unit: name === 'uniq' ? {} : value.unit, at };
}

/** Tags, audiences and contacts change between two builds of the record, segments and scores come after it. */
function isOfFields(typed: Typed): boolean {
  let only = true;
  visit(typed, (part) => {
    const changes = part.kind === 'membership' || part.kind === 'contacted';
    if (changes || (part.kind === 'field' && part.source !== 'field')) only = false;
  });
  return only;
}

function plainNumber(c: Checker, syntax: Syntax, least: number, most: number, name: string): number | undefined {
  const value =
    syntax.kind === 'number'
      ? syntax.value
      : syntax.kind === 'negate' && syntax.operand.kind === 'number'
        ? -syntax.operand.value
        : undefined;
  if (value !== undefined && value >= least && value <= most) return value;
  const expected = Number.isFinite(least) && Number.isFinite(most) ? `${least}–${most}` : '0.5';
  c.report('literal-expected', syntax.at, { name: `${name}()`, expected });
  return undefined;
}

const mostMonthsBack = 60;

function checkPrevious(c: MetricChecker, { args, at }: SyntaxOf<'call'>): Metric {
  const operand = checkMetric(c, args[0]!);
  const months = args[1] === undefined ? 1 : plainNumber(c, args[1], 1, mostMonthsBack, 'previous');
  return { kind: 'previous', operand, months: Math.trunc(months ?? 1), unit: operand.unit, at };
}

function checkScale(c: MetricChecker, { args, at }: SyntaxOf<'call'>): Metric {
  const operand = checkMetric(c, args[0]!);
  const [worst, best] = [1, 2].map((i) => plainNumber(c, args[i]!, -Infinity, Infinity, 'scale'));
  if (worst !== undefined && worst === best)
    c.report('literal-expected', args[2]!.at, { name: 'scale()', expected: `≠ ${worst}` });
  return { kind: 'scale', operand, worst: worst ?? 0, best: best ?? 1, unit: {}, at };
}

function checkWeighted(c: MetricChecker, { args, at }: SyntaxOf<'call'>): Metric {
  const parts = args.flatMap((arg, i) =>
    i % 2 === 0
      ? [{ metric: checkMetric(c, arg), weight: plainNumber(c, args[i + 1]!, Number.MIN_VALUE, 1e9, 'weighted') ?? 1 }]
      : [],
  );
  let unit: Unit | undefined;
  for (const { metric } of parts) {
    reportUnits(c, unit, metric.unit, metric.at);
    unit ??= metric.unit;
  }
  return { kind: 'weighted', parts, unit, at };
}

/** Indicators of indicators: each level may double what has to be worked out. */
const deepestIndicators = 10;

function checkIndicator(c: MetricChecker, call: SyntaxOf<'call'>): Metric {
  const { at } = call;
  const entry = named(c, call, c.catalogue.indicators, 'unknown-indicator');
  if (!entry) return nothing(at);
  if (c.above.includes(entry.name)) {
    const path = [...c.above.slice(c.above.indexOf(entry.name)), entry.name].join(' → ');
    c.report('indicator-circle', at, { path });
    return nothing(at);
  }
  if (c.above.length >= deepestIndicators) {
    c.report('too-deep', at, { limit: deepestIndicators });
    return nothing(at);
  }
  const inner = read(entry.found.formula, c.catalogue, [...c.above, entry.name]);
  if (inner.ok)
    return {
      kind: 'indicator',
      id: entry.name,
      labels: entry.found.labels,
      metric: inner.rule.metric,
      unit: inner.rule.metric.unit,
      at,
    };
  const circle = inner.problems.find((problem) => problem.code === 'indicator-circle');
  if (circle) c.report('indicator-circle', at, circle.params);
  else c.report('broken-indicator', at, { name: entry.name });
  return nothing(at);
}

function checkFactCount(c: MetricChecker, call: SyntaxOf<'call'>): Metric {
  const { at } = call;
  const entry = named(c, call, c.catalogue.facts, 'unknown-fact');
  if (!entry) return nothing(at);
  const { unit, labels } = entry.found;
  const component: Component = {
    key: toText(call),
    source: 'fact',
    aggregate: 'fact',
    fact: entry.name,
    isOfFields: false,
  };
  return { kind: 'component', component, labels, unit: unit === undefined ? {} : readUnit(unit), at };
}
