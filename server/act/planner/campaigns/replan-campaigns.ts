import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { compile } from '../compile.ts';
import { contactsOf, planFairly } from '../plan-problem.ts';
import type { Contact, PlanProblem } from '../problem.ts';
import { threadsFor } from '../solver/crew.ts';
import { shared } from '../solver/instance.ts';
import { replan } from '../solver/replan.ts';
import { checked, spreadOverDays, type PlanMade, type Posed } from './plan-campaigns.ts';
import type { StoredPlan } from './plan-store.ts';
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

/** A plan that campaigns follow, and what it said of everything limited. */
export interface Followed {
  readonly plan: StoredPlan;
  readonly limits: readonly PriceRow[];
}

/** Plans anew from the plan that the campaigns follow and its prices, with few promises changed. @param posed with its promises */
export async function replanCampaigns(posed: Posed, followed: Followed, stability: number): Promise<PlanMadeAnew> {
  const { problem } = posed;
  const dayOfRow = posed.gathered.candidates.promised;
  const whole = compile(problem);
  const before = pricesBefore(followed.limits, problem);
  const promised = contactsPromised(dayOfRow);
  let lost: number | undefined;
  let solveSeconds = 0;
  const { plan, solution, ...compiled } = await planFairly(
    problem,
    async (of) => {
      const here = of === problem ? whole : compile(of);
      const prices = pricesForSolver(of, here, before.prices);
      const dayOf = daysOfCandidates(here.source, dayOfRow);
      const started = performance.now();
      const now = await replan(
        here.instance,
        { dayOf, prices },
        { threads: threadsFor(of.candidates.count), stability },
      );
      solveSeconds += (performance.now() - started) / 1000;
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
    solveSeconds,
    prices: pricesInWords(problem, compiled, solution.prices),
    violated: checked(problem, spread),
  };
  return {
    made,
    followed: followed.plan,
    before,
    kept: keptOf(promised.length, lost ?? 0, same(plan, dayOfRow), posed.gathered.promisesGone),
  };
}

/** @param source the row of each candidate */
function daysOfCandidates(source: Uint32Array, dayOfRow: Uint16Array): Uint16Array {
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

/** @param gone promises beside those, of which there is no candidate any more */
function keptOf(promised: number, lost: number, asBefore: number, gone: number): Kept {
  const kept = Math.min(promised - lost, asBefore);
  return { lost: lost + gone, kept, broken: promised - lost - kept };
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

export interface PriceRow {
  readonly kind: string;
  readonly name: string;
  readonly allowed: number;
  readonly counted: number;
  readonly price: number;
}

/** What a plan said of everything limited. */
export function limitsOfPlan({ warehouse, signal }: Pick<Context, 'warehouse' | 'signal'>, plan: string) {
  return warehouse.rows<PriceRow>(
    statement(
      'select toString(kind) as kind, name, allowed, counted, price from plan_price where plan = {plan:String}',
      { plan },
    ),
    { signal },
  );
}

function pricesBefore(rows: readonly PriceRow[], { names, limits }: PlanProblem): PricesBefore {
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
