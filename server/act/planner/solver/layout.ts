import type { Instance } from './instance.ts';
import type { Program } from './program.ts';

/** Candidates as a program: one column each, then one for every sort of contact and day. */
export interface Layout {
  readonly candidates: number[];
  /** Of every sort of contact that competes for days: its candidates, and its first column by day. */
  readonly sorts: { readonly members: number[]; readonly days: { readonly day: number; readonly column: number }[] }[];
  readonly program: Program;
  /** Rows of the program by row of people, by channel and day, and by shared limit. */
  readonly personRow: ReadonlyMap<number, number>;
  readonly channelRow: ReadonlyMap<number, number>;
  readonly limitRow: ReadonlyMap<number, number>;
}

export function layOut(instance: Instance, candidates: number[]): Layout {
  const { gain, limits } = instance;
  const program: Program = {
    gain: candidates.map((c) => gain[c]!),
    upper: candidates.map(() => 1),
    whole: candidates.map(() => true),
    rows: [],
  };
  const columnOf = new Map(candidates.map((c, column) => [c, column]));
  addUnits(instance, candidates, program);
  const days = addDays(instance, candidates, columnOf, program);
  const limitRow = new Map<number, number>();
  // The days of a channel limit it by themselves.
  for (let limit = 0; limit < limits.count; limit++)
    if (limits.channel[limit]! < 0) limitRow.set(limit, addLimit(instance, limit, candidates, program));
  return { candidates, program, ...days, limitRow };
}

function addUnits(
  { unitStart, unitLimit, units, kinds, kind }: Instance,
  candidates: number[],
  program: Program,
): void {
  let column = 0;
  for (let unit = 0; unit < units; unit++) {
    const at: number[] = [];
    const byGroup = new Map<number, number[]>();
    for (; column < candidates.length && candidates[column]! < unitStart[unit + 1]!; column++) {
      at.push(column);
      const group = kinds.group[kind[candidates[column]!]!]!;
      if (group >= 0) byGroup.set(group, [...(byGroup.get(group) ?? []), column]);
    }
    const atMost = (columns: number[], high: number) => {
      if (columns.length > high) program.rows.push({ low: -Infinity, high, at: columns, by: columns.map(() => 1) });
    };
    atMost(at, unitLimit[unit]!);
    for (const columns of byGroup.values()) atMost(columns, 1);
  }
}

interface Sort {
  readonly who: number;
  readonly channel: number;
  readonly time: number;
  readonly members: number[];
}

/** Candidates that compete for the same days in the same way. */
function sortsOf(instance: Instance, candidates: readonly number[]): Sort[] {
  const { person, minutes, kind, kinds, days, channelDay } = instance;
  const isLimited = Array.from({ length: instance.channels }, (_, channel) =>
    channelDay.subarray(channel * days, (channel + 1) * days).some((capacity) => capacity < Infinity),
  );
  const sorts = new Map<string, Sort>();
  for (const c of candidates) {
    const channel = kinds.channel[kind[c]!]!;
    const who = minutes[c]! > 0 ? person[c]! : -1;
    if (who < 0 && !isLimited[channel]) continue;
    const time = who < 0 ? 0 : minutes[c]!;
    const key = `${who}/${channel}/${time}`;
    const sort = sorts.get(key) ?? { who, channel, time, members: [] };
    sort.members.push(c);
    sorts.set(key, sort);
  }
  return [...sorts.values()];
}

function addDays(instance: Instance, candidates: readonly number[], columnOf: Map<number, number>, program: Program) {
  const { days, channelDay, people } = instance;
  const personRows = new Map<number, { at: number[]; by: number[] }>();
  const channelRows = new Map<number, { at: number[]; by: number[] }>();
  const put = (rows: typeof personRows, key: number, column: number, by: number) => {
    const row = rows.get(key) ?? { at: [], by: [] };
    row.at.push(column);
    row.by.push(by);
    rows.set(key, row);
  };
  const sorts: { members: number[]; days: { day: number; column: number }[] }[] = [];
  for (const { who, channel, time, members } of sortsOf(instance, candidates)) {
    const places: { day: number; column: number }[] = [];
    const place = (day: number, row: number) => {
      const cell = channel * days + day;
      if (!(channelDay[cell]! > 0) || (row >= 0 && people.minutes[row]! < time)) return;
      const column = program.gain.push(0) - 1;
      program.upper.push(members.length);
      program.whole.push(true);
      places.push({ day, column });
      if (channelDay[cell]! < Infinity) put(channelRows, cell, column, 1);
      if (row >= 0) put(personRows, row, column, time);
    };
    if (who < 0) for (let day = 0; day < days; day++) place(day, -1);
    else for (let row = people.dayStart[who]!; row < people.dayStart[who + 1]!; row++) place(people.day[row]!, row);
    const at = [...places.map(({ column }) => column), ...members.map((c) => columnOf.get(c)!)];
    program.rows.push({ low: 0, high: 0, at, by: at.map((_, i) => (i < places.length ? 1 : -1)) });
    sorts.push({ members, days: places });
  }
  const addRows = (rows: typeof personRows, high: (key: number) => number) =>
    new Map([...rows].map(([key, row]) => [key, program.rows.push({ low: -Infinity, high: high(key), ...row }) - 1]));
  return {
    sorts,
    personRow: addRows(personRows, (row) => people.minutes[row]!),
    channelRow: addRows(channelRows, (cell) => channelDay[cell]!),
  };
}

function addLimit(
  { kind, kinds, limits, cost }: Instance,
  limit: number,
  candidates: readonly number[],
  program: Program,
): number {
  const at: number[] = [];
  const by: number[] = [];
  for (const [column, c] of candidates.entries()) {
    const k = kind[c]!;
    for (let i = kinds.limitStart[k]!; i < kinds.limitStart[k + 1]!; i++)
      if (kinds.limit[i] === limit) {
        at.push(column);
        by.push(limits.ofCost[limit] ? cost[c]! : 1);
      }
  }
  const bound = limits.bound[limit]!;
  if (limits.sign[limit]! > 0) return program.rows.push({ low: -Infinity, high: bound, at, by }) - 1;
  // What is missing of a minimum is a column of its own, at the most a minimum may cost.
  at.push(program.gain.push(-limits.priceCap[limit]!) - 1);
  by.push(1);
  program.upper.push(Infinity);
  program.whole.push(false);
  return program.rows.push({ low: bound, high: Infinity, at, by }) - 1;
}
