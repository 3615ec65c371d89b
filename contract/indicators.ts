import { z } from 'zod';
import {
  IndicatorAnswer,
  IndicatorBenchmark,
  IndicatorProblem,
  IndicatorsQuery,
  IndicatorWarning,
  IndicatorWarningRule,
  LineageNode,
} from './indicator-figures.ts';
import { route } from './route.ts';
import { usesShown } from './uses.ts';
import { Id, listQuery, Period, Text2 } from './words.ts';

export const IndicatorFamily = z.enum(['customers', 'revenue', 'usage', 'holding', 'risk', 'service', 'marketing']);

/** What an indicator is; a change of any of it is a new version. */
export const IndicatorDefinition = z.object({
  name: Text2,
  family: IndicatorFamily,
  /** As in 'CNY/month'; '' for a share or an index, which are shown as percentages. */
  unit: z.string().max(40),
  /** The login of who answers for it and hears its warnings; null: everybody who may define indicators. */
  owner: z.string().nullable().default(null),
  /** What it says about the business. */
  meaning: Text2,
  /** An expression of the metric language, as in `sum(arpu) / count()`. */
  formula: z.string().min(1).max(20_000),
  /** Fields of the customer record by whose values it may be cut. */
  dimensions: z.array(z.string()).max(40).default([]),
  /** Whether more is better; `none` where neither is. */
  direction: z.enum(['up', 'down', 'none']).default('none'),
  warnings: z.array(IndicatorWarningRule).max(10).default([]),
});
export type IndicatorDefinition = z.infer<typeof IndicatorDefinition>;

export const Indicator = IndicatorDefinition.extend({
  id: Id,
  version: z.number().int(),
  /** Came with the product. */
  standard: z.boolean(),
  changedAt: z.string(),
  changedBy: z.string(),
  /** Out of use: it has no figures, and no formula may name it until it is defined again. */
  retired: z.boolean(),
  /** Empty where its figures can be shown; else what it names that nothing loaded so far fills. */
  problems: z.array(IndicatorProblem),
});
export type Indicator = z.infer<typeof Indicator>;

export const IndicatorTarget = z.object({ orgUnitId: Id, period: Period, value: z.number() });
export type IndicatorTarget = z.infer<typeof IndicatorTarget>;

export const IndicatorDetail = Indicator.extend({
  /** The newest first. */
  versions: z.array(
    z.object({ version: z.number().int(), definition: IndicatorDefinition, at: z.string(), by: z.string() }),
  ),
  words: Text2.nullable(),
  /** Whether figures of disjoint units add up to the figure of all. */
  addsUp: z.boolean(),
  isRatio: z.boolean(),
  /** Of the viewer's units. */
  targets: z.array(IndicatorTarget),
  /** What names it. */
  ...usesShown,
});
export type IndicatorDetail = z.infer<typeof IndicatorDetail>;

const byId = z.object({ id: Id });

export const indicatorRoutes = {
  listIndicators: route({
    method: 'GET',
    path: '/indicators',
    summary: 'The library of indicators, each with its newest definition',
    permission: 'indicators.read',
    /** The text is part of the id, a name, the meaning or the formula; `place`: in the order of the library. */
    query: listQuery(['place', 'name', 'unit', 'family', 'owner', 'changed']).extend({
      family: IndicatorFamily.optional(),
      /** Those out of use, in the place of those in use. */
      retired: z.stringbool().default(false),
    }),
    response: z.object({
      total: z.number().int(),
      items: z.array(Indicator),
      /** What other features count, for formulas: fact('…'). */
      facts: z.array(z.object({ name: z.string(), label: Text2, unit: z.string() })),
    }),
  }),
  readIndicator: route({
    method: 'GET',
    path: '/indicators/:id',
    summary: 'One indicator with every version of its definition and its targets',
    permission: 'indicators.read',
    params: byId,
    response: IndicatorDetail,
  }),
  putIndicator: route({
    method: 'PUT',
    path: '/indicators/:id',
    summary: 'Define an indicator; a changed definition is a new version, and the earlier ones stay',
    permission: 'indicators.write',
    audit: true,
    params: byId,
    body: IndicatorDefinition,
    response: Indicator,
  }),
  retireIndicator: route({
    method: 'POST',
    path: '/indicators/:id/retire',
    summary: 'Take an indicator out of use; refused with the list of uses while a formula or rule names it',
    permission: 'indicators.write',
    audit: true,
    params: byId,
    body: z.object({}),
    response: Indicator,
  }),
  renameIndicator: route({
    method: 'POST',
    path: '/indicators/:id/rename',
    summary: 'Give an indicator another id, with its versions, targets and warnings; refused while something names it',
    permission: 'indicators.write',
    audit: true,
    params: byId,
    body: z.object({ to: Id }),
    response: Indicator,
  }),
  explainIndicator: route({
    method: 'POST',
    path: '/indicators/explain',
    summary: 'A formula in words, with its parts as SQL, its unit and what it stands on; or what is wrong with it',
    permission: 'indicators.read',
    body: z.object({ formula: z.string().max(20_000), id: Id.optional(), period: Period.optional() }),
    response: z.object({
      formula: z.string(),
      words: Text2,
      unit: z.string().nullable(),
      components: z.array(
        z.object({
          key: z.string(),
          monthsBack: z.number().int(),
          sql: z.string().nullable(),
          params: z.record(z.string(), z.unknown()),
          /** Whether it is worked out beforehand, after each build of the record. */
          inCube: z.boolean(),
        }),
      ),
      fields: z.array(z.string()),
      indicators: z.array(z.string()),
      addsUp: z.boolean(),
      period: Period,
    }),
  }),
  queryIndicators: route({
    method: 'POST',
    path: '/indicators/query',
    summary:
      'Figures of indicators for an org unit: over months, by the units below or by a field, with changes, ranks and targets',
    permission: 'indicators.read',
    body: IndicatorsQuery,
    response: IndicatorAnswer,
  }),
  indicatorLineage: route({
    method: 'GET',
    path: '/indicators/:id/lineage',
    summary: 'What a figure stands on: definition, parts, fields, entities and the loads that filled them',
    permission: 'indicators.read',
    params: byId,
    query: z.object({ version: z.coerce.number().int().optional(), period: Period.optional() }),
    response: z.object({ period: Period, nodes: z.array(LineageNode) }),
  }),
  putIndicatorTargets: route({
    method: 'PUT',
    path: '/indicators/:id/targets',
    summary: 'Set targets of units and months; null takes one back',
    permission: 'indicators.write',
    audit: true,
    params: byId,
    body: z.object({
      items: z
        .array(IndicatorTarget.extend({ value: z.number().nullable() }))
        .min(1)
        .max(10_000),
    }),
    response: z.object({ written: z.number().int() }),
  }),
  benchmarkIndicator: route({
    method: 'GET',
    path: '/indicators/:id/benchmark',
    summary: 'A unit beside those of its kind whose markets are most alike, by the features named',
    permission: 'indicators.read',
    params: byId,
    query: z.object({
      orgUnitId: Id.optional(),
      period: Period.optional(),
      /** Ids of indicators, with commas between. */
      features: z.string().max(2000).optional(),
      neighbours: z.coerce.number().int().min(1).max(50).default(5),
    }),
    response: IndicatorBenchmark,
  }),
  listIndicatorWarnings: route({
    method: 'GET',
    path: '/indicator-warnings',
    summary: 'Warnings of the viewer’s units, newest first',
    permission: 'indicators.read',
    query: z.object({
      /** Only those that the viewer answers for and has not looked at. */
      mine: z.stringbool().default(false),
      indicator: Id.optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    response: z.object({ items: z.array(IndicatorWarning) }),
  }),
  seeIndicatorWarning: route({
    method: 'POST',
    path: '/indicator-warnings/:warning/see',
    summary: 'Say that a warning has been looked at',
    permission: 'indicators.read',
    params: z.object({ warning: z.string() }),
    response: z.object({ done: z.literal(true) }),
  }),
};
