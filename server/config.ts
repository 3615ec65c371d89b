import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';

/** Every setting, documented where it is declared, read once at start, passed and never imported. */
export const Config = z.object({
  /** GRIDLOOP_DATA: where the embedded stores, the lock and the uploads live. */
  dataDirectory: z
    .string()
    .default('data')
    .transform((path) => (isAbsolute(path) ? path : resolve(path))),
  /** GRIDLOOP_HOST: the address to listen on. Loopback unless told otherwise. */
  host: z.string().default('127.0.0.1'),
  /** GRIDLOOP_PORT: the port to listen on; 0 takes any free one. */
  port: z.coerce.number().int().min(0).max(65_535).default(7400),
  /** DATABASE_URL: a PostgreSQL server; without it PGlite in the data directory. */
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'starts with postgres://')
    .optional(),
  /** WAREHOUSE_URL: a ClickHouse server, `http(s)://user:password@host:8123/database?cluster=NAME`; without it chDB in the data directory. */
  warehouseUrl: z
    .string()
    .regex(/^https?:\/\//, 'starts with http:// or https://')
    .optional(),
  /** GRIDLOOP_ROLE: `all` serves and works; `api` only serves; `worker` only works (jobs, shipping). */
  role: z.enum(['all', 'api', 'worker']).default('all'),
  /** GRIDLOOP_LOG: the least level that is written. */
  logLevel: z.enum(['error', 'warn', 'info', 'debug', 'silent']).default('warn'),
  /** GRIDLOOP_FEED_ROOTS: folders that feeds may be read from, separated by `:`; without it any folder, for whoever may load data. */
  feedRoots: z
    .string()
    .transform((text) =>
      text
        .split(':')
        .filter(Boolean)
        .map((path) => resolve(path)),
    )
    .optional(),
  /** GRIDLOOP_HOLDOUT: the share of customers, drawn anew each quarter, that no campaign may touch; a campaign may hold out more. */
  globalHoldout: z.coerce.number().min(0).max(0.5).default(0),
});
export type Config = z.output<typeof Config>;

/** @throws Error that names each setting that is wrong. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  overrides: z.input<typeof Config> = {},
): Config {
  const given = {
    dataDirectory: environment['GRIDLOOP_DATA'],
    host: environment['GRIDLOOP_HOST'],
    port: environment['GRIDLOOP_PORT'],
    databaseUrl: environment['DATABASE_URL'],
    warehouseUrl: environment['WAREHOUSE_URL'],
    role: environment['GRIDLOOP_ROLE'],
    logLevel: environment['GRIDLOOP_LOG'],
    feedRoots: environment['GRIDLOOP_FEED_ROOTS'],
    globalHoldout: environment['GRIDLOOP_HOLDOUT'],
  };
  const parsed = Config.safeParse({ ...withoutMissing(given), ...withoutMissing(overrides) });
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `Setting ${issue.path.join('.')}: ${issue.message}`).join('\n'));
}

const withoutMissing = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));
