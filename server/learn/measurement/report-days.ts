import type { CampaignDay } from '#contract';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { matched, sumsParams, type Ask, type Window } from './report-sums.ts';
import { sequentialInterval } from './estimators/sequential.ts';
import type { Worth } from './report.ts';
import { difference, rate, type Proportion } from './statistics.ts';

/** What happened on one day on one side: targets that began, successes, contacts. */
export interface DaySum {
  readonly day: string;
  readonly side: 'treated' | 'control';
  readonly what: 'begun' | 'success' | 'contact';
  readonly n: number;
}

/** Beginnings, successes and contacts by day, within the viewer's subtree. */
export async function readDaySums({ warehouse }: Pick<Context, 'warehouse'>, ask: Ask): Promise<DaySum[]> {
  const guard = ask.scope.kind === 'units' ? 'and ifNull(has({units:Array(String)}, org_unit_id), 0)' : '';
  const text = `
    with
${matched(ask)}
    select toString(day) as day, side, what, sum(n) as n from (
      select from_day as day, if(arm = 'control', 'control', 'treated') as side, 'begun' as what, count() as n from watched group by day, side
      union all
      select success_on as day, if(arm = 'control', 'control', 'treated') as side, 'success' as what, count() as n from watched where success group by day, side
      union all
      select happened_on as day, 'treated' as side, 'contact' as what, count() as n from contact where campaign = {campaign:String} ${guard} group by day
    ) group by day, side, what order by day, side, what`;
  const rows = await warehouse.rows<Record<keyof DaySum, string>>(statement(text, sumsParams(ask)));
  return rows.map((row) => ({ ...row, n: Number(row.n) }) as DaySum);
}

/**
 * Running totals by day, of the targets of all waves that have begun by the last day. They are the same on every day, so
 * the lines never fall back when a wave begins, and end at the figures of the report. Pure.
 * @param worth how many independent customers one of each side is worth, where chance drew whole groups
 */
export function daysOf(
  sums: readonly DaySum[],
  windows: readonly Window[],
  today: string,
  worth: Worth = { treated: 1, control: 1 },
): CampaignDay[] {
  const first = windows.map((window) => window.from).sort()[0];
  const last =
    [
      windows
        .map((window) => window.to)
        .sort()
        .at(-1) ?? '',
      today,
    ].sort()[0] ?? '';
  if (first === undefined) return [];
  const on = Map.groupBy(sums, (sum) => sum.day);
  const begun = (side: DaySum['side']) =>
    sums
      .filter((sum) => sum.what === 'begun' && sum.side === side && sum.day <= last)
      .reduce((all, { n }) => all + n, 0);
  const far = {
    treated: { targets: begun('treated'), successes: 0 },
    control: { targets: begun('control'), successes: 0 },
  };
  const days: CampaignDay[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    let contacts = 0;
    for (const { side, what, n } of on.get(day) ?? []) {
      if (what === 'success') far[side].successes += n;
      else if (what === 'contact') contacts += n;
    }
    const side = (of: DaySum['side']) => {
      const { targets, successes } = far[of];
      const worthOf = { n: targets * worth[of], successes: successes * worth[of] };
      return { shown: { targets, successes, rate: rate(worthOf) }, worthOf };
    };
    const [treated, control] = [side('treated'), side('control')];
    days.push({
      day,
      contacts,
      treated: treated.shown,
      control: control.shown,
      difference: difference(treated.worthOf, control.worthOf),
      anyLook: anyLook(treated.worthOf, control.worthOf),
    });
  }
  return days;
}

/** The rate at which the interval is narrowest: it must not be chosen by what is seen. */
const tunedRate = 0.05;
/**
 * The difference so far with an interval that holds on every day at once. From day to day the targets are the same and
 * their successes add up: without an effect the difference is a martingale whose variance grows with the rate, so the
 * variance takes the place that the number of units has in `sequentialInterval`.
 */
export function anyLook(treated: Proportion, control: Proportion): CampaignDay['anyLook'] {
  const units = treated.n + control.n;
  if (treated.n === 0 || control.n === 0) return null;
  const [p, q] = [treated.successes / treated.n, control.successes / control.n];
  const variance = (p * (1 - p)) / treated.n + (q * (1 - q)) / control.n;
  if (variance === 0) return null;
  const tuned = tunedRate * (1 - tunedRate) * (1 / treated.n + 1 / control.n);
  const { low, high } = sequentialInterval(
    { estimate: p - q, standardError: Math.sqrt(variance), units: (units * variance) / tuned },
    { level: 0.95, tunedFor: units },
  );
  return { low: Math.max(-1, low), high: Math.min(1, high) };
}
