import { z } from 'zod';
import { Problem } from '#contract';
import type { Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { defineJob } from '#platform/jobs';
import { identityTable, recordTable } from './customer-tables.ts';
import { readPeriods } from './field-catalogue.ts';
import { listFields } from './field-list.ts';
import { periodNumber, periodText } from './month.ts';
import { finishPublishing, hasUnfinished } from './published-fields.ts';
import { buildRecord, type BuiltPeriod, type FeedCatalogue } from './record-build.ts';
import { searchCustomers } from './search-customers.ts';
import { readCustomer, splitIdentity, type ContactsPort } from './unified-view.ts';

export { customerFacts, customerKeyOf, type CustomerFacts } from './customer-facts.ts';
export { entityFacts } from './entity-facts.ts';
export { queryField, readCatalogue, readFields, readPeriods, type CatalogueField } from './field-catalogue.ts';
export { isMasked, maskField, maskName, maskPhone, maskRow, type Cell } from './masking.ts';
export { addMonths, lastDay, periodNumber, periodText } from './month.ts';
export { readPublishedFields } from './published-catalogue.ts';
export { renameValues } from './published-field-store.ts';
export { publishField, unpublishField, type Publication } from './published-fields.ts';
export { buildRecord, periodsTouched, type BuiltPeriod, type FeedCatalogue } from './record-build.ts';
export type { ExtraField } from './record-plan.ts';
export type { ContactsPort, CustomerContact } from './unified-view.ts';

declare module '#platform/outbox' {
  interface EventMap {
    /** The customer record of these months (YYYYMM) has been built anew. */
    'record.built': { periods: readonly number[] };
  }
}

/** What customers asks of features around it: the catalogue of extra fields (feeds), contacts (channels). */
export interface CustomersPorts {
  readonly feeds: FeedCatalogue;
  readonly contacts: ContactsPort;
  /** Runs after a build, before it is announced: what depends on the record is made anew. */
  readonly afterBuild?: (context: Context, built: readonly BuiltPeriod[]) => Promise<void>;
}

/** The one way to build: the record, then what depends on it, then the news. */
export async function rebuild(
  context: Context,
  ports: CustomersPorts,
  input: Parameters<typeof buildRecord>[2] = {},
): Promise<BuiltPeriod[]> {
  const built = await buildRecord(context, ports.feeds, input);
  await ports.afterBuild?.(context, built);
  await context.events.emit({ type: 'record.built', periods: built.map(({ period }) => period) });
  return built;
}

/** The job's name, for those who enqueue it: input `{ periods?: 'YYYY-MM'[] }`. */
export const rebuildJob = 'record.rebuild';

const finishJob = 'record.finish-publishing';

export function customers(ports: CustomersPorts): Feature {
  return {
    name: 'customers',
    migrations: new URL('./migrations/', import.meta.url),
    tables: [recordTable, identityTable],
    handlers: {
      listFields: (context, { query }) => listFields(context, query),
      rebuildRecord: async ({ jobs }, { body }) => ({
        job: await jobs.enqueue(rebuildJob, body, body.periods === undefined ? { singletonKey: rebuildJob } : {}),
      }),
      searchCustomers: async (context, { query }) => searchCustomers(context, query),
      readCustomer: async (context, { params, query }) => {
        if (query.unmask && !context.actor.permissions.has('customers.unmask')) {
          throw new Problem('forbidden', 'not-allowed', 'Your roles do not allow you to see customers unmasked.', {
            parameters: { permission: 'customers.unmask' },
          });
        }
        return readCustomer(context, ports.contacts, params.customerId, query.unmask);
      },
      splitIdentity: async (context, { body }) => {
        await splitIdentity(context, body);
        // Every month that was built may hold the wrong join.
        const periods = (await readPeriods(context.warehouse)).map(({ period }) => periodText(period));
        await context.jobs.enqueue(rebuildJob, { periods });
        return { done: true };
      },
    },
    jobs: [
      defineJob({
        name: rebuildJob,
        schema: z.object({ periods: z.array(z.string()).optional() }),
        handler: async (context, input, tools) => {
          const periods = input.periods?.map(periodNumber);
          const built = await rebuild(context, ports, { ...(periods && { periods }), progress: tools.progress });
          return { periods: built.map((one) => ({ ...one, period: periodText(one.period) })) };
        },
      }),
      defineJob({ name: finishJob, schema: z.object({}), handler: (context) => finishPublishing(context) }),
    ],
    async start(context) {
      if (await hasUnfinished(context.db)) await context.jobs.enqueue(finishJob, {}, { singletonKey: finishJob });
      return async () => {};
    },
  };
}
