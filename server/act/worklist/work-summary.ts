import type { Result, worklistRoutes } from '#contract';
import type { Context } from '#platform/context';
import { run } from '#platform/records';
import { visible } from './work-list.ts';

type Summary = Result<(typeof worklistRoutes)['workSummary']>;

/** Work by day and by unit, of what the viewer may see. An order is done on the day of its newest result. */
export async function workSummary(
  { db, actor, clock }: Pick<Context, 'db' | 'actor' | 'clock'>,
  query: { campaignId?: string | undefined; days: number },
): Promise<Summary> {
  const today = clock.now().toISOString().slice(0, 10);
  const guard = visible(actor, 4);
  const values = [today, query.days, query.campaignId ?? null, ...guard.values];
  const mine = `select * from work_order where ($3::text is null or campaign_id = $3) and ${guard.text}`;
  const days = await run<Record<'day' | 'planned' | 'done' | 'reached' | 'accepted', string>>(
    db,
    `with mine as (${mine}),
       span as (select generate_series($1::date - ($2::int - 1), $1::date, interval '1 day')::date as day),
       planned as (select day, count(*) as n from mine where state <> 'cancelled' group by day),
       done as (
         select (result_at at time zone 'UTC')::date as day, count(*) as n,
           count(*) filter (where result not in ('unreachable', 'wrong_details')) as reached,
           count(*) filter (where result = 'accepted') as accepted
         from mine where result_at is not null group by 1
       )
     select to_char(span.day, 'YYYY-MM-DD') as day, coalesce(planned.n, 0) as planned, coalesce(done.n, 0) as done,
       coalesce(done.reached, 0) as reached, coalesce(done.accepted, 0) as accepted
     from span left join planned on planned.day = span.day left join done on done.day = span.day order by span.day`,
    values,
  );
  const units = await run<
    Record<'released' | 'done' | 'accepted' | 'overdue', string> & { org_unit_id: string | null }
  >(
    db,
    `select org_unit_id, count(*) as released, count(*) filter (where result is not null) as done,
       count(*) filter (where result = 'accepted') as accepted,
       count(*) filter (where day < $1::date and state in ('released', 'accepted', 'in_progress')) as overdue
     from (${mine}) as mine where $2::int > 0 group by org_unit_id order by org_unit_id`,
    values,
  );
  return {
    days: days.map(({ day, planned, done, reached, accepted }) => ({
      day,
      planned: Number(planned),
      done: Number(done),
      reached: Number(reached),
      accepted: Number(accepted),
    })),
    units: units.map((row) => ({
      orgUnitId: row.org_unit_id,
      released: Number(row.released),
      done: Number(row.done),
      accepted: Number(row.accepted),
      overdue: Number(row.overdue),
    })),
  };
}
