import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRecords } from '#platform/records';
import { settleReplacements } from '#platform/replacements';
import type { Warehouse } from '#platform/warehouse';
import { openFeeds } from './feeds-testing.ts';
import { loadFeeds } from './loads.ts';
import { readManifests } from './manifest.ts';
import { duePeriods } from './load-journal.ts';

/*
 * A process to be killed: checks what the one before has left behind, then loads version after version of two feeds.
 * node testing-loader.ts DIRECTORY RECORDS-URL|'' ACKNOWLEDGED-VERSION [LAST-VERSION]
 * Every row of a version carries it, so a half state shows. It prints `loaded N` when version N is acknowledged.
 */
const [directory = '', url = '', acknowledged = '0', last = '1000000'] = process.argv.slice(2);
const rowsOfEach = 3000;
const newOfEach = 7;
const manifest = `
- { feed: usage, entity: usage, period: 2026-01, source: usage.csv, fields: { customer_id: id, data_gb: v } }
- { feed: bills, entity: bill, period: 2026-01, source: bills.csv, fields: { customer_id: id, arpu: v } }`;

const store = await openRecords(url === '' ? { dataDirectory: directory } : { url });
const { warehouse, feature, context } = await openFeeds(store, directory);
await settleReplacements(context);
// What the server does first of all.
await feature.start?.(context);

await check(warehouse, Number(acknowledged));
console.log('checked');
for (let version = Number(acknowledged) + 1; version <= Number(last); version++) {
  await writeVersion(version);
  const { reports } = await loadFeeds(context, readManifests([{ text: manifest, file: 'm.yaml', directory }]), {
    rebuild: undefined,
    tools: { jobId: 'the job', progress: async () => {} },
  });
  const wrong = reports.find((report) => report.state === 'refused' || report.kept !== rowsOfEach + newOfEach);
  if (wrong) throw new Error(`Version ${version}: ${JSON.stringify(wrong)}`);
  await nothingLeft(version);
  console.log(`loaded ${version}`);
}
await check(warehouse, Number(last));
await warehouse.close();
await store.close();

async function writeVersion(version: number): Promise<void> {
  const old = Array.from({ length: rowsOfEach }, (_, index) => `C${index},${version}`);
  const fresh = Array.from({ length: newOfEach }, (_, index) => `N${version}-${index},${version}`);
  // One row that goes into quarantine, of which dead loads may leave none that shows.
  const content = `id,v\n${[...old, ...fresh, 'Q,x'].join('\n')}\n`;
  for (const name of ['usage', 'bills']) await writeFile(join(directory, `${name}.csv`), content);
}

/** @throws when the stores hold a half state, or less than was acknowledged */
async function check(door: Warehouse, least: number): Promise<void> {
  const problems: string[] = [];
  for (const [table, column] of [
    ['entity_usage', 'data_gb'],
    ['entity_bill', 'arpu'],
  ]) {
    const [found] = await door.rows<{
      n: number;
      low: number | null;
      high: number | null;
      each: number;
      wrongKey: number;
    }>({
      sql: `select count() as n, min(${column}) as low, max(${column}) as high, uniqExact(e.customer_key) as each, countIf(e.customer_key != k.customer_key) as wrongKey from ${table} as e left join customer_key as k on e.customer_id = k.customer_id`,
      params: {},
    });
    if (!found || (found.n === 0 && least === 0)) continue;
    const isWhole =
      found.n === rowsOfEach + newOfEach && found.each === found.n && found.low === found.high && found.wrongKey === 0;
    if (!isWhole || (found.low ?? 0) < least)
      problems.push(`${table}: ${JSON.stringify(found)}, acknowledged ${least}`);
  }
  const [keys] = await door.rows<{ n: number; ids: number; keys: number }>({
    sql: 'select count() as n, uniqExact(customer_id) as ids, uniqExact(customer_key) as keys from customer_key',
    params: {},
  });
  if (keys && (keys.n !== keys.ids || keys.n !== keys.keys)) problems.push(`customer_key: ${JSON.stringify(keys)}`);
  if (least > 0 && (await duePeriods(store.db)).length === 0) problems.push('no period is due');
  if (problems.length > 0) throw new Error(problems.join('; '));
}

/** Of dead loads nothing may remain once the job has been done again. */
async function nothingLeft(version: number): Promise<void> {
  const tables = await warehouse.rows({
    sql: "select name from system.tables where match(name, '^load_') and database = currentDatabase()",
    params: {},
  });
  const { rows } = await store.execute("select count(*) as n from load where state = 'running'", []);
  const { rows: ids } = await store.execute('select id from load', []);
  const [strangers] = await warehouse.rows<{ n: number }>({
    sql: 'select count() as n from quarantine where not has({ids:Array(String)}, load)',
    params: { ids: ids.map((row) => String(row['id'])) },
  });
  if (tables.length > 0 || Number(rows[0]?.['n']) > 0 || strangers?.n !== 0)
    throw new Error(`Version ${version} left ${JSON.stringify({ tables, rows, strangers })}`);
}
