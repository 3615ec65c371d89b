import { z } from 'zod';
import { OrgUnitKind } from './organisation.ts';
import { Id, Period, Text2 } from './words.ts';

/** What makes an indicator call for attention. */
export const IndicatorWarningRule = z.discriminatedUnion('kind', [
  /** The figure is past a limit. */
  z.object({ kind: z.enum(['above', 'below']), limit: z.number() }),
  /**
   * The figure is far from its own history: |0.6745 (x − median) / MAD| past `z` (Iglewicz and Hoaglin 1993; 3.5 is usual),
   * over the same calendar month of earlier years where there are four of them, else over the twelve months before.
   */
  z.object({ kind: z.literal('deviation'), z: z.number().positive().default(3.5) }),
  /** There is no figure. */
  z.object({ kind: z.literal('missing') }),
]);
export type IndicatorWarningRule = z.infer<typeof IndicatorWarningRule>;

/** Why an indicator has no figures. */
export const IndicatorProblem = z.object({
  code: z.string(),
  message: z.string(),
  /** They fill the sentence of its code, where one is told in another language. */
  parameters: z.record(z.string(), z.unknown()).optional(),
  /** Place in the formula, half-open. */
  from: z.number().optional(),
  to: z.number().optional(),
  suggestion: z.string().optional(),
});

const figure = z.number().nullable();
/** One figure: of an indicator, a group and a month. */
export const IndicatorFigure = z.object({
  indicator: Id,
  version: z.number().int(),
  period: Period,
  /** The group: an org unit, or a value of the field it is cut by; null on the whole, and where the unit or value is missing. */
  key: z.union([z.string(), z.boolean()]).nullable(),
  value: figure,
  /** The halves of a ratio, to put groups together rightly. */
  numerator: figure,
  denominator: figure,
  /** Differences to the month before and to the same month a year before; `share` is relative to that figure. */
  monthOnMonth: z.object({ difference: figure, share: figure }),
  yearOnYear: z.object({ difference: figure, share: figure }),
  /** Place among the groups of this answer with a figure, the best first (the greatest where neither is better); equals share a place. */
  rank: z.object({ place: z.number().int(), of: z.number().int() }).nullable(),
  /** Part of the whole's figure; only where figures add up. */
  shareOfWhole: figure,
  target: figure,
  /** 1 is on target: figure ÷ target where more is better, 2 − figure ÷ target where less is. */
  attainment: figure,
});
export type IndicatorFigure = z.infer<typeof IndicatorFigure>;

export const IndicatorsQuery = z.object({
  /** Ids, or `id@version` for an earlier definition. */
  indicators: z.array(z.string()).min(1).max(100),
  /** The root of the subtree asked of; the viewer's own unit when not said. */
  orgUnitId: Id.optional(),
  /** `unit`: the units right below; else a field of the customer record. */
  by: z.string().optional(),
  /** The last month; the newest when not said. */
  period: Period.optional(),
  /** How many months up to then. */
  months: z.number().int().min(1).max(60).default(1),
});
export type IndicatorsQuery = z.input<typeof IndicatorsQuery>;

export const IndicatorAnswer = z.object({
  orgUnitId: Id,
  by: z.string().nullable(),
  /** Oldest first. */
  periods: z.array(Period),
  /** Of the whole subtree, every indicator and month. */
  whole: z.array(IndicatorFigure),
  /** Of the groups; `key` null is what belongs to no unit below, or has no value. */
  groups: z.array(IndicatorFigure),
  /** Indicators without figures, and why. */
  without: z.array(z.object({ indicator: z.string(), problems: z.array(IndicatorProblem) })),
  /** Where figures came from: worked out beforehand, or from the records just now. */
  from: z.enum(['cube', 'scan', 'both', 'nowhere']),
  ms: z.number(),
});
export type IndicatorAnswer = z.infer<typeof IndicatorAnswer>;

/** Everything a figure stands on, as nodes of a graph; `on` are the nodes that it is made of. */
export const LineageNode = z.object({
  id: z.string(),
  kind: z.enum([
    'indicator',
    'component',
    'field',
    'tag',
    'audience',
    'segment',
    'score',
    'fact',
    'contacts',
    'entity',
    'load',
  ]),
  name: z.string(),
  label: Text2.nullable(),
  /** A formula, a definition, or what a load brought. */
  about: z.string().nullable(),
  at: z.string().nullable(),
  on: z.array(z.string()),
});
export type LineageNode = z.infer<typeof LineageNode>;

export const IndicatorWarning = z.object({
  id: z.string(),
  indicator: Id,
  name: Text2,
  unit: z.string(),
  version: z.number().int(),
  orgUnitId: Id,
  period: Period,
  rule: IndicatorWarningRule,
  value: figure,
  /** The limit, or the median of the history. */
  expected: figure,
  /** Robust z; only of deviations. */
  z: figure,
  at: z.string(),
  /** null as long as nobody has looked at it. */
  seenAt: z.string().nullable(),
  seenBy: z.string().nullable(),
});
export type IndicatorWarning = z.infer<typeof IndicatorWarning>;

export const IndicatorBenchmark = z.object({
  orgUnitId: Id,
  kind: OrgUnitKind,
  period: Period,
  /** The indicators by which likeness is measured. */
  features: z.array(Id),
  value: figure,
  /** The nearest first. `distance` is in standard deviations over all compared, averaged over the features. */
  alike: z.array(
    z.object({
      orgUnitId: Id,
      distance: z.number(),
      value: figure,
      features: z.array(z.object({ indicator: Id, value: figure })),
    }),
  ),
  own: z.array(z.object({ indicator: Id, value: figure })),
  /** Median of the units alike. */
  median: figure,
  /** Place among itself and those alike, the best first. */
  rank: z.object({ place: z.number().int(), of: z.number().int() }).nullable(),
});
export type IndicatorBenchmark = z.infer<typeof IndicatorBenchmark>;
