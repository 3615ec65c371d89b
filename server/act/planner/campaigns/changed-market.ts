import type { PlanProblem } from '../problem.ts';
import type { Posed } from './plan-campaigns.ts';

/** The same problem with some limits changed by so many of their units: hours, contacts, yuan. */
export function changedMarket(posed: Posed, changes: readonly { readonly name: string; readonly by: number }[]): Posed {
  const by = new Map(changes.map((change) => [change.name, change.by]));
  const { problem } = posed;
  const changed: PlanProblem = {
    ...problem,
    limits: problem.limits.map((limit) => ({ ...limit, bound: Math.max(0, limit.bound + (by.get(limit.name) ?? 0)) })),
    personDays: spread(
      problem.personDays,
      ({ person }) => problem.names.people[person]!,
      (day, share) => ({ ...day, minutes: Math.max(0, day.minutes + share * 60) }),
      ({ minutes }) => minutes > 0,
      by,
    ),
    channelDays: spread(
      problem.channelDays,
      ({ channel }) => problem.names.channels[channel]!,
      (day, share) => ({ ...day, capacity: Math.max(0, day.capacity + share) }),
      () => true,
      by,
    ),
  };
  return { ...posed, problem: changed };
}

/** A change of a whole stretch is shared by its days, those off left out. */
function spread<Day>(
  days: readonly Day[] | undefined,
  nameOf: (day: Day) => string,
  changed: (day: Day, share: number) => Day,
  works: (day: Day) => boolean,
  by: ReadonlyMap<string, number>,
): readonly Day[] | undefined {
  if (!days?.some((day) => by.has(nameOf(day)))) return days;
  const count = new Map<string, number>();
  for (const day of days) if (works(day)) count.set(nameOf(day), (count.get(nameOf(day)) ?? 0) + 1);
  return days.map((day) => {
    const amount = by.get(nameOf(day));
    return amount === undefined || !works(day) ? day : changed(day, amount / count.get(nameOf(day))!);
  });
}
