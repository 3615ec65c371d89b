import type { createClient, routes } from '#contract';

export type GridloopClient = ReturnType<typeof createClient<typeof routes>>;

/** What the command line is given from outside, so that it stays a client of the contract. */
export interface CliPorts {
  /** The live server that owns a data directory, from its lock file. */
  readonly findServer: (dataDirectory: string) => Promise<FoundServer | undefined>;
  readonly startServer: (overrides: ServerOverrides) => Promise<StartedServer>;
  readonly migrateStores: (overrides: ServerOverrides) => Promise<{ readonly applied: readonly string[] }>;
  readonly restoreStores: (overrides: ServerOverrides, file: string, progress: (fraction: number, message: string) => void) => Promise<unknown>;
  readonly demo: () => Promise<DemoPort>;
}
export interface FoundServer {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
}
export interface ServerOverrides {
  readonly dataDirectory?: string;
  readonly port?: number;
  readonly host?: string;
  readonly logLevel?: 'error' | 'warn' | 'info' | 'debug' | 'silent';
}
export interface StartedServer {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

/** The demonstration operator, as the command line needs it. */
export interface DemoPort {
  readonly demoPassword: string;
  readonly demoLogins: readonly { readonly login: string; readonly name: { readonly en: string; readonly zh: string }; readonly roles: readonly string[] }[];
}
