import { allEnded } from '#platform/concurrency';
import type { Context } from '#platform/context';
import { listOffers } from '#know/catalog';
import {
  contactsByDay,
  contactsPlaced,
  methodOf,
  targetsToPlace,
  type CampaignToSchedule,
  type Promises,
} from '#act/campaigns';
import { readClosedOffers } from '../closed-offers.ts';
import { checkPlan, type Violation } from '../check.ts';
import type { Compiled } from '../compile.ts';
import { planProblem } from '../plan-problem.ts';
import type { Contact, PlanProblem } from '../problem.ts';
import { threadsFor } from '../solver/crew.ts';
import type { Solution } from '../solver/solve.ts';
import {
  campaignProblem,
  nothingStands,
  type CampaignProblem,
  type Placed,
  type Standing,
} from './campaign-problem.ts';
import { gather, type Gathered } from './gather.ts';
import type { Market } from './market.ts';
import { type Worker, workersOf } from './people.ts';
import { type PlanPrices, pricesInWords } from './prices-of-plan.ts';
import { promised } from './promises.ts';
import { calendarOf } from './windows.ts';

/** A problem of campaigns in all its parts. */
export interface Posed extends CampaignProblem {
  readonly market: Market;
  readonly gathered: Gathered;
}

/** A plan of campaigns, checked. */
export interface PlanMade extends Posed {
  readonly plan: readonly Contact[];
  readonly solution: Pick<
    Solution,
    'dayOf' | 'value' | 'bound' | 'priceBound' | 'contacts' | 'prices' | 'contradiction'
  >;
  readonly compiled: Compiled;
  readonly prices: PlanPrices;
  readonly solveSeconds: number;
  /** By the independent checker. */
  readonly violated: readonly Violation[];
}

type Reading = Pick<Context, 'db' | 'warehouse' | 'signal'>;

/** Asks the stores for everything a plan of these campaigns is made of. From 'published' all treated targets are asked about, also those with a place. */
export async function poseProblem(
  context: Reading,
  asked: {
    readonly campaigns: readonly CampaignToSchedule[];
    readonly today: string;
    readonly live: readonly string[];
    readonly from: 'next' | 'published';
    /** People and what their days hold for these targets, where that is known. */
    readonly workers?: readonly Worker[] | undefined;
    /** The plans whose promises are to be known, the oldest first. */
    readonly follows?: readonly string[] | undefined;
  },
): Promise<Posed> {
  const { db, warehouse, signal } = context;
  const { campaigns, from } = asked;
  const ids = campaigns.map(({ campaign }) => campaign);
  const calendar = calendarOf(
    campaigns.map(({ waves }) => waves),
    asked.today,
  );
  const workers =
    asked.workers ??
    (await workersOf(context, {
      owners: campaigns.map(({ owner }) => owner),
      days: calendar.days,
      live: asked.live,
      own: { campaigns: from === 'next' ? ids : [], promises: { from: 'next' } },
    }));
  const offers = new Map((await listOffers(db)).map((offer) => [offer.id, offer]));
  const closed = await readClosedOffers(db, ids);
  const market: Market = { campaigns, offers, closed, calendar, workers };
  const promises = asked.follows && promised(asked.follows, ids);
  const [gathered, standing] = await allEnded([
    gather(market, warehouse.blocks(targetsToPlace(ids, from, promises), { signal }), promises !== undefined),
    from === 'next' ? whatStands(context, campaigns, { from }) : Promise.resolve(nothingStands),
  ]);
  return { market, gathered, ...campaignProblem(market, gathered, standing) };
}

/** What has a place of these campaigns. */
export async function whatStands(
  { warehouse, signal }: Reading,
  campaigns: readonly CampaignToSchedule[],
  of: Promises,
): Promise<Standing> {
  const ids = campaigns.map(({ campaign }) => campaign);
  const [contacts, days] = await allEnded([
    warehouse.rows<Placed>(contactsPlaced(campaigns, of), { signal }),
    warehouse.rows<Standing['days'][number]>(contactsByDay(ids, of), { signal }),
  ]);
  return { contacts, days };
}

/** Plans, and checks the plan with the independent checker. @throws Error when it breaks a limit that is not a minimum. */
export async function planCampaigns(
  posed: Posed,
  { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (fraction: number, message: string) => void },
): Promise<PlanMade> {
  const { problem } = posed;
  const { plan, solution, solveSeconds, ...compiled } = await planProblem(problem, {
    threads: threadsFor(problem.candidates.count),
    signal,
    onStep,
  });
  const spread = spreadOverDays(posed, plan);
  return {
    ...posed,
    plan: spread,
    solution,
    compiled,
    solveSeconds,
    prices: pricesInWords(problem, compiled, solution.prices),
    violated: checked(problem, spread),
  };
}

/** What the independent checker finds. @throws Error when a limit is broken that is not a minimum: such a plan is not used. */
export function checked(problem: PlanProblem, plan: readonly Contact[]): Violation[] {
  const minimums = new Set(problem.limits.filter(({ sense }) => sense === 'at-least').map(({ name }) => name));
  const violated = checkPlan(problem, plan);
  const broken = violated.filter(({ limit }) => !minimums.has(limit));
  if (broken.length > 0)
    throw new Error(`The plan breaks ${broken.length} limits, first: ${JSON.stringify(broken[0])}`);
  return violated;
}

/** Contacts that nothing binds to a day are spread over their window by the turn that chance gave the customer. */
export function spreadOverDays({ market, gathered, problem }: Posed, plan: readonly Contact[]): Contact[] {
  const limited = new Set(problem.channelDays?.map(({ channel }) => channel));
  const { targets, candidates } = gathered;
  return plan.map((contact) => {
    if (candidates.person[contact.row]! >= 0 || limited.has(problem.candidates.channel[contact.row]!)) return contact;
    const target = candidates.target[contact.row]!;
    const { first, last } = market.calendar.windows[targets.campaign[target]!]![targets.window[target]!]!;
    return { row: contact.row, day: first + Math.floor(targets.turn[target]! * (last - first + 1)) };
  });
}

export const isPlanned = ({ file }: CampaignToSchedule): boolean => methodOf(file) === 'planner';
