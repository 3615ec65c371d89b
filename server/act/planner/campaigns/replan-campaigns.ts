import { allEnded } from '#platform/concurrency';
import type { Context } from '#platform/context';
import { type Block, places, placesOf, statement } from '#platform/warehouse';
import { compile } from '../compile.ts';
import { contactsOf, planFairly } from '../plan-problem.ts';
import type { Contact, PlanProblem } from '../problem.ts';
import { threadsFor } from '../solver/crew.ts';
import { shared } from '../solver/instance.ts';
import { replan } from '../solver/replan.ts';
import { checked, spreadOverDays, type PlanMade, type Posed } from './plan-campaigns.ts';
import { newestPlanOf, type StoredPlan } from './plan-store.ts';
import { waiting } from './touched.ts';
import { pricesForSolver, pricesInWords, type PlanPrices } from './prices-of-plan.ts';

/** Promises that the change made impossible, and of the others those kept and broken. */
export interface Kept {
  readonly lost: number;
  readonly kept: number;
  readonly broken: number;
}

/** A plan made from another. */
export interface PlanMadeAnew {
  readonly made: PlanMade;
  readonly kept: Kept;
  readonly followed: StoredPlan;
  /** What stood in that plan of the limits of this problem. */
  readonly before: PricesBefore;
}

/** Plans anew from the plan that the campaigns follow and its prices, with few promises changed. Undefined where there is no such plan. */
export async function replanCampaigns(
  context: Context,
  posed: Posed,
  stability: number,
): Promise<PlanMadeAnew | undefined> {
  const { problem, market } = posed;
  const followed = await newestPlanOf(context.db, market.campaigns[0]!.campaign);
  if (!followed) return undefined;
  const reading = allEnded([pricesBefore(context, followed.id, problem), promisedDays(context, followed.id, posed)]);
  // The processor is free while the warehouse reads.
  const whole = compile(problem);
  const [before, dayOfRow] = await reading;
  const promised = contactsPromised(dayOfRow);
  let lost: number | undefined;
  const { plan, solution, ...compiled } = await planFairly(
    problem,
    async (of) => {
      const here = of === problem ? whole : compile(of);
      const prices = pricesForSolver(of, here, before.prices);
      const dayOf = promisesOf(here.source, dayOfRow);
      const now = await replan(
        here.instance,
        { dayOf, prices },
        { threads: threadsFor(of.candidates.count), stability },
      );
      // What is fair comes after: only the first is about what the change made impossible.
      lost ??= now.lost;
      return { ...here, solution: now, plan: contactsOf(of, here.source, now.dayOf) };
    },
    promised,
  );
  const spread = spreadOverDays(posed, plan);
  const made: PlanMade = {
    ...posed,
    plan: spread,
    solution,
    compiled,
    prices: pricesInWords(problem, compiled, solution.prices),
    violated: checked(problem, spread),
  };
  return { made, followed, before, kept: keptOf(promised.length, lost ?? 0, same(plan, dayOfRow)) };
}

/** @param source the row of each candidate */
function promisesOf(source: Uint32Array, dayOfRow: Uint16Array): Uint16Array {
  const dayOf = shared.uint16(source.length);
  for (let c = 0; c < source.length; c++) dayOf[c] = dayOfRow[source[c]!]!;
  return dayOf;
}

function contactsPromised(dayOfRow: Uint16Array): Contact[] {
  const promised: Contact[] = [];
  for (let row = 0; row < dayOfRow.length; row++)
    if (dayOfRow[row]! > 0) promised.push({ row, day: dayOfRow[row]! - 1 });
  return promised;
}

const same = (plan: readonly Contact[], dayOfRow: Uint16Array) =>
  plan.reduce((sum, { row, day }) => sum + (dayOfRow[row] === day + 1 ? 1 : 0), 0);

function keptOf(promised: number, lost: number, asBefore: number): Kept {
  const kept = Math.min(promised - lost, asBefore);
  return { lost, kept, broken: promised - lost - kept };
}

/** What a plan said of the limits of a problem; 0 where it did not know them. */
export interface PricesBefore {
  readonly prices: PlanPrices;
  /** Minutes that were counted with, by place in the problem's people. */
  readonly counted: Float64Array;
  /** Contacts of all days, by place in its channels. */
  readonly channelAllowed: Float64Array;
  readonly limitAllowed: Float64Array;
}

interface PriceRow {
  readonly kind: string;
  readonly name: string;
  readonly allowed: number;
  readonly counted: number;
  readonly price: number;
}

async function pricesBefore(
  { warehouse, signal }: Context,
  plan: string,
  { names, limits }: PlanProblem,
): Promise<PricesBefore> {
  const rows = await warehouse.rows<PriceRow>(
    statement(
      'select toString(kind) as kind, name, allowed, counted, price from plan_price where plan = {plan:String}',
      {
        plan,
      },
    ),
    { signal },
  );
  const groupOf = ({ kind }: PriceRow) => (kind === 'person' || kind === 'channel' ? kind : 'limit');
  const known = new Map(rows.map((row) => [`${groupOf(row)}\t${row.name}`, row]));
  const column = (of: 'person' | 'channel' | 'limit', all: readonly string[], value: (row: PriceRow) => number) =>
    Float64Array.from(all, (name) => {
      const row = known.get(`${of}\t${name}`);
      return row ? value(row) : 0;
    });
  const limitNames = limits.map(({ name }) => name);
  return {
    prices: {
      minute: column('person', names.people, ({ price }) => price / 60),
      channel: column('channel', names.channels, ({ price }) => price),
      limit: column('limit', limitNames, ({ price }) => price),
    },
    counted: column('person', names.people, ({ counted }) => counted * 60),
    channelAllowed: column('channel', names.channels, ({ allowed }) => allowed),
    limitAllowed: column('limit', limitNames, ({ allowed }) => allowed),
  };
}

/** By row: day + 1 of every candidate that was promised. */
async function promisedDays({ warehouse, signal }: Context, plan: string, posed: Posed): Promise<Uint16Array> {
  const { campaigns } = posed.market;
  const blocks = warehouse.blocks(
    statement(
      `select customer_key, toLowCardinality(campaign) as campaign, toLowCardinality(offer) as offer, toLowCardinality(channel) as channel,
         toLowCardinality(person_id) as person_id, toLowCardinality(toString(day)) as day from plan_target where plan = {plan:String} and reason = ''
         and customer_key global in (${waiting})
       order by customer_key, campaign`,
      { plan, campaigns: campaigns.map(({ campaign }) => campaign) },
    ),
    { signal },
  );
  const dayOfRow = new Uint16Array(posed.gathered.candidates.count);
  let target = 0;
  for await (const block of blocks) target = readPromises(block, posed, target, dayOfRow);
  return dayOfRow;
}

/** Finds the candidates of a block's promises. @param target where the one before stands; @returns the same of the last */
function readPromises(block: Block, { market, gathered }: Posed, target: number, dayOfRow: Uint16Array): number {
  const { targets, candidates } = gathered;
  const { campaigns, calendar, workers } = market;
  const key = block.numbers('customer_key');
  const campaignOf = places(
    block.texts('campaign'),
    placesOf(campaigns, ({ campaign }) => campaign),
  );
  const personOf = places(
    block.texts('person_id'),
    placesOf(workers, ({ id }) => id),
  );
  const dayOf = places(
    block.texts('day'),
    placesOf(calendar.days, (day) => day),
  );
  const [offers, channels] = [block.texts('offer'), block.texts('channel')];
  const wayOf = campaigns.map(({ file }) => ({
    offer: places(
      offers,
      placesOf(file.offers, ({ offer }) => offer),
    ),
    channel: places(
      channels,
      placesOf(file.channels, ({ channel }) => channel),
    ),
  }));
  for (let row = 0; row < block.rows; row++) {
    const [campaign, day] = [campaignOf[row]!, dayOf[row]!];
    if (campaign < 0 || day < 0) continue;
    while (target < targets.count && isBefore(targets, target, key[row]!, campaign)) target++;
    if (targets.key[target] !== key[row] || targets.campaign[target] !== campaign) continue;
    for (let c = targets.start[target]!; c < targets.start[target + 1]!; c++) {
      const { offer, channel } = wayOf[campaign]!;
      if (candidates.offer[c] !== offer[row] || candidates.channel[c] !== channel[row]) continue;
      const person = candidates.person[c]!;
      const { first, last } = calendar.stretches[candidates.stretch[c]!]!;
      if (person >= 0 && (day < first || day > last)) continue;
      if (person >= 0 && Math.floor(person / calendar.stretches.length) !== personOf[row]) continue;
      dayOfRow[c] = day + 1;
      break;
    }
  }
  return target;
}

const isBefore = ({ key, campaign }: Posed['gathered']['targets'], target: number, other: number, of: number) =>
  key[target]! < other || (key[target] === other && campaign[target]! < of);
