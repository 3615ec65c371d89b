import {
  Problem,
  type Absence,
  type plannerRoutes,
  type Reply,
  type WhatIfAnswer,
  type WorkTerms,
  type workTermsRoutes,
} from '#contract';
import type { z } from 'zod';
import { sees, type Context } from '#platform/context';
import { run } from '#platform/records';
import { readPeople } from '#know/organisation';
import { requireSchedulable, scheduleCampaign } from '#act/campaigns';
import { changeOffers, offersToChange } from './closed-offers.ts';
import { readPrices } from './plan-prices.ts';
import { requirePlan } from './plan-reports.ts';
import { whatIf } from './plan-words.ts';

type Routes = typeof plannerRoutes & typeof workTermsRoutes;
type Body<Name extends 'planWhatIf' | 'replanPlan'> = z.output<Routes[Name]['body']>;

/** Schedules campaigns together. */
export async function makePlan(context: Context, campaigns: readonly string[]): Promise<{ job: string }> {
  const [first, ...others] = campaigns;
  return scheduleCampaign(context, first!, others);
}

/** Answers from the prices; where asked, a job plans anew with the changes and tells what they really bring. */
export async function planWhatIf(
  context: Context,
  id: string,
  { changes, replan }: Body<'planWhatIf'>,
): Promise<WhatIfAnswer> {
  const plan = await requirePlan(context, id);
  const names = changes.map(({ name }) => name);
  const known = new Map((await readPrices(context, id, { names })).map((row) => [row.name, row]));
  const unknown = changes.flatMap(({ name }, i) =>
    known.has(name)
      ? []
      : [{ code: 'unknown-limit', place: `changes.${i}.name`, message: `The plan has no limit “${name}”.` }],
  );
  if (unknown.length > 0)
    throw new Problem('invalid', 'unknown-limit', unknown[0]!.message, { problems: unknown, parameters: { plan: id } });
  const answer = whatIf(
    plan,
    changes.map(({ name, by }) => ({ ...known.get(name)!, by })),
  );
  const job = replan
    ? await context.jobs.enqueue('plan-what-if', { plan: id, changes, by: context.actor.login })
    : null;
  return { ...answer, job };
}

/** Notes who is away and what is closed or open again, and schedules the plan's campaigns anew, keeping what can be kept. */
export async function replanPlan(context: Context, id: string, body: Body<'replanPlan'>): Promise<{ job: string }> {
  const plan = await requirePlan(context, id);
  // All that can be refused is, before anything is noted.
  const campaigns = await requireSchedulable(context, plan.campaigns);
  const offering = campaigns.map(({ id: campaign, file }) => ({ campaign, file }));
  const offers = await offersToChange(context.db, offering, body);
  if (body.absent.length > 0) await putAbsences(context, body.absent);
  await changeOffers(context, offers);
  const [first, ...others] = plan.campaigns;
  return scheduleCampaign(context, first!, others, { stability: body.stability });
}

/** @throws Problem with every person that is not there for the viewer. */
async function requirePeople({ db, actor }: Pick<Context, 'db' | 'actor'>, ids: readonly string[]): Promise<void> {
  const known = new Map((await readPeople(db, { ids })).map((person) => [person.id, person]));
  const problems = ids.flatMap((personId, i) => {
    const person = known.get(personId);
    return person && sees(actor, person.orgUnitId)
      ? []
      : [
          {
            code: 'no-such-person',
            place: `items.${i}.personId`,
            message: `There is no ${personId} in your territory.`,
          },
        ];
  });
  if (problems.length > 0) throw new Problem('invalid', 'no-such-person', problems[0]!.message, { problems });
}

export async function putAbsences(context: Context, items: readonly Absence[]): Promise<number> {
  await requirePeople(
    context,
    items.map(({ personId }) => personId),
  );
  const { db, actor, clock } = context;
  await db.transaction().execute(async (trx) => {
    for (const { personId, firstOn, lastOn, minutes, why } of items)
      await run(
        trx,
        `insert into absence (person_id, first_on, last_on, minutes, why, noted_by, noted_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (person_id, first_on) do update set last_on = excluded.last_on, minutes = excluded.minutes, why = excluded.why,
           noted_by = excluded.noted_by, noted_at = excluded.noted_at`,
        [personId, firstOn, lastOn, minutes, why, actor.login, clock.now()],
      );
  });
  return items.length;
}

export async function putWorkTerms(context: Context, items: readonly WorkTerms[]): Promise<number> {
  await requirePeople(
    context,
    items.map(({ personId }) => personId),
  );
  await context.db.transaction().execute(async (trx) => {
    for (const { personId, skills, daysOff } of items)
      await run(
        trx,
        `insert into work_terms (person_id, skills, days_off) values ($1, $2::text::jsonb, $3::text::jsonb)
         on conflict (person_id) do update set skills = excluded.skills, days_off = excluded.days_off`,
        [personId, skills === null ? null : JSON.stringify(skills), JSON.stringify(daysOff)],
      );
  });
  return items.length;
}

interface Paging {
  readonly limit: number;
  readonly offset: number;
}

/** The people of the viewer's subtree as a condition on person_id. */
async function mine({ db, actor }: Pick<Context, 'db' | 'actor'>): Promise<unknown> {
  const { scope } = actor;
  const people = await readPeople(db, scope.kind === 'everything' ? {} : { unitIds: scope.units });
  return JSON.stringify(people.map(({ id }) => id));
}

export async function listAbsences(context: Context, page: Paging): Promise<Reply<Routes['listAbsences']>> {
  const today = context.clock.now().toISOString().slice(0, 10);
  const rows = await run<{
    person_id: string;
    first_on: string;
    last_on: string;
    minutes: number;
    why: string | null;
    total: number;
  }>(
    context.db,
    `select person_id, first_on, last_on, minutes, why, count(*) over () as total from absence
     where last_on >= $1::date and $2::text::jsonb ? person_id order by first_on, person_id limit $3 offset $4`,
    [today, await mine(context), page.limit, page.offset],
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    items: rows.map(({ person_id, first_on, last_on, minutes, why }) => ({
      personId: person_id,
      firstOn: first_on,
      lastOn: last_on,
      minutes,
      why,
    })),
  };
}

export async function listWorkTerms(context: Context, page: Paging): Promise<Reply<Routes['listWorkTerms']>> {
  const rows = await run<{ person_id: string; skills: string[] | null; days_off: number[]; total: number }>(
    context.db,
    `select person_id, skills, days_off, count(*) over () as total from work_terms
     where $1::text::jsonb ? person_id order by person_id limit $2 offset $3`,
    [await mine(context), page.limit, page.offset],
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    items: rows.map(({ person_id, skills, days_off }) => ({ personId: person_id, skills, daysOff: days_off })),
  };
}
