import { Problem, type Leak, type TrainingCheck, type TrainingInput } from '#contract';
import { addMonths, periodNumber, periodText, readFields, readPeriods } from '#know/customers';
import type { Scope } from '#query';
import { readReadyCatalogue, ruleOf } from '#understand/audiences';
import type { Context } from '#platform/context';
import { exists, identifier, sql } from '#platform/warehouse';
import { findLeaks } from './leakage.ts';
import { foretellsNumber, monthsAhead, monthsNeeded, windowOf, type Window } from './outcome.ts';
import { entityOf, outcomesOf, type DatedTarget, type Outcomes } from './outcome-sql.ts';
import type { ModelPorts } from './ports.ts';
import { chooseFields, withFewValues, type TrainingField } from './training-fields.ts';
import {
  countClasses,
  drawMonth,
  drawTrainingSet,
  type ClassCounts,
  type TrainingAsk,
  type TrainingSet,
} from './training-set.ts';

export type Progress = (fraction: number, message: string) => Promise<void>;

/** A training made ready: what is asked of the warehouse, and how many customers it is about. */
export interface Prepared {
  readonly ask: TrainingAsk;
  readonly window: Window;
  readonly fields: readonly TrainingField[];
  readonly counts: ClassCounts;
  readonly isNumber: boolean;
  /** Of a campaign: the arms without control. */
  readonly arms: readonly string[];
}

/** So many of the sample are looked up again in the month of the outcome. */
const lookedUpLater = 20_000;

/**
 * Finds month, outcome, population and fields, and builds months of the record that are not there yet.
 * @throws Problem (invalid) for what cannot be learnt: unknown fields, no outcome, one outcome only.
 */
export async function prepareTraining(
  context: Context,
  ports: ModelPorts,
  input: TrainingInput,
  territory: Scope,
  progress: Progress,
): Promise<Prepared> {
  const { target } = input;
  const { outcomes, window, arms } = await findOutcomes(context, ports, input, progress);
  const fields = await withFewValues(context, chooseFields(await readFields(context.db), input), window.period);
  const catalogue = await readReadyCatalogue(context, window.period);
  const ask: TrainingAsk = {
    target: target.kind,
    period: window.period,
    population: input.population === undefined ? undefined : ruleOf(input.population, catalogue),
    scope: territory,
    outcomes,
    fields,
    sample: input.sample,
    seed: input.seed,
  };
  const isNumber = foretellsNumber(target);
  const counts = await countClasses(context, ask, isNumber);
  refuseHopeless(counts, isNumber, window);
  return { ask, window, fields, counts, isNumber, arms };
}

async function findOutcomes(
  context: Context,
  ports: ModelPorts,
  { target, period }: TrainingInput,
  progress: Progress,
): Promise<{ outcomes: Outcomes; window: Window; arms: readonly string[] }> {
  if (target.kind === 'response' || target.kind === 'uplift') {
    const campaign = await ports.campaignOutcomes(context, target.campaign);
    await buildMissing(context, ports, [campaign.period], progress);
    const window = { period: campaign.period, until: periodNumber(campaign.until) };
    const { rows } = campaign;
    return { outcomes: { rows, absent: null, campaign: target.kind }, window, arms: campaign.arms };
  }
  const newest = (await readPeriods(context.warehouse)).at(-1)?.period;
  if (newest === undefined)
    throw new Problem('unavailable', 'no-record', 'No customer record has been built yet: load feeds first.');
  const chosen = period === undefined ? addMonths(newest, -monthsAhead(target)) : periodNumber(period);
  const window = windowOf(target, chosen);
  if (window.until > newest)
    throw new Problem(
      'invalid',
      'outcome-not-known-yet',
      `What comes of ${periodText(chosen)} is known only when ${periodText(window.until)} is over; the newest month is ${periodText(newest)}.`,
      { parameters: { period: periodText(chosen), until: periodText(window.until), newest: periodText(newest) } },
    );
  await buildMissing(context, ports, monthsNeeded(target, window), progress);
  return { outcomes: await datedOutcomes(context, target, window), window, arms: [] };
}

async function datedOutcomes(context: Context, target: DatedTarget, window: Window): Promise<Outcomes> {
  const table = entityOf[target.kind];
  const loaded = table !== undefined && (await isLoaded(context, table));
  if (table !== undefined && !loaded && target.kind !== 'churn')
    throw new Problem(
      'invalid',
      'no-outcome-data',
      `Nothing has been loaded that tells of it: ${table.slice('entity_'.length)}.`,
      {
        parameters: { entity: table.slice('entity_'.length) },
      },
    );
  const rule =
    target.kind === 'rule' || target.kind === 'look-alike'
      ? ruleOf(target.rule, await readReadyCatalogue(context, window.until))
      : undefined;
  return outcomesOf(target, window, { loaded, rule });
}

/** Tables of entities are there from the start; what counts is a row. */
async function isLoaded({ warehouse }: Context, table: string): Promise<boolean> {
  if (!(await exists(warehouse, table))) return false;
  return (await warehouse.rows(sql`select 1 as one from ${identifier(table)} limit 1`)).length > 0;
}

async function buildMissing(
  context: Context,
  ports: ModelPorts,
  periods: readonly number[],
  progress: Progress,
): Promise<void> {
  const built = new Set((await readPeriods(context.warehouse)).map(({ period }) => period));
  const missing = [...new Set(periods)].filter((period) => !built.has(period));
  if (missing.length > 0) await ports.buildMonths(context, missing, progress);
}

const fewestOfClass = 30;

function refuseHopeless({ positives, negatives }: ClassCounts, isNumber: boolean, { period }: Window): void {
  const parameters = { period: periodText(period), positives, negatives };
  if (positives + negatives === 0)
    throw new Problem('invalid', 'nobody-to-learn-from', `Nobody of ${periodText(period)} is in the population.`, {
      parameters,
    });
  if (!isNumber && Math.min(positives, negatives) < fewestOfClass)
    throw new Problem(
      'invalid',
      'one-class-only',
      `${positives} customers had the outcome and ${negatives} had not: at least ${fewestOfClass} of each are needed.`,
      { parameters },
    );
}

/** Draws the sample and looks for fields that know the future. */
export async function drawAndCheck(
  context: Context,
  { ask, counts, isNumber, fields, window, arms }: Prepared,
): Promise<{ set: TrainingSet; leaks: Leak[] }> {
  const set = await drawTrainingSet(context, ask, counts, isNumber || arms.length > 0);
  // A look-alike is of one moment: there is no future to know. Of a campaign, whoever was contacted later is none of its fields.
  if (ask.target === 'uplift') return { set, leaks: [] };
  const later = await laterMonth(context, set, fields, window, ask.scope);
  return { set, leaks: findLeaks({ table: set.table, outcome: set.outcome, fields, ...(later && { later }) }) };
}

async function laterMonth(
  context: Context,
  set: TrainingSet,
  fields: readonly TrainingField[],
  { period, until }: Window,
  scope: Scope,
): Promise<{ table: TrainingSet['table']; rowOf: Int32Array } | undefined> {
  const built = (await readPeriods(context.warehouse)).some((month) => month.period === until);
  if (!built || until === period) return undefined;
  const { table, keys } = await drawMonth(context, {
    period: until,
    fields,
    scope,
    keys: set.keys.subarray(0, lookedUpLater),
  });
  const rowOfKey = new Map(Array.from(set.keys, (key, row) => [key, row]));
  return { table, rowOf: Int32Array.from(keys, (key) => rowOfKey.get(key) ?? 0) };
}

/** The check by itself, for those who want to see before they train. */
export async function checkTraining(
  context: Context,
  ports: ModelPorts,
  input: TrainingInput,
  territory: Scope,
  progress: Progress,
): Promise<TrainingCheck> {
  const prepared = await prepareTraining(context, ports, input, territory, progress);
  const { leaks } = await drawAndCheck(context, prepared);
  const { counts, window, fields } = prepared;
  return {
    period: periodText(window.period),
    outcomeUntil: window.until === window.period ? null : periodText(window.until),
    customers: counts.positives + counts.negatives,
    positives: counts.positives,
    fields: fields.map(({ name }) => name),
    leaks,
  };
}
