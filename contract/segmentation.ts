import { z } from 'zod';
import { route } from './route.ts';
import { KMeasures } from './segment-files.ts';
import { usesShown } from './uses.ts';
import { Id, JobStarted, listQuery, Period, Text2 } from './words.ts';

/** What customers are told apart by: a formula of the language of rules that gives a number. */
export const SegmentMeasure = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, 'small letters, digits and underscore'),
  label: Text2,
  formula: z.string().min(1).max(2000),
  transform: z.enum(['auto', 'none', 'log', 'rank']).default('auto'),
  /** What stands for a missing value. */
  missing: z.enum(['median', 'zero']).default('median'),
});
export type SegmentMeasure = z.infer<typeof SegmentMeasure>;

/** A segmentation by behaviour, and by value where bands are given. */
export const SegmentPlan = z.strictObject({
  name: Text2,
  measures: z.array(SegmentMeasure).min(2).max(60),
  k: z
    .tuple([z.number().int().min(2).max(20), z.number().int().min(2).max(20)])
    .refine(([from, to]) => from <= to, 'from the smaller to the larger'),
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  /** Groups that a rule makes, before any are looked for: the first rule that holds decides. */
  carveOuts: z
    .array(z.strictObject({ id: Id, name: Text2, rule: z.string().min(1).max(20_000) }))
    .max(10)
    .default([]),
  /** Value bands, the highest first: each the share of customers in it; they add up to 1. */
  value: z
    .strictObject({
      formula: z.string().min(1).max(2000),
      bands: z
        .array(z.strictObject({ id: Id, name: Text2, share: z.number().positive().max(1) }))
        .min(2)
        .max(7)
        .refine((bands) => Math.abs(bands.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6, 'shares add up to 1'),
    })
    .nullable()
    .default(null),
});
export type SegmentPlan = z.infer<typeof SegmentPlan>;

/** How customers of one segment are dealt with. */
export const SegmentStrategy = z.strictObject({
  stage: z.enum(['new', 'growing', 'mature', 'declining', 'lost']),
  goal: z.enum(['grow', 'keep', 'cross-sell', 'win-back', 'leave-be']),
  proposition: z.string().max(2000),
  /** What experience they are promised. */
  standard: z.string().max(2000),
  channels: z.array(z.string().min(1).max(40)).max(12),
  owner: z.string().max(120),
});
export type SegmentStrategy = z.infer<typeof SegmentStrategy>;
const KeptStrategy = SegmentStrategy.extend({ version: z.number().int(), at: z.string(), by: z.string() });

const Group = z.object({
  id: z.string(),
  name: Text2,
  kind: z.enum(['found', 'carved']),
  /** Share when it was fitted. */
  share: z.number(),
  strategy: KeptStrategy.nullable(),
});
export type SegmentGroup = z.infer<typeof Group>;

export const Segmentation = z.object({
  id: Id,
  name: Text2,
  version: z.number().int(),
  period: Period,
  fittedAt: z.string(),
  fittedBy: z.string(),
  groups: z.number().int(),
  published: z.boolean(),
});
export type Segmentation = z.infer<typeof Segmentation>;

export const SegmentationDetail = Segmentation.extend({
  plan: SegmentPlan,
  why: z.string(),
  /** Customers that were looked at. */
  sample: z.number().int(),
  measures: z.array(KMeasures),
  groupList: z.array(Group),
  bands: z.array(z.object({ id: z.string(), name: Text2, from: z.number().nullable() })),
  constant: z.array(z.string()),
  /** What names its groups or bands. */
  ...usesShown,
});
export type SegmentationDetail = z.infer<typeof SegmentationDetail>;

const ProfiledGroup = z.object({
  /** Null: those in no group, of whom none of the measures is known. */
  id: z.string().nullable(),
  customers: z.number().int(),
  share: z.number(),
  revenueShare: z.number().nullable(),
  /** By measure; null where nobody's is known. */
  means: z.array(z.number().nullable()),
  /** The difference of the mean to everybody's, in standard deviations of everybody. */
  differences: z.array(z.number().nullable()),
  /** The measures that set it apart most, at most 5. */
  tellers: z.array(z.string()),
  words: Text2,
  reachable: z.number(),
  owned: z.number(),
});

export const segmentationRoutes = {
  listSegmentations: route({
    method: 'GET',
    path: '/segmentations',
    summary: 'Segmentations by behaviour and value',
    permission: 'audiences.read',
    query: listQuery(['id', 'name', 'groups', 'period', 'fitted']).extend({ published: z.stringbool().optional() }),
    response: z.object({ total: z.number().int(), items: z.array(Segmentation) }),
  }),
  suggestMeasures: route({
    method: 'GET',
    path: '/segmentations/suggested-measures',
    summary: 'What customers can be told apart by, of the fields that the record has; the chosen ones are a good start',
    permission: 'audiences.read',
    response: z.object({ items: z.array(SegmentMeasure.extend({ family: z.string(), chosen: z.boolean() })) }),
  }),
  fitSegmentation: route({
    method: 'POST',
    path: '/segmentations/:id/fit',
    summary:
      'Find the groups of the newest month; groups found before keep their ids and names where most of their customers stay',
    permission: 'audiences.write',
    audit: true,
    params: z.object({ id: Id }),
    body: SegmentPlan,
    response: JobStarted,
  }),
  readSegmentation: route({
    method: 'GET',
    path: '/segmentations/:id',
    summary: 'One segmentation: its plan, how each number of groups did, its groups with their strategies',
    permission: 'audiences.read',
    params: z.object({ id: Id }),
    response: SegmentationDetail,
  }),
  profileSegmentation: route({
    method: 'GET',
    path: '/segmentations/:id/profile',
    summary: 'Size, revenue, means and description of each group, of the customers the viewer may see',
    permission: 'audiences.read',
    params: z.object({ id: Id }),
    query: z.object({ period: Period.optional() }),
    response: z.object({
      period: Period,
      customers: z.number().int(),
      groups: z.array(ProfiledGroup),
      /** Customers by group and value band; empty without bands. */
      grid: z.array(
        z.object({
          group: z.string().nullable(),
          band: z.string().nullable(),
          customers: z.number().int(),
          revenueShare: z.number().nullable(),
        }),
      ),
      /** Population stability index of the group sizes against the fit, and what it says. */
      drift: z.object({ psi: z.number(), level: z.enum(['steady', 'attention', 'alarm']) }),
      effectiveness: z.array(
        z.object({
          count: z.enum(['measurable', 'substantial', 'accessible', 'differentiable', 'actionable']),
          /** From 0 to 1, with what it is by `evidence`. */
          value: z.number(),
          holds: z.boolean(),
          evidence: z.record(z.string(), z.union([z.number(), z.string()])),
        }),
      ),
      ms: z.number(),
    }),
  }),
  migrateSegmentation: route({
    method: 'GET',
    path: '/segmentations/:id/migration',
    summary: 'From which group to which customers went between two months',
    permission: 'audiences.read',
    params: z.object({ id: Id }),
    query: z.object({ from: Period, to: Period }),
    response: z.object({
      from: Period,
      to: Period,
      /** Group ids; '' for customers in no group, or not there in that month. */
      groups: z.array(z.string()),
      /** Row: the group before; column: after. */
      customers: z.array(z.array(z.number().int())),
      stayed: z.number(),
    }),
  }),
  nameSegment: route({
    method: 'PUT',
    path: '/segmentations/:id/groups/:group/name',
    summary: 'Give a group its name',
    permission: 'audiences.write',
    audit: true,
    params: z.object({ id: Id, group: Id }),
    body: z.object({ name: Text2 }),
    response: z.object({ done: z.literal(true) }),
  }),
  putSegmentStrategy: route({
    method: 'PUT',
    path: '/segmentations/:id/groups/:group/strategy',
    summary: 'Set how customers of a group are dealt with; a changed strategy is a new version',
    permission: 'audiences.write',
    audit: true,
    params: z.object({ id: Id, group: Id }),
    body: SegmentStrategy,
    response: KeptStrategy,
  }),
  listSegmentStrategies: route({
    method: 'GET',
    path: '/segmentations/:id/groups/:group/strategies',
    summary: 'Every strategy a group has had, the newest first',
    permission: 'audiences.read',
    params: z.object({ id: Id, group: Id }),
    response: z.object({ items: z.array(KeptStrategy) }),
  }),
  publishSegmentation: route({
    method: 'POST',
    path: '/segmentations/:id/publish',
    summary: 'Label everybody: rules may then name segment(‘id’), and segment(‘id.value’) where there are value bands',
    permission: 'audiences.write',
    audit: true,
    params: z.object({ id: Id }),
    body: z.object({ periods: z.array(Period).max(24).optional() }),
    response: JobStarted,
  }),
  retireSegmentation: route({
    method: 'POST',
    path: '/segmentations/:id/retire',
    summary: 'Take the labels of a segmentation out of use; refused with the list of uses while a rule names them',
    permission: 'audiences.write',
    audit: true,
    params: z.object({ id: Id }),
    body: z.object({}),
    response: SegmentationDetail,
  }),
};
