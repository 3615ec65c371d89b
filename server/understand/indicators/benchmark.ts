import { Problem, type IndicatorBenchmark, type Input, type indicatorRoutes } from '#contract';
import { periodNumber, periodText, readPeriods } from '#know/customers';
import { readUnits } from '#know/organisation';
import { componentsOf } from '#query';
import type { Context } from '#platform/context';
import { addMonths } from '#know/customers';
import { figureOf, places } from './figures.ts';
import { gather, metricsOf } from './gather.ts';
import { findIndicator, readLibrary, type ReadIndicator } from './library.ts';
import { nearestUnits, type UnitFeatures } from './likeness.ts';
import { byKind, orgTree } from './org-groups.ts';
import type { IndicatorsPorts } from './ports.ts';
import { unitAsked } from './query-indicators.ts';
import { median } from './warning.ts';

/** What makes markets alike, unless others are named: how many customers, how they pay, how young, how bundled they are. */
const commonFeatures = ['customers', 'arpu', 'young_share', 'broadband_share', 'data_per_user', 'tenure_mean'];

/** A unit beside those of its kind, within the viewer's subtree, whose markets are most alike (对标). */
export async function benchmarkIndicator(
  context: Context,
  ports: IndicatorsPorts,
  id: string,
  query: Input<typeof indicatorRoutes.benchmarkIndicator>['query'],
): Promise<IndicatorBenchmark> {
  const tree = orgTree(await readUnits(context.db));
  const orgUnitId = unitAsked(context, tree, query.orgUnitId);
  const library = await readLibrary(
    context,
    ports,
    query.period === undefined ? undefined : periodNumber(query.period),
  );
  const own = await findIndicator(context, library, id);
  const names = query.features
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const features = (
    await Promise.all(
      (names ?? commonFeatures.filter((one) => library.indicators.has(one))).map((name) =>
        findIndicator(context, library, name),
      ),
    )
  )
    // Of the common ones those that can be figured, and never the one compared itself.
    .filter(({ checked, stored }) => names !== undefined || (checked.ok && stored.id !== own.stored.id));
  const broken = [own, ...features].find(({ checked }) => !checked.ok);
  if (broken)
    throw new Problem('conflict', 'indicator-without-figures', `${broken.stored.id} has no figures.`, {
      parameters: { id: broken.stored.id },
    });
  if (features.length === 0)
    throw new Problem('conflict', 'no-features', 'None of the features that make units alike has figures.');
  const kind = tree.units.get(orgUnitId)?.kind;
  if (kind === undefined) throw new Problem('missing', 'no-such-unit', `There is no org unit ${orgUnitId}.`);
  const figures = await figuresByUnit(context, ports, library, [own, ...features], byKind(tree, kind));
  return answer({
    orgUnitId,
    kind,
    period: library.catalogue.period,
    direction: own.stored.definition.direction,
    features: features.map(({ stored }) => stored.id),
    figures,
    neighbours: query.neighbours,
  });
}

type FiguresByUnit = ReadonlyMap<string, readonly (number | null)[]>;

/** The figures of each indicator by unit, of units that the viewer sees. */
async function figuresByUnit(
  context: Context,
  ports: IndicatorsPorts,
  library: Parameters<typeof metricsOf>[0],
  indicators: readonly ReadIndicator[],
  groups: ReadonlyMap<string, string>,
): Promise<FiguresByUnit> {
  const built = (await readPeriods(context.warehouse)).map((one) => one.period);
  const { period } = library.catalogue;
  const metrics = metricsOf(library, indicators);
  const back = new Set(metrics.metrics.flatMap(componentsOf).map(({ monthsBack }) => monthsBack));
  const { scope } = context.actor;
  const gathered = await gather(
    context,
    ports,
    library,
    { ...metrics, periods: [...back].map((months) => addMonths(period, -months)), territory: scope, groups },
    built,
  );
  const units = new Set(groups.values());
  const seen = scope.kind === 'everything' ? [...units] : scope.units.filter((unit) => units.has(unit));
  return new Map(seen.map((unit) => [unit, metrics.metrics.map((metric) => figureOf(metric, gathered, period, unit))]));
}

function answer(of: {
  readonly orgUnitId: string;
  readonly kind: IndicatorBenchmark['kind'];
  readonly period: number;
  readonly direction: 'up' | 'down' | 'none';
  readonly features: readonly string[];
  readonly figures: FiguresByUnit;
  readonly neighbours: number;
}): IndicatorBenchmark {
  const { orgUnitId, figures, features } = of;
  const all: UnitFeatures[] = [...figures].map(([unit, [, ...values]]) => ({ unit, values }));
  const alike = nearestUnits(all, orgUnitId, of.neighbours);
  const valueOf = (unit: string): number | null => figures.get(unit)?.[0] ?? null;
  const featuresOf = (unit: string) =>
    features.map((indicator, i) => ({ indicator, value: figures.get(unit)?.[i + 1] ?? null }));
  const values = alike.map(({ unit }) => valueOf(unit));
  const known = values.filter((value) => value !== null);
  return {
    orgUnitId,
    kind: of.kind,
    period: periodText(of.period),
    features: [...features],
    value: valueOf(orgUnitId),
    alike: alike.map(({ unit, distance }) => ({
      orgUnitId: unit,
      distance,
      value: valueOf(unit),
      features: featuresOf(unit),
    })),
    own: featuresOf(orgUnitId),
    median: known.length === 0 ? null : median(known),
    rank: places([valueOf(orgUnitId), ...values], of.direction)[0] ?? null,
  };
}
