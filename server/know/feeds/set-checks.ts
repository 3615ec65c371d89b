import { quoteIdentifier, statement, type QueryOptions, type Warehouse } from '#platform/warehouse';
import { joinSettings } from './customer-keys.ts';
import { entityTable } from './entity-tables.ts';
import { entityOf } from './plan-feed.ts';
import type { FeedPlan } from './feed-plan.ts';
import { createStageTable, rejectedTable, type Stage } from './stage.ts';

/** Which rows of the typed stage are still good: `kept` as a condition. */
export interface Kept {
  readonly condition: string;
  readonly rejected: number;
}

const own = '`0bad` = 0';

/**
 * The checks that need the whole load: references to other entities, then duplicates of the key, then other uniqueness.
 * What fails is written to the stage's `rejected`; of rows with the same key the first in the files is kept.
 */
export async function checkSet(
  warehouse: Warehouse,
  plan: FeedPlan,
  stage: Stage,
  options: QueryOptions,
): Promise<Kept> {
  const keys = entityOf(plan.entity).key;
  const uniques = plan.checks.flatMap((check) =>
    check.kind === 'unique' && check.fields.join() !== keys.join() ? [check.fields] : [],
  );
  const door = openRejects(warehouse, stage, options);
  for (const check of plan.checks) {
    if (check.kind !== 'references') continue;
    const table = entityTable(check.entity);
    const select = strangers(stage, door.kept(), check.field, table, entityOf(check.entity).key[0] ?? '');
    await door.reject(select, select, await joinSettings({ warehouse }, table));
  }
  for (const fields of [keys, ...uniques]) {
    const { again, select } = duplicates(stage, door.kept(), fields);
    await door.reject(again, select);
  }
  return { condition: door.kept(), rejected: door.count() };
}

function openRejects(warehouse: Warehouse, stage: Stage, options: QueryOptions) {
  let count = 0;
  let isDefined = false;
  return {
    count: () => count,
    kept: () =>
      count === 0
        ? own
        : `${own} and (\`0file\`, \`0line\`) global not in (select \`0file\`, \`0line\` from ${quoteIdentifier(stage.rejected)})`,
    /** Puts aside what `select` gives, if `signs` gives anything: most loads have nothing to put aside, and need no table for it. */
    async reject(signs: string, select: string, joining: Readonly<Record<string, string>> = {}): Promise<void> {
      const settings = { ...options.settings, ...joining };
      const found = await warehouse.rows(statement(`select 1 from (${signs}) limit 1`), { ...options, settings });
      if (found.length === 0) return;
      if (!isDefined) await createStageTable(warehouse, rejectedTable(stage));
      isDefined = true;
      await warehouse.execute(
        statement(
          `insert into ${quoteIdentifier(stage.rejected)} (\`0file\`, \`0line\`, column, value, reason) ${select}`,
        ),
        { ...options, settings },
      );
      const [rows] = await warehouse.rows<{ n: number }>(
        statement(`select count() as n from ${quoteIdentifier(stage.rejected)}`),
        options,
      );
      count = rows?.n ?? 0;
    },
  };
}

/** Rows whose value no row of the other entity has. Joined, because a set of all customers would stand in memory. */
function strangers(stage: Stage, kept: string, field: string, table: string, key: string): string {
  const name = quoteIdentifier(field);
  const known = `select toString(assumeNotNull(${quoteIdentifier(key)})) as id from ${quoteIdentifier(table)} where isNotNull(${quoteIdentifier(key)}) group by id`;
  const own = `select \`0file\`, \`0line\`, toString(assumeNotNull(${name})) as id from ${quoteIdentifier(stage.typed)} where ${kept} and isNotNull(${name})`;
  return `select load.\`0file\`, load.\`0line\`, ${label(field)}, load.id, 'unknown-reference' from (${own}) as load global left join (${known}) as known on load.id = known.id where known.id = ''`;
}

/** All rows but the first of those with the same key, and the keys that come again. A key with a missing part is like no other. */
function duplicates(stage: Stage, kept: string, fields: readonly string[]): { again: string; select: string } {
  const names = fields.map(quoteIdentifier).join(', ');
  const known = fields.map((field) => `isNotNull(${quoteIdentifier(field)})`).join(' and ');
  const rows = `from ${quoteIdentifier(stage.typed)} where ${kept} and ${known}`;
  // Only rows whose key comes more than once are put in order, and they are few.
  const again = `select ${names} ${rows} group by ${names} having count() > 1`;
  const place = `row_number() over (partition by ${names} order by \`0file\`, \`0line\`) as \`0nth\``;
  const ordered = `select \`0file\`, \`0line\`, ${names}, ${place} ${rows} and (${names}) global in (${again})`;
  const values = fields.map((field) => `ifNull(toString(${quoteIdentifier(field)}), '')`);
  const shown = values.length === 1 ? (values[0] ?? "''") : `concat(${values.join(", ' / ', ")})`;
  const select = `select \`0file\`, \`0line\`, ${label(fields.join(', '))}, ${shown}, 'duplicate' from (${ordered}) where \`0nth\` > 1`;
  return { again, select };
}

/** A name as a text of SQL. It comes from the manifest's field names, which are letters, digits and _ only. */
function label(name: string): string {
  if (!/^[\p{L}\p{N}_, ]+$/u.test(name)) throw new Error('This is not the name of a field');
  return `'${name}'`;
}
