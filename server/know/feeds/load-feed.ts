import { createHash, randomBytes } from 'node:crypto';
import type { LoadReport } from '#contract';
import type { Context } from '#platform/context';
import { FileRefused } from '#platform/files';
import { replaceWhole } from '#platform/replacements';
import { quoteIdentifier, statement, truncate, WarehouseError, type QueryOptions } from '#platform/warehouse';
import { auditStage, type Audit } from './audit.ts';
import { joinSettings, registerCustomers, spilling } from './customer-keys.ts';
import { entityDefinition, entityTable, hasCustomer, partitionOf } from './entity-tables.ts';
import { periodText, type FeedPlan } from './feed-plan.ts';
import { openSource, type Source } from './intake.ts';
import { beginLoad, endLoad, profileBefore, readExtraFields, standingLoad } from './load-journal.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import { rowSelect, type RowSelect } from './row-select.ts';
import { checkSet, type Kept } from './set-checks.ts';
import { createIntake, createStageTable, dropStage, passing, stageOf, typedTable, type Stage } from './stage.ts';

export interface LoadOptions {
  readonly job: string;
  readonly onProgress: (fraction: number) => void;
}

const settings = {
  // What only wrong cells need is not worked out for the others.
  short_circuit_function_evaluation: 'force_enable',
  ...spilling,
  max_insert_threads: 1,
  // A block is sorted in memory, several copies of it at a time.
  min_insert_block_size_rows: 300_000,
  min_insert_block_size_bytes: 64_000_000,
  // Statements differ from feed to feed: compiling them to machine code costs more than it wins, most of all with a thousand columns.
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  compile_sort_description: 0,
  // Cells come as plain text, all of them: no marks for missing ones, no defaults.
  input_format_null_as_default: 0,
  input_format_defaults_for_omitted_fields: 0,
  input_format_parallel_parsing: 0,
};
const memoryBytes = 800_000_000;

/**
 * Loads one feed for one period. It is there whole afterwards, or nothing has changed.
 *
 *   survey ─► same as what stands? ─► intake (text → typed, checked row by row) ─► checks over all rows
 *     ─► threshold ─► keys of new customers ─► stage of the partition ─► audit ─► replace the partition ─► journal
 */
export async function loadFeed(context: Context, plan: FeedPlan, options: LoadOptions): Promise<LoadReport> {
  const startedAt = context.clock.now();
  const started = performance.now();
  const id = randomBytes(8).toString('hex');
  await beginLoad(context.db, { id, plan, job: options.job, at: startedAt });
  const run: Run = {
    context,
    plan,
    id,
    stage: stageOf(id),
    query: { signal: context.signal, settings, memoryBytes },
    options,
    quarantine: openQuarantine(context.warehouse, { load: id, plan, signal: context.signal }),
  };
  const base = {
    id,
    feed: plan.feed,
    entity: plan.entity,
    period: periodText(plan.period),
    at: startedAt.toISOString(),
  };
  const end = async (outcome: Outcome): Promise<LoadReport> => {
    const { contentHash = null, profile = null, ...rest } = outcome;
    const report: LoadReport = { ...base, ...rest, ms: Math.round(performance.now() - started) };
    const at = context.clock.now();
    await context.db.transaction().execute(async (trx) => {
      await endLoad(trx, report, { period: plan.period, contentHash, profile, at });
      await context.events.emit(
        { type: 'load', load: id, feed: plan.feed, period: report.period, state: report.state },
        trx,
      );
    });
    return report;
  };
  try {
    return await end(await runLoad(run));
  } catch (error) {
    if (error instanceof FileRefused)
      return await end(
        refused({ file: error.file, line: error.line, column: error.column, reason: error.message }, run),
      );
    throw error;
  } finally {
    await dropStage(context.warehouse, run.stage);
  }
}

interface Run {
  readonly context: Context;
  readonly plan: FeedPlan;
  readonly id: string;
  readonly stage: Stage;
  readonly query: QueryOptions & { readonly settings: typeof settings; readonly signal: AbortSignal };
  readonly options: LoadOptions;
  readonly quarantine: Quarantine;
}
type Outcome = Pick<
  LoadReport,
  'state' | 'files' | 'encodings' | 'rowsIn' | 'kept' | 'quarantined' | 'fields' | 'refusal'
> & {
  readonly contentHash?: string | null;
  readonly profile?: Audit['profile'];
};

function refused(
  refusal: NonNullable<LoadReport['refusal']>,
  { quarantine }: Run,
  rows = { rowsIn: 0, files: [] as string[], encodings: [] as string[] },
): Outcome {
  return { state: 'refused', ...rows, kept: 0, quarantined: quarantine.counts(), fields: [], refusal };
}

async function runLoad(run: Run): Promise<Outcome> {
  const { context, plan, quarantine } = run;
  const source = await openSource(context.warehouse, plan);
  const hash = source.contentHash === undefined ? undefined : contentHash(plan, source.contentHash);
  const unchanged = hash === undefined ? undefined : await unchangedSince(run, hash);
  if (unchanged) return unchanged;
  const { select, rowsIn, hash: readHash } = await takeIn(run, source);
  const finalHash = hash ?? contentHash(plan, readHash);
  const same = hash === undefined ? await unchangedSince(run, finalHash) : undefined;
  if (same) return same;
  const kept = await checkSet(context.warehouse, plan, run.stage, run.query);
  await quarantine.takeStage(run.stage, source.files, select.reasons, kept.rejected > 0, run.query);
  const files = [...source.files];
  const encodings = [...source.encodings];
  const aside = quarantine.total();
  const limit = Math.min(plan.maxShare * rowsIn, plan.maxRows ?? Number.POSITIVE_INFINITY);
  if (aside > limit) {
    const share = `${((100 * aside) / Math.max(1, rowsIn)).toFixed(1)}%`;
    const first = await quarantine.first();
    return refused(
      {
        file: first?.file ?? null,
        line: first?.line ?? null,
        column: first?.column || null,
        reason: `${aside} of ${rowsIn} rows (${share}) cannot be taken, more than the manifest allows; first: ${first?.reason ?? ''}.`,
      },
      run,
      { rowsIn, files, encodings },
    );
  }
  const rows = rowsIn - aside;
  const audit = await publish(run, kept, rows);
  return {
    state: 'loaded',
    files,
    encodings,
    rowsIn,
    kept: rows,
    quarantined: quarantine.counts(),
    fields: [...audit.fields],
    refusal: null,
    contentHash: finalHash,
    profile: audit.profile,
  };
}

function contentHash(plan: FeedPlan, source: string): string {
  return createHash('sha256').update(`${plan.definition}\n${plan.period}\n${source}`).digest('hex');
}

async function unchangedSince({ context, plan }: Run, hash: string): Promise<Outcome | undefined> {
  const standing = await standingLoad(context.db, plan.feed, plan.period);
  if (standing?.contentHash !== hash || !standing.report) return undefined;
  const { files, encodings, rowsIn, kept, quarantined, fields } = standing.report;
  return { state: 'unchanged', files, encodings, rowsIn, kept, quarantined, fields, refusal: null, contentHash: hash };
}

/** Streams the source through the intake table into the typed stage. */
async function takeIn(run: Run, source: Source): Promise<{ select: RowSelect; rowsIn: number; hash: string }> {
  const { context, plan, stage, quarantine } = run;
  const wanted = wantedColumns(plan, source);
  source.columns(
    wanted,
    (column) =>
      plan.fields.find((field) => 'column' in field.from && field.from.column === column)?.place ?? plan.place,
  );
  const select = rowSelect(plan, wanted, stage.raw, source.files[0] ?? '');
  await createStageTable(context.warehouse, typedTable(stage, plan));
  await createIntake(context.warehouse, stage, wanted.length, select);
  await source.fill(context.warehouse, stage.raw, wanted, {
    ...run.query,
    onBad: (bad) => quarantine.add(bad),
    onProgress: (fraction) => run.options.onProgress(0.7 * fraction),
  });
  const hash = source.contentHash === undefined ? ", sum(cityHash64(formatRow('TSV', *))) as hash" : ', 0 as hash';
  const [row] = await context.warehouse.rows<{ n: number; hash: number | bigint }>(
    statement(`select count() as n${hash} from ${quoteIdentifier(stage.typed)}`),
    run.query,
  );
  return { select, rowsIn: (row?.n ?? 0) + quarantine.total(), hash: String(row?.hash ?? 0) };
}

/** The columns that fields name, and those whose name occurs in a formula. */
function wantedColumns(plan: FeedPlan, source: Source): string[] {
  const named = plan.fields.flatMap((field) => ('column' in field.from ? [field.from.column] : []));
  const formulas = plan.fields.flatMap((field) => ('formula' in field.from ? [field.from.formula] : []));
  const mentioned = (source.names ?? []).filter(
    (name) => name !== '' && formulas.some((formula) => formula.includes(name)),
  );
  return [...new Set([...named, ...mentioned])];
}

/** Keys, the stage of the partition, its audit, and the one step that makes it visible. */
async function publish(run: Run, kept: Kept, rows: number): Promise<Audit> {
  const { context, plan, stage, query } = run;
  const { warehouse, db } = context;
  const shape = async () => entityDefinition(plan.entity, await readExtraFields(db, plan.entity), stage.part);
  await createStageTable(warehouse, { ...(await shape()), settings: passing });
  let written = await fillPart(run, kept);
  if (written < rows && hasCustomer(plan.entity)) {
    // Somebody is new. That is so once for each customer, and asking beforehand would cost every load as much as this.
    const ids = `select assumeNotNull(customer_id) as customer_id from ${quoteIdentifier(stage.typed)} where ${kept.condition}`;
    await registerCustomers(context, ids);
    await truncate(warehouse, stage.part);
    written = await fillPart(run, kept);
  }
  if (written !== rows)
    throw new Error(`The load ${run.id} of ${plan.feed} should have ${rows} rows and has ${written}`);
  run.options.onProgress(0.85);
  const before = await profileBefore(db, plan.feed, plan.period);
  const audit = await auditStage(warehouse, stage.part, plan.fields, before, query);
  const to = { to: entityTable(plan.entity), partition: partitionOf(plan.feed, plan.period) };
  const move = () => replaceWhole(context, { from: stage.part, ...to });
  await move().catch(async (error: unknown) => {
    // Another feed has added a field to the entity in the meantime: the stage has to be of the same shape.
    if (!(error instanceof WarehouseError) || error.clickhouseCode !== incompatibleColumns) throw error;
    await warehouse.define([await shape()]);
    await move();
  });
  run.options.onProgress(1);
  return audit;
}

/** Writes the good rows, with the keys of their customers, to the stage of the partition; gives how many there are. */
async function fillPart({ context, plan, stage, query }: Run, kept: Kept): Promise<number> {
  const isOfCustomers = hasCustomer(plan.entity);
  const names = plan.fields.map((field) => quoteIdentifier(field.name)).join(', ');
  const chosen = plan.fields.map((field) => `load.${quoteIdentifier(field.name)}`).join(', ');
  const rows = `(select ${names} from ${quoteIdentifier(stage.typed)} where ${kept.condition}) as load`;
  // A plain inner join: `any inner` would take each customer but once, on both sides.
  const registry = 'inner join customer_key as registry on load.customer_id = registry.customer_id';
  const select = isOfCustomers
    ? `select {feed:String}, {period:UInt32}, registry.customer_key, ${chosen} from ${rows} ${registry}`
    : `select {feed:String}, {period:UInt32}, ${chosen} from ${rows}`;
  const joined = isOfCustomers ? await joinSettings(context) : {};
  const part = quoteIdentifier(stage.part);
  const into = `insert into ${part} (feed, period, ${isOfCustomers ? 'customer_key, ' : ''}${names})`;
  await context.warehouse.execute(statement(`${into} ${select}`, { feed: plan.feed, period: plan.period }), {
    ...query,
    settings: { ...query.settings, ...joined },
  });
  const [written] = await context.warehouse.rows<{ n: number }>(statement(`select count() as n from ${part}`), query);
  return written?.n ?? 0;
}

const incompatibleColumns = 122;
