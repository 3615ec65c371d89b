import type { PlanProblem } from '../problem.ts';
import { type Program, solveProgram } from '../solver/program.ts';

/**
 * The best value there is, by brute force: one whole-number column for every candidate and day, every limit a row, as
 * the problem says it. Undefined when no plan keeps all limits. For small problems only.
 */
export async function bestValue(problem: PlanProblem): Promise<number | undefined> {
  const { candidates, names, personDays, channelDays, limits, contactsPerCustomer, household, offerGroup } = problem;
  const days = Math.max(1, names.days.length);
  const program: Program = { gain: [], upper: [], whole: [], rows: [] };
  const rows = new Map<string, { low: number; high: number; at: number[]; by: number[] }>();
  const put = (name: string, low: number, high: number, column: number, by: number) => {
    const row = rows.get(name) ?? { low, high, at: [], by: [] };
    row.at.push(column);
    row.by.push(by);
    rows.set(name, row);
  };
  const minutesOn = new Map(personDays?.map((of) => [`${of.person}/${of.day}`, of.minutes]));
  const capacityOn = new Map(channelDays?.map((of) => [`${of.channel}/${of.day}`, of.capacity]));
  const limited = new Set(channelDays?.map((of) => of.channel));
  for (const limit of limits)
    if (limit.sense === 'at-least') rows.set(limit.name, { low: limit.bound, high: Infinity, at: [], by: [] });
  for (let c = 0; c < candidates.count; c++) {
    const [customer, offer, channel, person] = [
      candidates.customer[c]!,
      candidates.offer[c]!,
      candidates.channel[c]!,
      candidates.person[c]!,
    ];
    const minutes = candidates.minutes[c]! / candidates.minutesScale;
    for (let day = 0; day < days; day++) {
      const column = program.gain.push(candidates.gain[c]!) - 1;
      program.upper.push(1);
      program.whole.push(true);
      put(`candidate ${c}`, -Infinity, 1, column, 1);
      if (contactsPerCustomer !== undefined) put(`customer ${customer}`, -Infinity, contactsPerCustomer, column, 1);
      const home = household?.[customer] ?? null;
      if (home !== null) put(`household ${home}`, -Infinity, 1, column, 1);
      const group = offerGroup?.[offer] ?? null;
      if (group !== null) put(`group ${group} ${home ?? customer}`, -Infinity, 1, column, 1);
      if (personDays && person >= 0 && minutes > 0)
        put(`person ${person}/${day}`, -Infinity, minutesOn.get(`${person}/${day}`) ?? 0, column, minutes);
      if (limited.has(channel))
        put(`channel ${channel}/${day}`, -Infinity, capacityOn.get(`${channel}/${day}`) ?? 0, column, 1);
      for (const limit of limits) {
        if ((limit.offer ?? offer) !== offer || (limit.channel ?? channel) !== channel) continue;
        const by = limit.of === 'cost' ? candidates.cost[c]! / candidates.costScale : 1;
        const [low, high] = limit.sense === 'at-most' ? [-Infinity, limit.bound] : [limit.bound, Infinity];
        put(limit.name, low, high, column, by);
      }
    }
  }
  program.rows.push(...rows.values());
  if (program.gain.length === 0) return program.rows.some(({ low }) => low > 0) ? undefined : 0;
  const { values, infeasible, solved } = await solveProgram(program);
  if (infeasible) return undefined;
  if (!values || !solved) throw new Error('The oracle found no answer');
  return values.reduce((sum, value, i) => sum + Math.round(value) * program.gain[i]!, 0);
}
