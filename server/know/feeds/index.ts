import { feedRoutes, Problem, type EntityName } from '#contract';
import type { Feature } from '#platform/feature';
import type { Context } from '#platform/context';
import { defineJob } from '#platform/jobs';
import { feedTables } from './entity-tables.ts';
import { loadExists } from './load-journal.ts';
import { listFeeds, listReports, readReport } from './load-reports.ts';
import { forgetLoads, loadFeeds, type Rebuild } from './loads.ts';
import { readManifests } from './manifest.ts';
import { quarantineCsv, readQuarantine } from './quarantine-rows.ts';

export { readFeeds } from './load-reports.ts';
export { readExtraFields, type ExtraFieldRow } from './load-journal.ts';
export type { Rebuild } from './loads.ts';

declare module '#platform/outbox' {
  interface EventMap {
    /** A load has come to its end. */
    load: { load: string; feed: string; period: string | null; state: 'loaded' | 'unchanged' | 'refused' };
  }
}

/** Loads older than this that still run in the journal are dead when a server starts. */
const deadAfterMs = 6 * 60 * 60 * 1000;

export interface FeedPorts {
  /** The customer record's, which stands later in the list. */
  readonly rebuild: Rebuild;
  /** After a load of these entities, and after the record was rebuilt: what is made of them beside the record. */
  readonly afterLoad?: (context: Context, entities: ReadonlySet<EntityName>) => Promise<void>;
}

/** Gathering, given what later features do with what was loaded. */
export function feeds(ports: FeedPorts): Feature {
  return {
    name: 'feeds',
    migrations: new URL('./migrations/', import.meta.url),
    tables: feedTables,
    handlers: {
      load: async (context, { body }) => {
        // Mistakes in a manifest are told at once, and not by a job that fails.
        readManifests(body.manifests, body.period);
        return { job: await context.jobs.enqueue('load', body) };
      },
      listLoads: (context, { query }) => listReports(context.db, query),
      readLoad: async ({ db }, { params }) => {
        const report = await readReport(db, params.load);
        if (!report) throw noLoad(params.load);
        return report;
      },
      listFeeds: ({ db }, { query }) => listFeeds(db, query),
      listQuarantine: async ({ actor, db, warehouse }, { params, query }) => {
        requireWhole(actor);
        if (!(await loadExists(db, params.load))) throw noLoad(params.load);
        return readQuarantine(warehouse, params.load, query);
      },
      exportQuarantine: async (context, { params, query }) => {
        requireWhole(context.actor);
        if (!(await loadExists(context.db, params.load))) throw noLoad(params.load);
        return quarantineCsv(context, params.load, query);
      },
    },
    jobs: [
      defineJob({
        name: 'load',
        schema: feedRoutes.load.body,
        async handler(context, { manifests, period, rebuild }, tools) {
          const plans = readManifests(manifests, period);
          const result = await loadFeeds(context, plans, { rebuild: rebuild ? ports.rebuild : undefined, tools });
          await ports.afterLoad?.(context, new Set(plans.map(({ entity }) => entity)));
          return result;
        },
      }),
    ],
    async start(context) {
      await forgetLoads(context, { before: new Date(context.clock.now().getTime() - deadAfterMs) });
      return async () => {};
    },
  };
}

/** What could not be read belongs to nobody's unit, so only those who see everything may look at it. */
function requireWhole({ scope }: Context['actor']): void {
  if (scope.kind !== 'everything')
    throw new Problem(
      'forbidden',
      'quarantine-of-everybody',
      'Rows put aside are shown only to those who see the whole operator: nobody knows yet whose they are.',
    );
}

const noLoad = (load: string): Problem =>
  new Problem('missing', 'load-missing', `There is no load ${load}.`, { parameters: { load } });
