import type { Client, Report, routes } from '#contract';

export type GridloopClient = Client<typeof routes>;

/** What the command line is given from outside, so that it stays a client of the contract. */
export interface CliPorts {
  /** The live server that owns a data directory, from its lock file. */
  readonly findServer: (dataDirectory: string) => Promise<FoundServer | undefined>;
  readonly startServer: (overrides: ServerOverrides) => Promise<StartedServer>;
  readonly migrateStores: (overrides: ServerOverrides) => Promise<{ readonly applied: readonly string[] }>;
  readonly restoreStores: (
    overrides: ServerOverrides,
    file: string,
    progress: (fraction: number, message: string) => void,
  ) => Promise<unknown>;
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
  readonly demoLogins: readonly {
    readonly login: string;
    readonly name: { readonly en: string; readonly zh: string };
    readonly roles: readonly string[];
  }[];
  readonly connectTo: (url: string) => (login: string) => Promise<GridloopClient>;
  readonly runDemo: (options: DemoOptions) => Promise<DemoRun>;
  readonly prepareLiveOperator: (options: DemoOptions) => Promise<DemoRun>;
  readonly simulate: (options: {
    readonly connect: (login: string) => Promise<GridloopClient>;
    readonly directory: string;
    readonly campaign: string;
    readonly days?: number;
    readonly onProgress?: (fraction: number, message: string) => void;
  }) => Promise<object>;
}
interface DemoOptions {
  readonly administrator: GridloopClient;
  readonly connect: (login: string) => Promise<GridloopClient>;
  readonly directory: string;
  readonly customers: number;
  readonly months: number;
  readonly seed: number;
  readonly onProgress: (fraction: number, message: string) => void;
}
interface DemoRun {
  readonly report: Report;
  readonly planted: { readonly absolute: number };
  readonly timings: Readonly<Record<string, number>>;
  readonly peakRssMb: number;
}
