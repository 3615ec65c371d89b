import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import type { SchedulingTask } from '#act/campaigns';
import { compile, type Compiled } from '../compile.ts';
import { contactsOf } from '../plan-problem.ts';
import type { PlanProblem } from '../problem.ts';
import { replan } from '../solver/replan.ts';
import { checked, spreadOverDays, threadsFor, type PlanMade, type Posed } from './plan-campaigns.ts';
import { newestPlanOf } from './plan-store.ts';
import { pricesForSolver, pricesInWords, type PlanPrices } from './prices-of-plan.ts';

/** Promises that the change made impossible, and of the others those kept and broken. */
export interface Kept {
  readonly lost: number;
  readonly kept: number;
  readonly broken: number;
}

type Changes = NonNullable<SchedulingTask['changes']>;

/** Plans anew from the plan that the campaigns follow and its prices, with few promises changed. Undefined where there is no such plan. */
export async function replanCampaigns(
  context: Context,
  posed: Posed,
  { stability }: Changes,
): Promise<{ made: PlanMade; kept: Kept } | undefined> {
  const { problem, market } = posed;
  const followed = await newestPlanOf(context.db, market.campaigns[0]!.campaign);
  if (!followed) return undefined;
  const compiled = compile(problem);
  const prices = pricesForSolver(problem, compiled, await pricesOf(context, followed.id, problem));
  const dayOf = await promisedDays(context, followed.id, posed, compiled);
  const now = await replan(compiled.instance, { dayOf, prices }, { threads: threadsFor(problem), stability });
  const plan = spreadOverDays(posed, contactsOf(problem, compiled.source, now.dayOf));
  const made: PlanMade = {
    ...posed,
    plan,
    solution: now,
    compiled,
    prices: pricesInWords(problem, compiled, now.prices),
    violated: checked(problem, plan),
  };
  return { made, kept: { lost: now.lost, kept: now.kept, broken: now.broken } };
}

/** The prices of a plan that was made before, for the limits of this problem that it knew. */
async function pricesOf({ warehouse, signal }: Context, plan: string, problem: PlanProblem): Promise<PlanPrices> {
  const rows = await warehouse.rows<{ kind: string; name: string; price: number }>(
    statement('select toString(kind) as kind, name, price from plan_price where plan = {plan:String}', { plan }),
    { signal },
  );
  const known = new Map(rows.map(({ kind, name, price }) => [`${kind}\t${name}`, price]));
  const { names, limits } = problem;
  const kinds = new Map(rows.map(({ kind, name }) => [name, kind]));
  return {
    minute: Float64Array.from(names.people, (name) => (known.get(`person\t${name}`) ?? 0) / 60),
    channel: Float64Array.from(names.channels, (name) => known.get(`channel\t${name}`) ?? 0),
    limit: Float64Array.from(limits, ({ name }) => known.get(`${kinds.get(name)}\t${name}`) ?? 0),
  };
}

interface PromiseMade {
  readonly customer_key: number;
  readonly campaign: string;
  readonly offer: string;
  readonly channel: string;
  readonly person_id: string;
  readonly day: string;
}

/** Day + 1 of every candidate that was promised. */
async function promisedDays(
  { warehouse, signal }: Context,
  plan: string,
  { market, gathered }: Posed,
  { source, instance }: Compiled,
): Promise<Uint16Array> {
  const { campaigns, calendar, workers } = market;
  const { targets, candidates } = gathered;
  const rows = warehouse.stream<PromiseMade>(
    statement(
      `select customer_key, toString(campaign) as campaign, toString(offer) as offer, toString(channel) as channel, toString(person_id) as person_id,
         toString(day) as day from plan_target where plan = {plan:String} and reason = '' order by customer_key, campaign`,
      { plan },
    ),
    { signal },
  );
  const dayOfRow = new Uint16Array(candidates.count);
  const order = new Map(campaigns.map(({ campaign }, i) => [campaign, i]));
  const days = new Map(calendar.days.map((day, i) => [day, i]));
  let target = 0;
  for await (const batch of rows)
    for (const row of batch) {
      const campaign = order.get(row.campaign);
      if (campaign === undefined) continue;
      const isBefore = () =>
        targets.key[target]! < row.customer_key ||
        (targets.key[target] === row.customer_key && targets.campaign[target]! < campaign);
      while (target < targets.count && isBefore()) target++;
      const day = days.get(row.day);
      if (targets.key[target] !== row.customer_key || targets.campaign[target] !== campaign || day === undefined)
        continue;
      const { file } = campaigns[campaign]!;
      for (let c = targets.start[target]!; c < targets.start[target + 1]!; c++) {
        if (file.offers[candidates.offer[c]!]!.offer !== row.offer) continue;
        if (file.channels[candidates.channel[c]!]!.channel !== row.channel) continue;
        const person = candidates.person[c]!;
        const { first, last } = calendar.stretches[candidates.stretch[c]!]!;
        if (person >= 0 && (day < first || day > last)) continue;
        if (person >= 0 && workers[Math.floor(person / calendar.stretches.length)]!.id !== row.person_id) continue;
        dayOfRow[c] = day + 1;
        break;
      }
    }
  const dayOf = new Uint16Array(instance.kind.length);
  for (let c = 0; c < source.length; c++) dayOf[c] = dayOfRow[source[c]!]!;
  return dayOf;
}
