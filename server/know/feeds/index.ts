import { feedRoutes, Problem } from '#contract';
import type { Feature } from '#platform/feature';
import { defineJob } from '#platform/jobs';
import { feedTables } from './entity-tables.ts';
import { listReports, loadExists } from './load-journal.ts';
import { forgetLoads, loadFeeds, type Rebuild } from './loads.ts';
import { readManifests } from './manifest.ts';
import { readQuarantine } from './quarantine.ts';

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

/** Gathering. `rebuild` is the customer record's, which stands later in the list. */
export function feeds(ports: { readonly rebuild: Rebuild }): Feature {
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
      listQuarantine: async ({ db, warehouse }, { params, query }) => {
        if (!(await loadExists(db, params.load)))
          throw new Problem('missing', 'load-missing', `There is no load ${params.load}.`, {
            parameters: { load: params.load },
          });
        return readQuarantine(warehouse, params.load, query);
      },
    },
    jobs: [
      defineJob({
        name: 'load',
        schema: feedRoutes.load.body,
        async handler(context, { manifests, period, rebuild }, tools) {
          return loadFeeds(context, readManifests(manifests, period), {
            rebuild: rebuild ? ports.rebuild : undefined,
            tools,
          });
        },
      }),
    ],
    async start(context) {
      await forgetLoads(context, { before: new Date(context.clock.now().getTime() - deadAfterMs) });
      return async () => {};
    },
  };
}
