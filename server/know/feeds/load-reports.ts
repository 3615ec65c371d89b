import { sql } from 'kysely';
import type { feedRoutes, FeedState, Input, LoadReport } from '#contract';
import { listed } from '#platform/lists';
import { run, type Db } from '#platform/records';
import { periodText } from './feed-plan.ts';

/* The read model of the journal: what screens ask of loads. */

const sorts = {
  at: sql`finished_at`,
  feed: sql`feed`,
  rowsIn: sql`(report ->> 'rowsIn')::bigint`,
  ms: sql`(report ->> 'ms')::float8`,
} as const;

/** Reports of loads that came to an end. */
export async function listReports(
  db: Db,
  query: Input<(typeof feedRoutes)['listLoads']>['query'],
): Promise<{ total: number; items: LoadReport[] }> {
  const { feed, state, only, sort, order, limit, offset } = query;
  const wanted = db
    .selectFrom('load')
    .where('state', '!=', 'running')
    .$if(feed !== undefined, (of) => of.where('feed', '=', feed ?? ''))
    .$if(state !== undefined, (of) => of.where('state', '=', state ?? 'loaded'))
    .$if(only === 'quarantined', (of) => of.where(sql<boolean>`jsonb_array_length(report -> 'quarantined') > 0`))
    .$if(only === 'drifted', (of) =>
      of.where(sql<boolean>`jsonb_path_exists(report, '$.fields[*] ? (@.drifted == true)')`),
    );
  const { total } = await wanted.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow();
  const rows = await wanted
    .select('report')
    .orderBy(sorts[sort], order === 'down' ? 'desc' : 'asc')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), items: rows.flatMap((row) => (row.report ? [row.report] : [])) };
}

export async function readReport(db: Db, id: string): Promise<LoadReport | undefined> {
  const row = await db
    .selectFrom('load')
    .select('report')
    .where('id', '=', id)
    .where('state', '!=', 'running')
    .executeTakeFirst();
  return row?.report ?? undefined;
}

/** The feeds as a screen asks for them. */
export async function listFeeds(
  db: Db,
  { state, ...query }: Input<(typeof feedRoutes)['listFeeds']>['query'],
): Promise<{ total: number; items: FeedState[] }> {
  const found = (await readFeeds(db)).filter(({ newest }) => state === undefined || newest.state === state);
  return listed(found, query, {
    words: ({ feed, entity }) => [feed, entity],
    sorts: {
      feed: ({ feed }) => feed,
      entity: ({ entity }) => entity,
      rows: ({ rows }) => rows,
      months: ({ periods }) => periods.length,
      quarantined: ({ newest }) => newest.quarantined.reduce((sum, { count }) => sum + count, 0),
      at: ({ newest }) => newest.at,
    },
  });
}

/** Every feed that has ever been loaded: its months that stand in the warehouse, and what its newest load brought. */
export async function readFeeds(db: Db): Promise<FeedState[]> {
  const standing = await run<{ feed: string; period: number; kept: number }>(
    db,
    `select distinct on (feed, period) feed, period, (report ->> 'kept')::bigint as kept
     from load where state = 'loaded' order by feed, period, finished_at desc`,
  );
  const newest = await run<{ feed: string; entity: string; loads: number; report: LoadReport }>(
    db,
    `select distinct on (feed) feed, entity, count(*) over (partition by feed) as loads, report
     from load where state <> 'running' and report is not null order by feed, finished_at desc`,
  );
  return newest.map(({ feed, entity, loads, report }) => {
    const own = standing.filter((one) => one.feed === feed);
    return {
      feed,
      entity,
      loads: Number(loads),
      rows: own.reduce((sum, one) => sum + Number(one.kept), 0),
      periods: own.flatMap(({ period }) => periodText(Number(period)) ?? []),
      newest: report,
    };
  });
}
