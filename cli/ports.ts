import type {
  AnalysisPlan,
  Client,
  ExperimentAnalysis,
  Pairing,
  PairingPlan,
  Report,
  routes,
  SegmentFileFit,
  SegmentFilePlan,
  SyntheticControl,
  SyntheticPlan,
  TrainedFromFile,
  TrainFromFile,
} from '#contract';

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
  /** Analyses a file of this machine, with no installation. */
  readonly analyseExperiment: (path: string, plan: AnalysisPlan) => Promise<ExperimentAnalysis>;
  readonly pairUnits: (path: string, plan: PairingPlan) => Promise<Pairing>;
  readonly syntheticControl: (path: string, plan: SyntheticPlan) => Promise<SyntheticControl>;
  /** Finds groups in a file of this machine, with no installation. */
  readonly fitSegmentFile: (
    path: string,
    plan: SegmentFilePlan,
    onProgress: (fraction: number, message: string) => void,
  ) => Promise<SegmentFileFit>;
  /** Learns from a file of this machine, with no installation. */
  readonly trainModel: (ask: TrainFromFile) => Promise<TrainedFromFile>;
  readonly scoreFile: (ask: { readonly model: string; readonly file: string; readonly out: string }) => Promise<{
    readonly rows: number;
    readonly mean_score: number;
    readonly out: string;
  }>;
  readonly importModel: (ask: {
    readonly file: string;
    readonly out: string;
    readonly fields: Readonly<Record<string, string>>;
  }) => Promise<{
    readonly format: string;
    readonly trees: number;
    readonly inputs: readonly string[];
    readonly notes: readonly string[];
    readonly out: string;
  }>;
  /** Learns from a randomised file of this machine whom contact changes, with no installation. */
  readonly upliftFromFile: (
    path: string,
    options: {
      readonly treatment: string;
      readonly outcome: string;
      readonly control: string | undefined;
      readonly exclude: readonly string[];
      readonly learner: 'x-learner' | 'two-model' | 'class-transformation';
      readonly folds: number;
      readonly seed: number;
      readonly test: string | undefined;
      readonly out: string | undefined;
      readonly policy: { readonly gain: number; readonly contactCost: number } | undefined;
      readonly onStep: (fraction: number, message: string) => void;
    },
  ) => Promise<UpliftFromFile>;
  readonly demo: () => Promise<DemoPort>;
  /** Plans from the files of a directory; needs no server. */
  readonly planFromFiles: (
    directory: string,
    options: {
      readonly out?: string | undefined;
      readonly threads?: number | undefined;
      readonly onStep: (fraction: number, message: string) => void;
    },
  ) => Promise<PlannedFromFiles>;
}
interface UpliftBand {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}
export interface UpliftFromFile {
  readonly learner: string;
  readonly rows: number;
  readonly held_out: number;
  readonly ms: number;
  readonly arms: readonly {
    readonly arm: string;
    readonly treated: number;
    readonly control: number;
    readonly effect: UpliftBand;
    readonly qini: UpliftBand;
    readonly qini_of_response: number;
    readonly area_under_uplift: UpliftBand;
    readonly uplift_at: readonly { readonly share: number; readonly uplift: UpliftBand }[];
  }[];
  readonly policy?: {
    readonly threshold: number;
    readonly share: number;
    readonly contacted: number;
    readonly net_incremental_revenue: number;
    readonly everybody: number;
  };
}
export interface PlannedFromFiles {
  readonly value: number;
  readonly bound: number;
  readonly gap: number;
  readonly assigned: number;
  readonly customers: number;
  readonly seconds: number;
  readonly peak_mb: number;
  readonly violated: readonly { readonly limit: string; readonly allowed: number; readonly used: number }[];
  readonly warnings: readonly string[];
  readonly contradiction?: { readonly atLeast: number; readonly limits: readonly string[] };
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
  readonly beginLaterParts: (options: Pick<DemoOptions, 'administrator' | 'connect' | 'months'>) => Promise<void>;
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
