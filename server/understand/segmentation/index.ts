import { z } from 'zod';
import { segmentationRoutes } from '#contract';
import { periodNumber } from '#know/customers';
import { readReadyCatalogue, readRuleCatalogue, type RuleHolders } from '#understand/audiences';
import type { Feature } from '#platform/feature';
import { defineJob } from '#platform/jobs';
import { planSql } from './assignment.ts';
import { fitSegmentation } from './fit-segmentation.ts';
import { migrateSegmentation } from './migration.ts';
import type { SegmentationPorts } from './ports.ts';
import { profileSegmentation } from './profile.ts';
import {
  listSegmentations,
  nameSegment,
  planHolders,
  publishSegmentation,
  putStrategy,
  readSegmentation,
  requireSegmentation,
  retireSegmentation,
  strategyOf,
} from './segmentations.ts';
import { readStrategies } from './segmentation-store.ts';
import { countSegmentScheme, proveSegmentScheme } from './schemes/prove-scheme.ts';
import {
  listSegmentSchemes,
  putSegmentScheme,
  readSchemeCell,
  readSegmentScheme,
  retireSegmentScheme,
  schemeHolders,
} from './schemes/segment-schemes.ts';
import { seedStandardSchemes } from './schemes/standard-schemes.ts';
import { suggestMeasures } from './suggested-measures.ts';

export { fitFile } from './fit-file.ts';
export { groupNames } from './segmentations.ts';

/** Whatever of segmentation names tags, for those who may be about to take one away. */
export const segmentRules: RuleHolders = async (context) => [
  ...(await planHolders(context)),
  ...(await schemeHolders(context)),
];

const fitJob = 'segmentation.fit';
const publishJob = 'segmentation.publish';

const schemeHandlers: NonNullable<Feature['handlers']> = {
  listSegmentSchemes: (context, { query }) => listSegmentSchemes(context, query),
  readSegmentScheme: (context, { params }) => readSegmentScheme(context, params.id),
  countSegmentScheme: (context, { params, query }) => countSegmentScheme(context, params.id, query.period),
  proveSegmentScheme: (context, { params, query }) => proveSegmentScheme(context, params.id, query.period),
  readSchemeCell: (context, { params, query }) => readSchemeCell(context, params.id, query.values),
  putSegmentScheme: (context, { params, body }) => putSegmentScheme(context, params.id, body.scheme),
  retireSegmentScheme: (context, { params }) => retireSegmentScheme(context, params.id),
};

/** Segments by behaviour and value, and strategic schemes, given who else's rules name them. */
export const segmentation = (ports: SegmentationPorts): Feature => ({
  name: 'segmentation',
  migrations: new URL('./migrations/', import.meta.url),
  handlers: {
    listSegmentations: (context, { query }) => listSegmentations(context, query),
    suggestMeasures: async (context) => ({
      items: await suggestMeasures(context.db, await readRuleCatalogue(context)),
    }),
    fitSegmentation: async (context, { params, body }) => {
      // Mistakes in the plan are told at once, and not by a job that fails.
      planSql(body, await readReadyCatalogue(context));
      const job = await context.jobs.enqueue(
        fitJob,
        { id: params.id, plan: body },
        { singletonKey: `${fitJob} ${params.id}` },
      );
      return { job };
    },
    readSegmentation: (context, { params }) => readSegmentation(context, ports, params.id),
    profileSegmentation: async (context, { params, query }) =>
      profileSegmentation(context, await requireSegmentation(context.db, params.id), query.period),
    migrateSegmentation: async (context, { params, query }) =>
      migrateSegmentation(context, await requireSegmentation(context.db, params.id), query),
    nameSegment: async (context, { params, body }) => {
      await nameSegment(context, { ...params, name: body.name });
      return { done: true };
    },
    putSegmentStrategy: (context, { params, body }) => putStrategy(context, { ...params, strategy: body }),
    listSegmentStrategies: async ({ db }, { params }) => ({
      items: (await readStrategies(db, params.id)).filter(({ segment }) => segment === params.group).map(strategyOf),
    }),
    publishSegmentation: async (context, { params, body }) => {
      await requireSegmentation(context.db, params.id);
      const input = { id: params.id, ...(body.periods && { periods: body.periods }) };
      return { job: await context.jobs.enqueue(publishJob, input, { singletonKey: `${publishJob} ${params.id}` }) };
    },
    retireSegmentation: (context, { params }) => retireSegmentation(context, ports, params.id),
    ...schemeHandlers,
  },
  jobs: [
    defineJob({
      name: fitJob,
      schema: z.object({ id: z.string(), plan: segmentationRoutes.fitSegmentation.body }),
      handler: (context, input, tools) => fitSegmentation(context, input, tools),
    }),
    defineJob({
      name: publishJob,
      schema: z.object({ id: z.string(), periods: z.array(z.string()).optional() }),
      handler: (context, { id, periods }, tools) =>
        publishSegmentation(context, { id, periods: periods?.map(periodNumber) }, tools),
    }),
  ],
  start: async (context) => {
    await seedStandardSchemes(context);
    return async () => {};
  },
});
