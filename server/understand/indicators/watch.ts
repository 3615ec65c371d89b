import { createHash } from 'node:crypto';
import { Problem, type Input, type IndicatorWarning, type indicatorRoutes } from '#contract';
import { addMonths, periodText, readPeriods } from '#know/customers';
import { readUnits } from '#know/organisation';
import { sees, type Context } from '#platform/context';
import { gather, metricsOf, type Gathered } from './gather.ts';
import { figureOf } from './figures.ts';
import {
  findWarning,
  markSeen,
  readNewest,
  readWarnings,
  replaceWarnings,
  type StoredWarning,
} from './indicator-store.ts';
import { readLibrary, type ReadIndicator } from './library.ts';
import { byKind, orgTree } from './org-groups.ts';
import type { IndicatorsPorts } from './ports.ts';
import { alarms } from './warning.ts';

declare module '#platform/outbox' {
  interface EventMap {
    /** Figures of a month have called for attention. */
    'indicator.warned': { period: number; warnings: number };
  }
}

/** Grids are many and small: their figures jump, and what matters shows in the branch above. */
const watchedKinds = ['group', 'province', 'local-network', 'branch'] as const;
const historyMonths = 48;

/** Looks at the newest month of every indicator with rules, at every unit above the grids. What was seen stays seen. */
export async function watchIndicators(context: Context, ports: IndicatorsPorts): Promise<void> {
  const built = (await readPeriods(context.warehouse)).map(({ period }) => period);
  if (built.length === 0) return;
  const library = await readLibrary(context, ports);
  const { period } = library.catalogue;
  const watched = [...library.indicators.values()].filter(
    ({ stored, checked }) => checked.ok && stored.definition.warnings.length > 0,
  );
  const tree = orgTree(await readUnits(context.db));
  const months = Array.from({ length: historyMonths + 1 }, (_, i) => addMonths(period, -i));
  const metrics = metricsOf(library, watched);
  const found = new Map<string, StoredWarning[]>(watched.map(({ stored }) => [stored.id, []]));
  for (const kind of watchedKinds) {
    const groups = byKind(tree, kind);
    if (groups.size === 0) continue;
    const wanted = {
      ...metrics,
      periods: built.filter((one) => one >= months.at(-1)!),
      territory: { kind: 'everything' } as const,
      groups,
    };
    const gathered = await gather(context, ports, library, wanted, built);
    for (const unit of new Set(groups.values()))
      for (const one of watched) found.get(one.stored.id)?.push(...warningsOf(context, one, gathered, months, unit));
  }
  let fresh = 0;
  for (const [indicator, warnings] of found)
    fresh += await replaceWarnings(context.db, { indicator, period }, warnings);
  if (fresh > 0) await context.events.emit({ type: 'indicator.warned', period, warnings: fresh });
}

function warningsOf(
  { clock }: Pick<Context, 'clock'>,
  { stored, checked }: ReadIndicator,
  gathered: Gathered,
  months: readonly number[],
  unit: string,
): StoredWarning[] {
  if (!checked.ok) return [];
  const { metric } = checked.rule;
  const [value = null, ...before] = months.map((month) => figureOf(metric, gathered, month, unit));
  const [period = 0] = months;
  return alarms(stored.definition.warnings, { value, before }).map(({ rule, expected, z }) => ({
    ...identified({ indicator: stored.id, version: stored.version, org_unit_id: unit, period, rule }),
    value,
    expected,
    z,
    at: clock.now(),
    seen_at: null,
    seen_by: null,
  }));
}

type What = Pick<StoredWarning, 'indicator' | 'version' | 'org_unit_id' | 'period' | 'rule'>;
const identified = (what: What): What & Pick<StoredWarning, 'id'> => ({ id: warningId(what), ...what });

/** The same of the same: what was told once is not told again. */
export const warningId = ({ indicator, version, org_unit_id: unit, period, rule }: What): string =>
  createHash('sha256')
    .update(JSON.stringify([indicator, version, unit, period, rule]))
    .digest('hex')
    .slice(0, 24);

/** Warnings of the viewer's units. `mine`: not looked at yet, of indicators that the viewer answers for, or nobody does. */
export async function listWarnings(
  context: Context,
  { mine, indicator, limit }: Input<typeof indicatorRoutes.listIndicatorWarnings>['query'],
): Promise<{ items: IndicatorWarning[] }> {
  const { actor, db } = context;
  const units = actor.scope.kind === 'everything' ? undefined : actor.scope.units;
  const definitions = new Map((await readNewest(db)).map(({ id, definition }) => [id, definition]));
  const isMine = (id: string): boolean => {
    const owner = definitions.get(id)?.owner ?? null;
    return owner === null ? actor.permissions.has('indicators.write') : owner === actor.login;
  };
  const warnings = await readWarnings(db, { units, indicator, unseen: mine, limit: mine ? 10_000 : limit });
  return {
    items: warnings
      .filter((one) => !mine || isMine(one.indicator))
      .slice(0, limit)
      .map(({ org_unit_id: orgUnitId, period, at, seen_at, seen_by, ...one }) => ({
        ...one,
        name: definitions.get(one.indicator)?.name ?? { en: one.indicator, zh: one.indicator },
        unit: definitions.get(one.indicator)?.unit ?? '',
        orgUnitId,
        period: periodText(period),
        at: at.toISOString(),
        seenAt: seen_at?.toISOString() ?? null,
        seenBy: seen_by,
      })),
  };
}

export async function seeWarning({ db, actor, clock }: Context, id: string): Promise<{ done: true }> {
  const warning = await findWarning(db, id);
  if (!warning || !sees(actor, warning.org_unit_id))
    throw new Problem('missing', 'no-such-warning', `There is no warning ${id}.`, { parameters: { id } });
  await markSeen(db, id, { at: clock.now(), by: actor.login });
  return { done: true };
}
