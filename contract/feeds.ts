import { z } from 'zod';
import { route } from './route.ts';
import { JobStarted, listQuery, Page, Period, SortOrder, Text2 } from './words.ts';

const FieldMapping = z.union([
  z.string(),
  z.object({
    from: z.string().optional(),
    expr: z.string().optional(),
    type: z.enum(['text', 'integer', 'decimal', 'boolean', 'date', 'instant']).optional(),
    unit: z.string().optional(),
    label: Text2.optional(),
    /** Texts that mean a missing value, beside the empty cell. */
    missing: z.array(z.string()).optional(),
    /** Keep an empty cell as empty text. */
    keep_empty: z.boolean().optional(),
  }),
]);
export const AuditCheck = z.union([
  z.object({ not_null: z.array(z.string()) }),
  z.object({ unique: z.array(z.string()) }),
  z.object({ range: z.record(z.string(), z.tuple([z.number().nullable(), z.number().nullable()])) }),
  z.object({ one_of: z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))) }),
  z.object({ references: z.record(z.string(), z.string()) }),
]);

/** One feed of a manifest, as people write it in YAML (spec 1.4). */
export const Feed = z.strictObject({
  feed: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  entity: z.string(),
  /** A path, a glob, or a ClickHouse table function such as `s3(…)`. Relative paths start at the manifest's folder. */
  source: z.string().min(1),
  format: z.enum(['csv', 'tsv', 'jsonl', 'parquet']).optional(),
  encoding: z.enum(['utf-8', 'gb18030', 'utf-16le']).optional(),
  delimiter: z.string().length(1).optional(),
  period: Period.optional(),
  fields: z.record(z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,99}$/u), FieldMapping),
  audit: z.array(AuditCheck).default([]),
  /** The load fails when more than this share of rows is quarantined (0 to 1) or more than `max_rows`. */
  quarantine: z
    .strictObject({ max_share: z.number().min(0).max(1).default(0.05), max_rows: z.number().int().min(0).optional() })
    .optional(),
});
export type Feed = z.infer<typeof Feed>;

export const FieldAudit = z.object({
  field: z.string(),
  nullRate: z.number(),
  distinct: z.number(),
  min: z.union([z.string(), z.number()]).nullable(),
  median: z.number().nullable(),
  max: z.union([z.string(), z.number()]).nullable(),
  /** Population stability index against the previous period; flagged past 0.2. */
  psi: z.number().nullable(),
  drifted: z.boolean(),
});
export const LoadReport = z.object({
  id: z.string(),
  feed: z.string(),
  entity: z.string(),
  period: Period.nullable(),
  state: z.enum(['loaded', 'unchanged', 'refused']),
  files: z.array(z.string()),
  /** How the bytes of each file were read; empty where the engine read them. */
  encodings: z.array(z.string()),
  rowsIn: z.number().int(),
  kept: z.number().int(),
  quarantined: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  fields: z.array(FieldAudit),
  /** Why it was refused: file, line, column and reason where they are known. */
  refusal: z
    .object({
      file: z.string().nullable(),
      line: z.number().nullable(),
      column: z.string().nullable(),
      reason: z.string(),
    })
    .nullable(),
  ms: z.number(),
  at: z.string(),
});
export type LoadReport = z.infer<typeof LoadReport>;

export const FeedState = z.object({
  feed: z.string(),
  entity: z.string(),
  /** Months that stand in the warehouse; empty for a snapshot without a month. */
  periods: z.array(Period),
  loads: z.number().int(),
  /** The rows of the newest load of each month together. */
  rows: z.number().int(),
  newest: LoadReport,
});
export type FeedState = z.infer<typeof FeedState>;

const quarantineFilter = z.object({
  reason: z.string().optional(),
  /** Part of the value, of the column’s or the file’s name. */
  text: z.string().max(200).default(''),
});
/** `line`: by file and line. */
const quarantineSorts = ['line', 'column', 'value', 'reason'] as const;

export const feedRoutes = {
  load: route({
    method: 'POST',
    path: '/loads',
    summary: 'Load feeds through a manifest; the job’s result is { reports: LoadReport[], record }',
    permission: 'data.load',
    audit: true,
    body: z.object({
      manifests: z
        .array(
          z.object({
            /** The manifest's text (YAML, several feeds as several documents or a list). */
            text: z.string(),
            /** What errors call it. */
            file: z.string(),
            /** Folder on the server's machine that relative sources start from. */
            directory: z.string(),
          }),
        )
        .min(1)
        .max(200),
      period: Period.optional(),
      /** Rebuild the customer record of the periods touched. */
      rebuild: z.boolean().default(true),
    }),
    response: JobStarted,
  }),
  listLoads: route({
    method: 'GET',
    path: '/loads',
    summary: 'Audit reports of loads, newest first',
    permission: 'data.read',
    query: Page.extend({
      feed: z.string().optional(),
      state: LoadReport.shape.state.optional(),
      /** Only loads that put rows aside, or whose fields drifted. */
      only: z.enum(['quarantined', 'drifted']).optional(),
      sort: z.enum(['at', 'feed', 'rowsIn', 'ms']).default('at'),
      order: SortOrder.default('down'),
    }),
    response: z.object({ total: z.number().int(), items: z.array(LoadReport) }),
  }),
  readLoad: route({
    method: 'GET',
    path: '/loads/:load',
    summary: 'The audit report of one load',
    permission: 'data.read',
    params: z.object({ load: z.string() }),
    response: LoadReport,
  }),
  listFeeds: route({
    method: 'GET',
    path: '/feeds',
    summary: 'The feeds that have ever been loaded, each with what its newest load brought',
    permission: 'data.read',
    query: listQuery(['feed', 'entity', 'rows', 'months', 'quarantined', 'at']).extend({
      /** How the newest load went. */
      state: LoadReport.shape.state.optional(),
    }),
    response: z.object({ total: z.number().int(), items: z.array(FeedState) }),
  }),
  listQuarantine: route({
    method: 'GET',
    path: '/loads/:load/quarantine',
    summary: 'Rows of a load that were put aside',
    permission: 'data.read',
    params: z.object({ load: z.string() }),
    query: Page.extend({ ...quarantineFilter.shape, sort: z.enum(quarantineSorts).default('line'), order: SortOrder }),
    response: z.object({
      total: z.number().int(),
      items: z.array(
        z.object({ file: z.string(), line: z.number(), column: z.string(), value: z.string(), reason: z.string() }),
      ),
    }),
  }),
  exportQuarantine: route({
    method: 'GET',
    path: '/loads/:load/quarantine.csv',
    summary: 'Rows of a load that were put aside, as CSV',
    permission: 'data.read',
    audit: true,
    streams: 'text/csv',
    params: z.object({ load: z.string() }),
    query: quarantineFilter.extend({ sort: z.enum(quarantineSorts).default('line'), order: SortOrder }),
    response: z.string(),
  }),
};
