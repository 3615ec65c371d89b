import { quoteIdentifier, statement, type QueryOptions, type Warehouse } from '#platform/warehouse';
import type { LoadReport } from '#contract';
import type { FeedPlan } from './feed-plan.ts';
import type { BadRow } from './intake.ts';
import type { RowReason } from './row-select.ts';
import { readQuarantine, type QuarantineRow } from './quarantine-rows.ts';
import type { Stage } from './stage.ts';

/** The rows of one load that are put aside: those that never got in, as they come, and those of the stage, at the end. */
export interface Quarantine {
  add(bad: BadRow): void;
  /** Brings over what the checks of the stage have found, and writes down what was added. */
  takeStage(
    stage: Stage,
    files: readonly string[],
    reasons: readonly RowReason[],
    hasRejected: boolean,
    options: QueryOptions,
  ): Promise<void>;
  counts(): LoadReport['quarantined'];
  total(): number;
  /** The first row put aside, in the order of the files. */
  first(): Promise<Omit<QuarantineRow, 'value'> | undefined>;
}
const columns = ['load', 'feed', 'period', 'file', 'line', 'column', 'value', 'reason'];
/** Records without structure are kept in memory only so long. */
const bufferedRows = 5_000;

export function openQuarantine(
  warehouse: Warehouse,
  { load, plan, signal }: { load: string; plan: FeedPlan; signal: AbortSignal },
): Quarantine {
  const counts = new Map<string, number>();
  let waiting: string[] = [];
  let writing: Promise<void> = Promise.resolve();
  const count = (reason: string, by: number): void => void counts.set(reason, (counts.get(reason) ?? 0) + by);
  const flush = (): void => {
    const rows = waiting;
    waiting = [];
    if (rows.length === 0) return;
    writing = writing.then(() =>
      warehouse.insert({ table: 'quarantine', columns }, [rows.join('\n')], { signal, format: 'JSONEachRow' }),
    );
    // Whoever waits for the writing hears of its failure; until then it must not pass for unheard.
    writing.catch(() => {});
  };
  return {
    add(bad) {
      count(bad.reason, 1);
      waiting.push(
        JSON.stringify({
          load,
          feed: plan.feed,
          period: plan.period,
          file: bad.file,
          line: bad.line,
          column: bad.column,
          value: bad.value,
          reason: bad.reason,
        }),
      );
      if (waiting.length >= bufferedRows) flush();
    },
    async takeStage(stage, files, reasons, hasRejected, options) {
      flush();
      await writing;
      const values = { load, feed: plan.feed, period: plan.period, files, reasons };
      for (const part of stageParts(stage, hasRejected)) {
        for (const { reason, n } of await takePart(warehouse, part, values, options)) count(reason, n);
      }
    },
    counts: () => [...counts].map(([reason, n]) => ({ reason, count: n })).sort((a, b) => b.count - a.count),
    total: () => [...counts.values()].reduce((sum, n) => sum + n, 0),
    first: async () => (await readQuarantine(warehouse, load, { limit: 1, offset: 0 })).items[0],
  };
}

/** Writes down what one table of the stage has put aside; gives how many for which reason. */
async function takePart(
  warehouse: Warehouse,
  part: StagePart,
  values: { load: string; feed: string; period: number; files: readonly string[]; reasons: readonly RowReason[] },
  options: QueryOptions,
): Promise<{ reason: string; n: number }[]> {
  const { reasons, ...rest } = values;
  const params = {
    ...rest,
    fields: reasons.map((reason) => reason.field),
    reasons: reasons.map((reason) => reason.reason),
  };
  const found = await warehouse.rows<{ reason: string; n: number }>(
    only(`select ${part.reason} as reason, count() as n from ${part.from} group by reason`, params),
    options,
  );
  if (found.length === 0) return found;
  const select = `select {load:String}, {feed:String}, {period:UInt32}, {files:Array(String)}[\`0file\` + 1], \`0line\`, ${part.column}, ${part.value}, ${part.reason} from ${part.from}`;
  await warehouse.execute(
    only(`insert into quarantine (${columns.map(quoteIdentifier).join(', ')}) ${select}`, params),
    options,
  );
  return found;
}

interface StagePart {
  readonly from: string;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
}

function stageParts(stage: Stage, hasRejected: boolean): StagePart[] {
  const bad = {
    from: `(select \`0file\`, \`0line\`, \`0bad\`, \`0value\` from ${quoteIdentifier(stage.typed)} where \`0bad\` > 0)`,
    column: '{fields:Array(String)}[`0bad`]',
    value: '`0value`',
    reason: '{reasons:Array(String)}[`0bad`]',
  };
  const rejected = {
    from: `(select \`0file\`, \`0line\`, column as col, value, reason as cause from ${quoteIdentifier(stage.rejected)})`,
    column: 'col',
    value: 'value',
    reason: 'cause',
  };
  return hasRejected ? [bad, rejected] : [bad];
}

/** A statement with those of the values that stand in it. */
function only(sql: string, params: Readonly<Record<string, string | number | readonly string[]>>) {
  return statement(sql, Object.fromEntries(Object.entries(params).filter(([name]) => sql.includes(`{${name}:`))));
}

/** Removes the rows of loads that never came to an end. */
export async function forgetQuarantine(warehouse: Warehouse, loads: readonly string[]): Promise<void> {
  if (loads.length === 0) return;
  const [found] = await warehouse.rows<{ n: number }>(
    statement('select count() as n from quarantine where has({loads:Array(String)}, load)', { loads }),
  );
  if (!found || found.n === 0) return;
  const { topology } = warehouse;
  const table =
    topology.kind === 'cluster' ? `quarantine_local on cluster ${quoteIdentifier(topology.cluster)}` : 'quarantine';
  await warehouse.execute(statement(`alter table ${table} delete where has({loads:Array(String)}, load)`, { loads }), {
    settings: { mutations_sync: 1 },
  });
}
