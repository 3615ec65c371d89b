import { readUnits } from '#know/organisation';
import type { Context } from '#platform/context';
import type { Db } from '#platform/records';
import { dropTable, exists, statement, type QueryOptions, type Warehouse } from '#platform/warehouse';
import { asTable } from './customer-tables.ts';
import { newestPeriod, readShapes, validIn, type EntityShapes } from './entity-shapes.ts';
import { readColumns, readPeriods, writeFields } from './field-catalogue.ts';
import { countJoined, resolveIdentities } from './identity.ts';
import { addMonths, periodOf } from './month.ts';
import { readPublishedColumns } from './published-field-store.ts';
import { assignColumns, existingColumns, inspectColumns, withColumns } from './record-columns.ts';
import { placeMonth, stagingName } from './record-month.ts';
import { dropLeftovers } from './working-tables.ts';
import { planFields, type ExtraField, type FeedbackField } from './record-plan.ts';
import { unifiedKey } from './record-pieces.ts';
import { insertRecordSql, type ColumnedField } from './record-sql.ts';
import type { RecordType } from './standard-fields.ts';

/** What the builder asks of the feature that loads feeds. */
export interface FeedCatalogue {
  /** What manifests have said of the extra fields of entities. */
  readExtraFields(db: Db): Promise<readonly ExtraField[]>;
}
export interface BuiltPeriod {
  readonly period: number;
  readonly customers: number;
  readonly fields: number;
}
type BuildContext = Pick<Context, 'db' | 'warehouse' | 'clock' | 'log'>;

/** Bounds the memory of one insert: about this many cells are worked on at a time. */
const cellsPerPart = 25_000_000;
/** Rules over thousands of columns are long; the limits guard against people's texts, and this text is our own. */
const wide: QueryOptions = {
  settings: {
    join_algorithm: 'hash',
    max_block_size: 16_384,
    max_ast_elements: 20_000_000,
    max_expanded_ast_elements: 20_000_000,
    max_ast_depth: 10_000,
    max_query_size: 500_000_000,
  },
};

/**
 * Builds the customer record of the given months again (YYYYMM; the newest when none is given), each in one step that
 * readers see whole. Joins source numbers to customers first. Harmless to repeat and to kill at any point.
 */
export async function buildRecord(
  context: BuildContext,
  feeds: FeedCatalogue,
  input: {
    readonly periods?: readonly number[];
    readonly progress?: (fraction: number, message: string) => Promise<void>;
    /** Customers built at a time; as many as fit in memory, unless said otherwise. */
    readonly customersPerPart?: number;
  } = {},
): Promise<BuiltPeriod[]> {
  const { db, warehouse, clock } = context;
  const shapes = await readShapes(warehouse);
  const periods = [...new Set(input.periods ?? [newestPeriod(shapes) ?? periodOf(clock.now())])].toSorted(
    (a, b) => a - b,
  );
  await input.progress?.(0, 'identities');
  await resolveIdentities(context, shapes);
  const fields = await planColumns(context, feeds, shapes);
  const branches = await branchOfUnits(db);
  await input.progress?.(0.1, 'record');
  return buildPeriods(context, {
    periods,
    shapes,
    fields,
    branches,
    ...(input.progress && { progress: input.progress }),
    customersPerPart: input.customersPerPart ?? Math.max(10_000, Math.floor(cellsPerPart / Math.max(fields.length, 1))),
  });
}

/**
 * The months of the record that a load of these months changes, of those that have been built: the month itself, and the
 * five after it, which look back on it. A load without a month (0) changes all of them. The newest month is always built.
 */
export async function periodsTouched(context: BuildContext, loaded: readonly number[]): Promise<number[]> {
  const shapes = await readShapes(context.warehouse);
  const newest = newestPeriod(shapes) ?? periodOf(context.clock.now());
  const built = (await readPeriods(context.warehouse)).map(({ period }) => period);
  const touched = loaded.includes(0)
    ? built
    : built.filter((period) => loaded.some((month) => period >= month && period <= addMonths(month, 11)));
  return [...new Set([...touched, newest])].toSorted((a, b) => a - b);
}

/** Plans the fields and makes sure that the record has their columns. */
async function planColumns(
  { db, warehouse }: BuildContext,
  feeds: FeedCatalogue,
  shapes: EntityShapes,
): Promise<ColumnedField[]> {
  const kept = await readColumns(db);
  const feedback = await readFeedbackFields(warehouse, shapes, kept);
  const existing = await existingColumns(warehouse);
  const planned = planFields(shapes, await feeds.readExtraFields(db), feedback);
  const fields = assignColumns(planned, kept, existing, await readPublishedColumns(db));
  await warehouse.define([withColumns(existing, fields)]);
  return fields;
}

/** Which fields feedback brings, and what type their values read as; a field keeps the type it was first given. */
async function readFeedbackFields(
  warehouse: Pick<Warehouse, 'rows'>,
  shapes: EntityShapes,
  kept: ReadonlyMap<string, { readonly type: RecordType }>,
): Promise<FeedbackField[]> {
  if (!shapes.has('feedback')) return [];
  const rows = await warehouse.rows<{ name: string; numbers: number; booleans: number; dates: number; total: number }>(
    statement(`select toString(field) as name, count() as total, countIf(isFinite(toFloat64OrNull(value))) as numbers,
        countIf(lower(value) in ('true', 'false')) as booleans, countIf(match(value, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')) as dates
      from entity_feedback where value != '' group by name order by name`),
  );
  const written = rows.filter(({ name }) => /^[\p{L}_][\p{L}\p{N}_]{0,99}$/u.test(name));
  return written.map(({ name, numbers, booleans, dates, total }) => {
    const first = kept.get(name) ?? kept.get(`feedback_${name}`);
    const read: RecordType =
      numbers === total ? 'number' : booleans === total ? 'boolean' : dates === total ? 'date' : 'text';
    return { name, type: first?.type ?? read };
  });
}

/** For each org unit the branch above it (or itself): the nearest of that kind, else its parent. */
async function branchOfUnits(db: Db): Promise<Map<string, string>> {
  const units = new Map((await readUnits(db)).map((unit) => [unit.id, unit]));
  const branches = new Map<string, string>();
  for (const unit of units.values()) {
    const seen = new Set<string>();
    let at: typeof unit | undefined = unit;
    while (at && at.kind !== 'branch' && !seen.has(at.id)) {
      seen.add(at.id);
      at = at.parentId === null ? undefined : units.get(at.parentId);
    }
    const branch = at?.kind === 'branch' ? at.id : unit.parentId;
    if (branch !== null) branches.set(unit.id, branch);
  }
  return branches;
}

interface PeriodsBuild {
  readonly periods: readonly number[];
  readonly shapes: EntityShapes;
  readonly fields: readonly ColumnedField[];
  readonly branches: ReadonlyMap<string, string>;
  readonly customersPerPart: number;
  readonly progress?: (fraction: number, message: string) => Promise<void>;
}

/** All months are built aside, customers by customers, and put in their places one after the other. */
async function buildPeriods({ db, warehouse, log }: BuildContext, build: PeriodsBuild): Promise<BuiltPeriod[]> {
  const { periods, fields } = build;
  const began = performance.now();
  const staging = stagingName();
  await dropLeftovers(warehouse);
  try {
    await warehouse.define([asTable(withColumns(await existingColumns(warehouse), []), staging)]);
    await fillStaging(warehouse, build, staging);
    const built: BuiltPeriod[] = [];
    for (const period of periods) {
      const found = await inspectColumns(warehouse, staging, period, fields);
      await placeMonth({ db, warehouse }, staging, period);
      await writeFields(db, fields, period, found);
      const [row] = await warehouse.rows<{ customers: number }>(
        statement('select count() as customers from customer_record where period = {period:UInt32}', { period }),
      );
      built.push({ period, customers: row?.customers ?? 0, fields: fields.length });
    }
    log.info({ built, ms: Math.round(performance.now() - began) }, 'customer record built');
    return built;
  } finally {
    await dropTable(warehouse, staging);
  }
}

async function fillStaging(
  warehouse: Warehouse,
  { periods, shapes, fields, branches, customersPerPart, progress }: PeriodsBuild,
  staging: string,
): Promise<void> {
  const joined = (await countJoined(warehouse)) > 0;
  const doNotDisturb = await exists(warehouse, 'do_not_disturb');
  const customer = shapes.get('customer');
  const valid = periods.filter((period) => customer && validIn(customer, period).length > 0);
  const ranges = await keyRanges(warehouse, customersPerPart);
  let done = 0;
  for (const range of ranges) {
    const part = { range, joined, unified: unifiedKey(joined) };
    for (const period of valid) {
      await warehouse.execute(
        insertRecordSql(staging, fields, shapes, { ...part, period, branches, doNotDisturb }),
        wide,
      );
      await progress?.(0.1 + (0.8 * ++done) / (ranges.length * valid.length), String(period));
    }
  }
}

/** Ranges of unified keys that fit in memory each; keys are dense, so equal ranges hold about equally many. */
async function keyRanges(
  warehouse: Pick<Warehouse, 'rows'>,
  width: number,
): Promise<({ low: number; high: number } | undefined)[]> {
  const [row] = await warehouse.rows<{ last: number }>(statement('select max(unified_key) as last from identity'));
  const last = row?.last ?? 0;
  if (last < width * 1.5) return [undefined];
  return Array.from({ length: Math.ceil((last + 1) / width) }, (_, i) => ({ low: i * width, high: (i + 1) * width }));
}
