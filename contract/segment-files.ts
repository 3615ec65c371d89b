import { z } from 'zod';

/** How groups are looked for in a file. */
export const SegmentFilePlan = z.strictObject({
  fields: z.array(z.string().min(1)).min(1).max(200),
  /** From and to how many groups. */
  k: z
    .tuple([z.number().int().min(2).max(50), z.number().int().min(2).max(50)])
    .refine(([from, to]) => from <= to, 'from the smaller to the larger'),
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  transform: z.enum(['auto', 'none', 'log', 'rank']).default('auto'),
  /** Where to write the group of every record. */
  out: z.string().optional(),
  threads: z.number().int().min(1).max(64).optional(),
});
export type SegmentFilePlan = z.infer<typeof SegmentFilePlan>;

/** How one number of groups did, on a sample. */
export const KMeasures = z.object({
  k: z.number().int(),
  /** From -1 to 1; more is better. */
  silhouette: z.number(),
  /** Less is better. */
  davies_bouldin: z.number(),
  /** More is better; with its standard error. */
  gap: z.number(),
  gap_error: z.number(),
  /** Mean adjusted Rand index between fits to bootstrap samples. */
  stability: z.number(),
  inertia: z.number(),
  /** Share of the smallest group. */
  smallest: z.number(),
});
export type KMeasures = z.infer<typeof KMeasures>;

export interface SegmentFileFit {
  readonly rows: number;
  readonly k: number;
  readonly why: string;
  readonly seed: number;
  readonly measures: readonly KMeasures[];
  /** Sum of squared distances to the centres, in the coordinates of the fields below. */
  readonly inertia: number;
  readonly fields: readonly {
    readonly field: string;
    readonly transform: 'none' | 'log' | 'rank';
    readonly low: number;
    readonly high: number;
    readonly missing: number;
  }[];
  readonly centres: readonly {
    readonly group: number;
    readonly size: number;
    readonly share: number;
    /** Means of the members, in the units of the file. */
    readonly mean: Readonly<Record<string, number | null>>;
    /** The centre, in standard deviations from the mean. */
    readonly centre: Readonly<Record<string, number>>;
  }[];
  readonly warnings: readonly string[];
  readonly ms: number;
}
