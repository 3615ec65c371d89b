import type { CampaignFile } from '#contract';
import { appraiseMonth, loadMonthAfter } from './appraise.ts';
import { addMonths, lastPeriodFor } from './calendar.ts';
import {
  dataPackCampaign,
  fibreCampaign,
  homesWithoutFibre,
  stretchedUsersOfThird,
  stretchedUsers,
} from './campaigns.ts';
import type { Connect, DemoClient } from './client.ts';
import { generateOperator } from './generate.ts';
import { releaseWaves, runCampaign, scheduleCampaign, type Measured } from './run-campaign.ts';
import { putSegmentSchemes } from './segment-schemes.ts';
import { loadFeeds, putCompanions } from './set-up.ts';
import { simulate } from './simulate.ts';

export interface DemoOptions {
  /** A client that may do everything: the installation itself, before there are accounts. */
  readonly administrator: DemoClient;
  /** Clients of the demonstration's accounts: `connectTo(url)`, or acting for them. */
  readonly connect: Connect;
  /** Where the operator is generated; the server's machine must be able to read it. */
  readonly directory: string;
  readonly customers: number;
  readonly months?: number;
  readonly seed: number;
  /** `YYYY-MM-DD`; the demonstration campaign runs in the month before. */
  readonly today?: string;
  readonly audience?: string;
  readonly control?: number;
  readonly onProgress?: (progress: number, message: string) => void;
}
export interface DemoRun extends Measured {
  /** Seconds of each step. */
  readonly timings: Readonly<Record<string, number>>;
  readonly counts: {
    readonly customers: number;
    readonly months: number;
    readonly feedRows: number;
    readonly audience: number;
    readonly targets: number;
    readonly workOrders: number;
    readonly actions: number;
  };
  /** Of this process: the whole product, where the server runs in it. */
  readonly peakRssMb: number;
}

/** Where each step stands in the whole, in per cent, for the progress bar. */
const stepsAt: Readonly<Record<string, readonly [from: number, to: number]>> = {
  generate: [0, 15],
  accounts: [15, 22],
  load: [22, 62],
  audience: [62, 63],
  campaign: [63, 64],
  schedule: [64, 70],
  release: [70, 76],
  simulate: [76, 95],
  report: [95, 99],
  planted: [99, 100],
};

/**
 * The whole loop, headless, through the public API only:
 *   generate → organisation, accounts, offers → load → audience → campaign → approve → schedule → release
 *   → simulate → orders → close → evaluate → report, beside what was planted
 */
export async function runDemo(options: DemoOptions): Promise<DemoRun> {
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const { step, timings } = createSteps(options);
  const prepared = await prepare(options, today, step);
  const file: CampaignFile = dataPackCampaign({
    start: `${addMonths(lastPeriodFor(today), 1)}-01`,
    ...(options.audience !== undefined && { audience: options.audience }),
    ...(options.control !== undefined && { control: options.control }),
  });
  const analyst = await options.connect('analyst');
  const audience = await step('audience', async () => {
    await analyst.putAudience({
      params: { id: stretchedUsers.id },
      body: { name: stretchedUsers.name, rule: file.audience },
    });
    return analyst.countAudience({ body: { rule: file.audience } });
  });
  const measured = await runCampaign({ ...options, today, file, step });
  return {
    ...measured,
    timings,
    counts: {
      customers: options.customers,
      months: options.months ?? 12,
      feedRows: prepared.rows,
      audience: audience.count,
      targets: measured.planted.treated + measured.planted.control,
      workOrders: measured.simulated.workOrders,
      actions: measured.simulated.actions,
    },
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Generates and loads the operator. */
async function prepare(options: DemoOptions, today: string, step: Step) {
  const within =
    (name: string) =>
    (progress: number, message = name) => {
      const [from, to] = stepsAt[name] ?? [0, 100];
      options.onProgress?.((from + (to - from) * progress) / 100, message);
    };
  const generated = await step('generate', () =>
    generateOperator({
      ...options,
      lastPeriod: lastPeriodFor(today),
      onProgress: (progress) => within('generate')(progress),
    }),
  );
  await step('accounts', () =>
    putCompanions(options.administrator, generated, (progress) => within('accounts')(progress)),
  );
  const analyst = await options.connect('analyst');
  await step('load', () => loadFeeds(analyst, generated, within('load')));
  return generated;
}

function createSteps(options: DemoOptions): { step: Step; timings: Record<string, number> } {
  const timings: Record<string, number> = {};
  const step: Step = async (name, work) => {
    options.onProgress?.((stepsAt[name]?.[0] ?? 0) / 100, name);
    const started = performance.now();
    const result = await work();
    timings[name] = (timings[name] ?? 0) + Math.round(performance.now() - started) / 1000;
    return result;
  };
  return { step, timings };
}

/**
 * What `npm start` shows at first: the operator loaded, a campaign that is over and measured, one that runs now,
 * its work of today done, and the month of the first one appraised.
 */
export async function prepareLiveOperator(options: DemoOptions): Promise<DemoRun> {
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const run = await runDemo({
    ...options,
    audience: options.audience ?? stretchedUsersOfThird,
    today,
    onProgress: (progress, message) => options.onProgress?.(progress * 0.85, message),
  });
  const month = run.report.period.from.slice(0, 7);
  const { step } = createSteps({ ...options, onProgress: (_, message) => options.onProgress?.(0.9, message) });
  await step('month', () => loadMonthAfter({ ...options, month }));
  const analyst = await options.connect('analyst');
  await analyst.putAudience({
    params: { id: homesWithoutFibre.id },
    body: { name: homesWithoutFibre.name, rule: homesWithoutFibre.rule },
  });
  await putSegmentSchemes(analyst);
  // No schedule reaches into the past, so the pilot begins today: people have done today's work, the rest lies ahead.
  const file = fibreCampaign({ start: today });
  const live = { ...options, today, file, step };
  await scheduleCampaign(live);
  await releaseWaves(live, [1]);
  await simulate({ ...live, campaign: file.campaign, days: 1 });
  await step('appraisal', () => appraiseMonth({ ...options, today, month }));
  options.onProgress?.(1, 'ready');
  return run;
}
