import {
  Problem,
  type Indicator,
  type IndicatorDefinition,
  type IndicatorDetail,
  type Input,
  type indicatorRoutes,
  type ProblemDetail,
  type Reply,
} from '#contract';
import { periodNumber, periodText } from '#know/customers';
import {
  addsUp,
  componentOf,
  componentsOf,
  explainMetric,
  metricUses,
  printExpression,
  ratioOf,
  sameUnit,
  readUnit,
  writeUnit,
  type CheckedMetric,
  type MetricCatalogue,
} from '#query';
import { findAccount } from '#platform/access';
import { sees, type Context } from '#platform/context';
import { listed } from '#platform/lists';
import { isKept } from './cube.ts';
import {
  readNewest,
  readTargets,
  readVersions,
  writeTargets,
  writeVersion,
  type StoredIndicator,
} from './indicator-store.ts';
import {
  indicatorOf,
  plain,
  metricCatalogue,
  metricOf,
  noIndicator,
  readLibrary,
  readStored,
  same,
} from './library.ts';
import type { IndicatorsPorts } from './ports.ts';
import { bringBack, readRetired } from './retired-store.ts';
import { commonDimensions } from './standard-indicator.ts';

type Routes = typeof indicatorRoutes;
/** The job's name: works out in the cube what a new definition asks for. */
export const fillJob = 'indicators.fill';

export async function listIndicators(
  context: Context,
  ports: IndicatorsPorts,
  { family, retired, ...query }: Input<Routes['listIndicators']>['query'],
): Promise<Reply<Routes['listIndicators']>> {
  const all = retired ? await readAllRetired(context) : await readAll(context, ports);
  const indicators = all.filter((one) => family === undefined || one.family === family);
  return {
    ...listed(indicators, query, {
      words: ({ id, name, meaning, formula }) => [id, name.en, name.zh, meaning.en, meaning.zh, formula],
      sorts: {
        place: (_, place) => place,
        name: ({ name }) => name,
        unit: ({ unit }) => unit,
        family: ({ family }) => family,
        owner: ({ owner }) => owner,
        changed: ({ changedAt }) => changedAt,
      },
    }),
    facts: ports.facts.map(({ name, label, unit }) => ({ name, label, unit })),
  };
}

/** Before any record was built there is a library all the same, without figures. */
async function readAll(context: Context, ports: IndicatorsPorts): Promise<Indicator[]> {
  try {
    return [...(await readLibrary(context, ports)).indicators.values()].map(indicatorOf);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'no-record') throw error;
    const problems = [{ code: error.code, message: error.message }];
    return (await readNewest(context.db)).map((one) => ({ ...plain(one), retired: false, problems }));
  }
}

const readAllRetired = async ({ db }: Pick<Context, 'db'>): Promise<Indicator[]> =>
  (await readRetired(db)).map((one) => ({ ...plain(one), retired: true, problems: [] }));

export async function readIndicator(context: Context, ports: IndicatorsPorts, id: string): Promise<IndicatorDetail> {
  const indicator =
    (await readAll(context, ports)).find((one) => one.id === id) ??
    (await readAllRetired(context)).find((one) => one.id === id);
  if (!indicator) throw noIndicator(id);
  const versions = await readVersions(context.db, id);
  const { scope } = context.actor;
  const targets = await readTargets(context.db, {
    indicators: [id],
    units: scope.kind === 'everything' ? undefined : scope.units,
  });
  const metric =
    indicator.retired || indicator.problems.length > 0
      ? undefined
      : (await readLibrary(context, ports)).indicators.get(id)?.checked;
  const read = metric?.ok ? metric.rule : undefined;
  return {
    ...indicator,
    versions: versions.map(({ version, definition, changed_at: at, changed_by: by }) => ({
      version,
      definition,
      at: at.toISOString(),
      by,
    })),
    words: read ? wordsOf(read) : null,
    addsUp: read ? addsUp(read.metric) : false,
    isRatio: read ? ratioOf(read.metric) !== undefined : false,
    targets: targets.map(({ org_unit_id: orgUnitId, period, value }) => ({
      orgUnitId,
      period: periodText(period),
      value,
    })),
    ...(await ports.usesOf(context, [`indicator:${id}`])),
  };
}

const wordsOf = (metric: CheckedMetric): { en: string; zh: string } => ({
  en: explainMetric(metric, 'en'),
  zh: explainMetric(metric, 'zh'),
});

/**
 * Saves a definition. What differs from the newest is the next version; what does not, changes nothing. Other indicators
 * that name this one follow it from now on; figures by `id@version` stay as they were. One out of use is in use again.
 * @throws Problem (invalid) with every mistake of formula, unit, dimensions and owner.
 */
export async function putIndicator(
  context: Context,
  ports: IndicatorsPorts,
  id: string,
  definition: IndicatorDefinition,
): Promise<Indicator> {
  const { db, clock, actor, jobs } = context;
  const stored = await readNewest(db);
  const catalogue = metricCatalogue(await ports.readCatalogue(context), stored, ports);
  const metric = metricOf(definition.formula, catalogue, id);
  refuse(await definitionProblems(context, definition, metric, catalogue));
  const inUse = stored.find((one) => one.id === id);
  const old = inUse ?? (await readRetired(db)).find((one) => one.id === id);
  if (!inUse) await bringBack(db, id);
  if (old && same(old.definition, definition)) return indicatorOf(readStored(old, catalogue));
  const next: StoredIndicator = {
    id,
    version: (old?.version ?? 0) + 1,
    definition,
    standard: old?.standard ?? false,
    changed_at: clock.now(),
    changed_by: actor.login,
  };
  if (!(await writeVersion(db, next))) {
    throw new Problem(
      'conflict',
      'indicator-changed',
      `Somebody else has just changed ${id}; look at it and try again.`,
      {
        parameters: { id },
      },
    );
  }
  if (old?.definition.formula !== definition.formula) await ports.changed(context, id);
  await jobs.enqueue(fillJob, {}, { singletonKey: fillJob });
  return indicatorOf(
    readStored(next, {
      ...catalogue,
      ...metricCatalogue(catalogue, [...stored.filter((one) => one.id !== id), next], ports),
    }),
  );
}

async function definitionProblems(
  { db }: Pick<Context, 'db'>,
  { unit, dimensions, owner }: IndicatorDefinition,
  { metric }: CheckedMetric,
  catalogue: MetricCatalogue,
): Promise<ProblemDetail[]> {
  const problems: ProblemDetail[] = [];
  const found = metric.unit;
  // A bare count or ratio may be called by what it counts: customers, lines, percent.
  if (found && Object.keys(found).length > 0 && !sameUnit(found, readUnit(unit))) {
    const message = `The formula gives ${writeUnit(found)}, and the unit is said to be ${unit === '' ? 'a share' : unit}.`;
    problems.push({ code: 'unit-mismatch', place: 'unit', message, suggestion: writeUnit(found) });
  }
  dimensions.forEach((name, i) => {
    if (!Object.hasOwn(catalogue.fields, name) && !commonDimensions.includes(name))
      problems.push({ code: 'unknown-name', place: `dimensions.${i}`, message: `There is no field ${name}.` });
  });
  if (owner !== null && !(await findAccount(db, owner)))
    problems.push({ code: 'unknown-account', place: 'owner', message: `There is no account ${owner}.` });
  return problems;
}

function refuse(problems: readonly ProblemDetail[]): void {
  const [first] = problems;
  if (!first) return;
  const more = problems.length > 1 ? ` And ${problems.length - 1} more.` : '';
  throw new Problem('invalid', 'indicator-invalid', `${first.message}${more}`, { problems });
}

/** A formula in words and parts, or what is wrong with it. */
export async function explainIndicator(
  context: Context,
  ports: IndicatorsPorts,
  { formula, id, period }: Input<Routes['explainIndicator']>['body'],
): Promise<Reply<Routes['explainIndicator']>> {
  const { catalogue } = await readLibrary(context, ports, period === undefined ? undefined : periodNumber(period));
  const metric = metricOf(formula, catalogue, id);
  const used = metricUses(metric);
  return {
    formula,
    words: wordsOf(metric),
    unit: metric.metric.unit === undefined ? null : writeUnit(metric.metric.unit),
    components: componentsOf(metric.metric).map(({ component, monthsBack }) => {
      const printed = component.source === 'record' ? printExpression(componentOf(component)) : undefined;
      return {
        key: component.key,
        monthsBack,
        sql: printed?.sql ?? null,
        params: { ...printed?.params },
        inCube: isKept(component),
      };
    }),
    fields: [...used.fields],
    indicators: [...used.indicators],
    addsUp: addsUp(metric.metric),
    period: periodText(catalogue.period),
  };
}

/** @throws Problem (forbidden) when a unit is outside the viewer's subtree; then nothing is written. */
export async function putTargets(
  context: Context,
  id: string,
  items: Input<Routes['putIndicatorTargets']>['body']['items'],
): Promise<{ written: number }> {
  const { db, actor, clock } = context;
  if (!(await readNewest(db)).some((one) => one.id === id)) throw noIndicator(id);
  const outside = items.flatMap(({ orgUnitId }, i): ProblemDetail[] =>
    sees(actor, orgUnitId)
      ? []
      : [
          {
            code: 'outside-territory',
            place: `items.${i}.orgUnitId`,
            message: `${orgUnitId} is outside your territory.`,
          },
        ],
  );
  if (outside.length > 0)
    throw new Problem('forbidden', 'outside-territory', outside[0]!.message, { problems: outside });
  // Said twice, the last counts.
  const targets = new Map(
    items.map(({ orgUnitId, period, value }) => [
      `${orgUnitId} ${period}`,
      { orgUnitId, period: periodNumber(period), value },
    ]),
  );
  await db
    .transaction()
    .execute((trx) => writeTargets(trx, id, [...targets.values()], { at: clock.now(), by: actor.login }));
  return { written: targets.size };
}
