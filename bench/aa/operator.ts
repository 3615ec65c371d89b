import { join } from 'node:path';
import { createClient, routes } from '#contract';
import { addMonths, connectTo, generateOperator } from '#demo';
import { openWarehouse, statement, type TableDefinition, type Warehouse } from '#platform/warehouse';
import { readConfig, startServer } from '#server';
import { finished } from '../../demo/client.ts';
import { loadFeeds, putCompanions } from '../../demo/set-up.ts';

/** The demonstration operator of which nobody has been contacted, and the month in which A/A campaigns run. */
export interface UntouchedOperator {
  readonly warehouse: Warehouse;
  /** YYYYMM: the record that targets are drawn of. */
  readonly drawn: number;
  /** First day of the month after, and of the one after that: [from, to). */
  readonly from: string;
  readonly to: string;
  readonly close: () => Promise<void>;
}

/** Units of one campaign, read once for all that the analysis asks. */
const unitTable: TableDefinition = {
  name: 'aa_unit',
  columns: [
    ...['arm', 'stratum', 'drawn_with'].map((name) => ({ name, type: 'String' })),
    ...['success', 'revenue', 'before'].map((name) => ({ name, type: 'Float64' })),
  ],
  engine: { kind: 'merge-tree' },
  orderBy: [],
  shardBy: 'rand()',
};

const lastPeriod = '2026-09';

/** Generates and loads an operator as the demonstration does, then opens its warehouse alone. `directory` is the caller's to remove. */
export async function openUntouchedOperator(
  directory: string,
  { customers, seed }: { readonly customers: number; readonly seed: number },
): Promise<UntouchedOperator> {
  const dataDirectory = join(directory, 'data');
  const server = await startServer(readConfig({}, { dataDirectory, port: 0, logLevel: 'error' }));
  try {
    const administrator = createClient(routes, { url: server.url, token: () => server.token });
    const generated = await generateOperator({
      customers,
      months: 3,
      seed,
      lastPeriod,
      directory: join(directory, 'operator'),
    });
    await putCompanions(administrator, generated, () => {});
    const analyst = await connectTo(server.url)('analyst');
    await loadFeeds(analyst, generated, () => {});
    // Loading builds the newest month; targets are drawn of the one before.
    const { job } = await administrator.rebuildRecord({ body: { periods: [addMonths(lastPeriod, -1)] } });
    await finished(administrator, job);
  } finally {
    await server.close();
  }
  const warehouse = await openWarehouse({ dataDirectory: join(dataDirectory, 'warehouse') });
  await warehouse.define([unitTable]);
  const [row] = await warehouse.rows<{ contacts: number }>(
    statement(`select count() as contacts from contact where campaign != ''`),
  );
  if (Number(row?.contacts) > 0) throw new Error('Somebody has been contacted: these would be no A/A campaigns');
  return {
    warehouse,
    drawn: Number(addMonths(lastPeriod, -1).replace('-', '')),
    from: `${lastPeriod}-01`,
    to: `${addMonths(lastPeriod, 1)}-01`,
    close: () => warehouse.close(),
  };
}
