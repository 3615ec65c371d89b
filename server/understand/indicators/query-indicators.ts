import { Problem, type IndicatorAnswer, type IndicatorFigure, type Input, type indicatorRoutes } from '#contract';
import { addMonths, periodNumber, periodText, readPeriods } from '#know/customers';
import { readUnits, scopeOf } from '#know/organisation';
import { componentsOf, nearest, type Field } from '#query';
import { sees, type Context } from '#platform/context';
import { missingValue, type Wanted } from './asked.ts';
import { isCut } from './cube.ts';
import { compared, figure, figureOf, monthBefore, yearBefore, type Figured } from './figures.ts';
import { gather, metricsOf, type Gathered } from './gather.ts';
import { readTargets, type StoredTarget } from './indicator-store.ts';
import { findIndicator, problemsOf, readLibrary, type Library, type ReadIndicator } from './library.ts';
import { byChild, orgTree, type OrgTree } from './org-groups.ts';
import type { IndicatorsPorts } from './ports.ts';

type Query = Input<typeof indicatorRoutes.queryIndicators>['body'];

/** Figures of any indicators, for one unit of the viewer's subtree and the groups below it. */
export async function queryIndicators(
  context: Context,
  ports: IndicatorsPorts,
  query: Query,
): Promise<IndicatorAnswer> {
  const began = performance.now();
  const tree = orgTree(await readUnits(context.db));
  const orgUnitId = unitAsked(context, tree, query.orgUnitId);
  const library = await readLibrary(
    context,
    ports,
    query.period === undefined ? undefined : periodNumber(query.period),
  );
  const indicators = await Promise.all(query.indicators.map((name) => findIndicator(context, library, name)));
  const field = fieldAsked(library, query.by);
  const refused = indicators.map((one) => refusal(one, field));
  const able = indicators.filter((_, i) => refused[i] === undefined);
  const last = library.catalogue.period;
  const periods = Array.from({ length: query.months }, (_, i) => addMonths(last, i + 1 - query.months));
  const { whole, groups } = await gatherBoth(context, ports, {
    library,
    able,
    periods,
    orgUnitId,
    tree,
    field,
    by: query.by,
  });
  const targets = await readTargets(context.db, { indicators: able.map(({ stored }) => stored.id), periods });
  const answers = able.map((one) =>
    answerOf(one, {
      whole,
      groups,
      periods,
      orgUnitId,
      targets,
      isOfUnits: field === undefined,
      keys: keysOf(tree, orgUnitId, field, groups),
    }),
  );
  const from = new Set([...whole.from, ...(groups?.from ?? [])]);
  return {
    orgUnitId,
    by: query.by ?? null,
    periods: periods.map(periodText),
    whole: answers.flatMap((one) => one.whole),
    groups: answers.flatMap((one) => one.groups),
    without: query.indicators.flatMap((indicator, i) => {
      const problems = refused[i];
      return problems === undefined ? [] : [{ indicator, problems: [...problems] }];
    }),
    from: from.size === 2 ? 'both' : ([...from][0] ?? 'nowhere'),
    ms: Math.round((performance.now() - began) * 10) / 10,
  };
}

/**
 * The unit asked of, or the viewer's own; the root for the installation itself, which stands in no unit.
 * @throws Problem (forbidden) outside the viewer's subtree, (missing) for a unit that is not there.
 */
export function unitAsked(
  { actor }: Pick<Context, 'actor'>,
  { units }: OrgTree,
  orgUnitId: string | undefined,
): string {
  const root = [...units.values()].find(({ parentId }) => parentId === null)?.id ?? '';
  const own = units.has(actor.orgUnitId) ? actor.orgUnitId : root;
  const asked = orgUnitId ?? own;
  const parameters = { id: asked };
  if (!sees(actor, asked))
    throw new Problem('forbidden', 'outside-territory', `${asked} is outside your territory.`, { parameters });
  if (!units.has(asked)) throw new Problem('missing', 'no-such-unit', `There is no org unit ${asked}.`, { parameters });
  return asked;
}

/** @throws Problem (invalid) for a field that is not there or has too many values. */
function fieldAsked({ catalogue }: Library, by: string | undefined): Field | undefined {
  if (by === undefined || by === 'unit') return undefined;
  const field = Object.hasOwn(catalogue.fields, by) ? catalogue.fields[by] : undefined;
  if (isCut(field)) return field;
  const cuts = Object.values(catalogue.fields)
    .filter(isCut)
    .map(({ name }) => name);
  const suggestion = field ? undefined : nearest(by, ['unit', ...cuts]);
  const message = field
    ? `By ${by} there are too many groups: take a field that is yes or no, or has few values.`
    : `There is no field ${by}.`;
  throw new Problem('invalid', field ? 'no-cut' : 'unknown-field', message, {
    problems: [
      {
        code: field ? 'no-cut' : 'unknown-name',
        place: 'by',
        message,
        ...(suggestion !== undefined && { suggestion }),
      },
    ],
  });
}

/** Why an indicator gives no figures here; undefined when it does. */
function refusal(
  { stored, checked }: ReadIndicator,
  field: Field | undefined,
): ReturnType<typeof problemsOf> | undefined {
  if (!checked.ok) return problemsOf(checked);
  if (field && !stored.definition.dimensions.includes(field.name))
    return [
      {
        code: 'no-such-cut',
        parameters: { id: stored.id, field: field.name },
        message: `${stored.id} is not cut by ${field.name}; its definition names what it is cut by.`,
      },
    ];
  return undefined;
}

interface Asked {
  readonly library: Library;
  readonly able: readonly ReadIndicator[];
  readonly periods: readonly number[];
  readonly orgUnitId: string;
  readonly tree: OrgTree;
  readonly field: Field | undefined;
  readonly by: string | undefined;
}

/** The unit as a whole, and its groups: asked apart, so that what does not add up (a median) is right in both. */
async function gatherBoth(
  context: Context,
  ports: IndicatorsPorts,
  { library, able, periods, orgUnitId, tree, field, by }: Asked,
): Promise<{ whole: Gathered; groups: Gathered | undefined }> {
  const metrics = metricsOf(library, able);
  const wanted: Wanted = {
    ...metrics,
    periods: monthsNeeded(periods, metrics.metrics),
    // The unit is within the viewer's subtree: its own subtree is all that is asked of.
    territory: await scopeOf(context.db, orgUnitId),
  };
  const built = (await readPeriods(context.warehouse)).map(({ period }) => period);
  const whole = await gather(context, ports, library, wanted, built);
  if (by === undefined) return { whole, groups: undefined };
  const cut: Wanted = field ? { ...wanted, field } : { ...wanted, groups: byChild(tree, orgUnitId) };
  return { whole, groups: await gather(context, ports, library, cut, built) };
}

/** The months asked of, those that changes are told against, and those that the metrics look back on. */
function monthsNeeded(periods: readonly number[], metrics: Wanted['metrics']): readonly number[] {
  const back = new Set(metrics.flatMap(componentsOf).map(({ monthsBack }) => monthsBack));
  const months = periods.flatMap((period) =>
    [0, monthBefore, yearBefore].flatMap((before) => [...back].map((months) => addMonths(period, -before - months))),
  );
  return [...new Set(months)].toSorted((a, b) => a - b);
}

/** The groups of the answer, each with its key: the units below, even without customers, or the values found. */
function keysOf(
  tree: OrgTree,
  orgUnitId: string,
  field: Field | undefined,
  groups: Gathered | undefined,
): readonly { readonly group: string; readonly key: string | null }[] {
  if (!groups) return [];
  if (field)
    return groups.groups.map((group) => ({ group, key: group === missingValue ? null : group })).toSorted(byText);
  const children = (tree.children.get(orgUnitId) ?? []).toSorted().map((id) => ({ group: id, key: id }));
  return groups.groups.includes('') ? [...children, { group: '', key: null }] : children;
}
const byText = (a: { readonly group: string }, b: { readonly group: string }): number => (a.group < b.group ? -1 : 1);

interface Answered {
  readonly whole: Gathered;
  readonly groups: Gathered | undefined;
  readonly periods: readonly number[];
  readonly orgUnitId: string;
  readonly targets: readonly StoredTarget[];
  /** The groups are org units, which have targets, and no values of a field. */
  readonly isOfUnits: boolean;
  readonly keys: readonly { readonly group: string; readonly key: string | null }[];
}

function answerOf(
  { stored, checked }: ReadIndicator,
  { whole, groups, periods, orgUnitId, targets, isOfUnits, keys }: Answered,
): { readonly whole: readonly IndicatorFigure[]; readonly groups: readonly IndicatorFigure[] } {
  if (!checked.ok) return { whole: [], groups: [] };
  const { id, version, definition } = stored;
  const one: Figured = { id, version, direction: definition.direction, metric: checked.rule.metric };
  const targetOf = (unit: string | null, period: number): number | null =>
    targets.find((target) => target.indicator === id && target.org_unit_id === unit && target.period === period)
      ?.value ?? null;
  return {
    whole: periods.map((period) => figure(one, whole, { period, group: '', key: null }, targetOf(orgUnitId, period))),
    groups: periods.flatMap((period) => {
      if (!groups) return [];
      const figures = keys.map((at) =>
        figure(one, groups, { ...at, period }, isOfUnits ? targetOf(at.key, period) : null),
      );
      return compared(figures, figureOf(one.metric, whole, period, ''), one);
    }),
  };
}
