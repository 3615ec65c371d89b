import { z } from 'zod';
import { route } from './route.ts';
import { Id, listQuery, Period, Text2 } from './words.ts';

const Key = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'small letters, digits, dash and underscore, at most 40');

/** One way a dimension divides customers: those of whom the rule holds. */
const SchemeValue = z.strictObject({ id: Key, name: Text2, rule: z.string().min(1).max(4000) });

const SchemeDimension = z.strictObject({
  id: Key,
  name: Text2,
  /** Asked only of those who have one of these values in dimensions that stand before it; of all others it is left out. */
  when: z.record(Key, z.array(Key).min(1).max(30)).optional(),
  values: z.array(SchemeValue).min(2).max(30),
});
export type SchemeDimension = z.infer<typeof SchemeDimension>;

/** Strategic segments: rules that put every customer of the base into one value of each dimension; cells are the combinations. */
export const SegmentScheme = z.strictObject({
  name: Text2,
  definition: Text2.default({ en: '', zh: '' }),
  /** Whom it is about; null: everybody. */
  base: z.string().min(1).max(4000).nullable().default(null),
  /** Fields that rules may name though the record does not have them yet: what reads one is not counted until it has. */
  needs: z.array(z.string().min(1).max(80)).max(40).default([]),
  dimensions: z.array(SchemeDimension).min(1).max(8),
});
export type SegmentScheme = z.infer<typeof SegmentScheme>;

const Summary = z.object({
  id: Id,
  name: Text2,
  version: z.number().int(),
  /** Brought with the product and never changed here, or the operator’s own. */
  origin: z.enum(['standard', 'own']),
  state: z.enum(['published', 'retired']),
  dimensions: z.number().int(),
  cells: z.number().int(),
  /** What its rules name and this operator’s record does not have. */
  missing: z.array(z.string()),
  changedAt: z.string(),
  changedBy: z.string(),
});
export type SegmentSchemeSummary = z.infer<typeof Summary>;

/** A dimension beside this operator’s record: with anything missing it cannot be counted. */
const CountedDimension = z.object({ id: z.string(), missing: z.array(z.string()), cells: z.number().int() });

export const SegmentSchemeDetail = Summary.extend({
  scheme: SegmentScheme,
  /** Missing for the base: then nothing can be counted. */
  baseMissing: z.array(z.string()),
  counted: z.array(CountedDimension),
  versions: z.array(z.object({ version: z.number().int(), at: z.string(), by: z.string() })),
});
export type SegmentSchemeDetail = z.infer<typeof SegmentSchemeDetail>;

/** Customers that stand in one place of a dimension by the values of fields, as a rule. */
const Example = z.object({ rule: z.string(), customers: z.number().int() });

const DimensionProof = z.object({
  id: z.string(),
  missing: z.array(z.string()),
  /** Of whom it is asked; null where it cannot be counted, and so are the three below. */
  customers: z.number().int().nullable(),
  /** Held by no value. */
  gap: z.number().int().nullable(),
  /** Of the gap: those of whom a field that the rules read is not known. */
  unknown: z.number().int().nullable(),
  /** Held by more than one value. */
  overlap: z.number().int().nullable(),
  gapExamples: z.array(Example),
  overlapExamples: z.array(Example),
  /** What follows from the rules alone, whatever the customers; null where they do not all compare one field with constants. */
  rules: z
    .object({
      field: z.string(),
      /** Stretches of the field that no value holds, as rules. */
      holes: z.array(z.string()),
      doubles: z.array(z.object({ rule: z.string(), values: z.array(z.string()) })),
      /** Values that hold where the field is missing. */
      missingIn: z.array(z.string()),
    })
    .nullable(),
});
export type DimensionProof = z.infer<typeof DimensionProof>;

export const SchemeProof = z.object({
  period: Period,
  /**
   * `proved`: everybody of the base is in one cell; `where-known`: everybody but those of whom a field is missing;
   * `broken`: somebody is in no cell or in several; `unfinished`: so far as it can be counted nobody is, but not all can.
   */
  state: z.enum(['proved', 'where-known', 'broken', 'unfinished']),
  baseMissing: z.array(z.string()),
  /** Of the base; null where it cannot be counted. */
  customers: z.number().int().nullable(),
  inOneCell: z.number().int(),
  inNone: z.number().int(),
  inSeveral: z.number().int(),
  /** Of `inNone`: those of whom a field is missing, and nothing else is wrong. */
  unknown: z.number().int(),
  dimensions: z.array(DimensionProof),
  ms: z.number(),
});
export type SchemeProof = z.infer<typeof SchemeProof>;

const SchemeCell = z.object({
  /** By dimension that is counted: the value; null where the dimension is not asked in this cell. */
  values: z.record(z.string(), z.string().nullable()),
  customers: z.number().int(),
});

const ofScheme = z.object({ id: Id });
const ofMonth = z.object({ period: Period.optional() });

export const segmentSchemeRoutes = {
  listSegmentSchemes: route({
    method: 'GET',
    path: '/segment-schemes',
    summary: 'Schemes of strategic segments, and what the record lacks for each',
    permission: 'audiences.read',
    query: listQuery(['id', 'name', 'dimensions', 'cells', 'state', 'changed']).extend({
      state: Summary.shape.state.optional(),
    }),
    /** `cells`: of all schemes in use, whatever was asked for. */
    response: z.object({ total: z.number().int(), items: z.array(Summary), cells: z.number().int() }),
  }),
  readSegmentScheme: route({
    method: 'GET',
    path: '/segment-schemes/:id',
    summary: 'One scheme of strategic segments: base, dimensions, and which of them can be counted',
    permission: 'audiences.read',
    params: ofScheme,
    response: SegmentSchemeDetail,
  }),
  countSegmentScheme: route({
    method: 'GET',
    path: '/segment-schemes/:id/cells',
    summary: 'Customers of each cell, of those the viewer may see; over the dimensions that can be counted',
    permission: 'audiences.read',
    params: ofScheme,
    query: ofMonth,
    response: z.object({
      period: Period,
      /** Of the base. */
      customers: z.number().int().nullable(),
      cells: z.array(SchemeCell),
      ms: z.number(),
    }),
  }),
  proveSegmentScheme: route({
    method: 'GET',
    path: '/segment-schemes/:id/proof',
    summary:
      'Whether a scheme is disjoint and complete: from its rules, and counted over the customers the viewer may see',
    permission: 'audiences.read',
    params: ofScheme,
    query: ofMonth,
    response: SchemeProof,
  }),
  readSchemeCell: route({
    method: 'GET',
    path: '/segment-schemes/:id/cell',
    summary: 'The rule of a cell, or of all cells with some values: an audience',
    permission: 'audiences.read',
    params: ofScheme,
    /** `age=18-24,sex=female`: values by dimension. */
    query: z.object({ values: z.string().max(2000).default('') }),
    response: z.object({ rule: z.string(), name: Text2, cells: z.number().int() }),
  }),
  putSegmentScheme: route({
    method: 'PUT',
    path: '/segment-schemes/:id',
    summary: 'A new version of a scheme of strategic segments; refused with every mistake and its place',
    permission: 'audiences.write',
    audit: true,
    params: ofScheme,
    body: z.object({ scheme: SegmentScheme }),
    response: SegmentSchemeDetail,
  }),
  retireSegmentScheme: route({
    method: 'POST',
    path: '/segment-schemes/:id/retire',
    summary: 'Take a scheme of strategic segments out of use; a new version brings it back',
    permission: 'audiences.write',
    audit: true,
    params: ofScheme,
    body: z.object({}),
    response: SegmentSchemeDetail,
  }),
};
