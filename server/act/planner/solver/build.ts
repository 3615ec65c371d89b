import { type Blocks, type Instance, type Kinds, type Limits, type People, shared } from './instance.ts';
import { tighten } from './tighten.ts';

/** Candidates as they came, in any order. Units, kinds and people are numbered in the order of their names. */
export interface Rows {
  readonly count: number;
  readonly unit: Uint32Array;
  readonly kind: Uint32Array | Uint16Array;
  readonly person: Int32Array;
  readonly minutes: Float64Array | Uint16Array | Int32Array;
  readonly cost: Float64Array | Int32Array;
  readonly gain: Float64Array;
}

/** What the candidates are limited by. */
export interface Frame {
  readonly units: number;
  readonly unitLimit: (unit: number) => number;
  readonly kinds: Kinds;
  readonly people: People;
  readonly days: number;
  readonly channels: number;
  readonly channelDay: Float64Array;
  readonly limits: Limits;
}

export interface Built {
  readonly instance: Instance;
  /** The row that every candidate of the instance came from. */
  readonly source: Uint32Array;
}

/** Brings rows into canonical order: by person, unit, kind and person again. */
export function build(rows: Rows, frame: Frame): Built {
  const home = homes(rows, frame);
  const { position, blockStart } = orderUnits(home, frame);
  const { unitStart, source } = orderRows(rows, frame, position);
  const order = (from: Float64Array | Int32Array | Uint16Array | Uint32Array, to: { [at: number]: number }) => {
    for (let i = 0; i < rows.count; i++) to[i] = from[source[i]!]!;
  };
  const column = {
    kind: frame.kinds.count <= 65_536 ? shared.uint16(rows.count) : shared.uint32(rows.count),
    person: shared.int32(rows.count),
    minutes: like(rows.minutes, rows.count),
    cost: like(rows.cost, rows.count),
    gain: shared.float64(rows.count),
  } as const;
  order(rows.kind, column.kind);
  order(rows.person, column.person);
  order(rows.minutes, column.minutes);
  order(rows.cost, column.cost);
  order(rows.gain, column.gain);
  const unitLimit = shared.uint16(frame.units);
  let oneEach = true;
  for (let unit = 0; unit < frame.units; unit++) {
    unitLimit[position[unit]!] = frame.unitLimit(unit);
    oneEach &&= frame.unitLimit(unit) <= 1;
  }
  const draft = { units: frame.units, unitStart, unitLimit, ...column, ...pickFrame(frame), oneEach };
  const blocks = blocksOf(draft, blockStart);
  return { instance: tighten({ ...draft, blocks }), source };
}

const pickFrame = ({ kinds, people, days, channels, channelDay, limits }: Frame) => ({
  kinds,
  people,
  days,
  channels,
  channelDay,
  limits,
});

function like<T extends Float64Array | Int32Array | Uint16Array>(of: T, count: number): T {
  const made =
    of instanceof Float64Array
      ? shared.float64(count)
      : of instanceof Int32Array
        ? shared.int32(count)
        : shared.uint16(count);
  return made as unknown as T;
}

/** Whose a unit is: the person of the candidate with the greatest gain that takes anybody's minutes. */
function homes(rows: Rows, { units }: Frame): Int32Array {
  const home = new Int32Array(units).fill(-1);
  const most = new Float64Array(units);
  for (let i = 0; i < rows.count; i++) {
    const [unit, person, gain] = [rows.unit[i]!, rows.person[i]!, rows.gain[i]!];
    if (person < 0) continue;
    const better = home[unit]! < 0 || gain > most[unit]! || (gain === most[unit]! && person < home[unit]!);
    if (!better) continue;
    home[unit] = person;
    most[unit] = gain;
  }
  return home;
}

/** Units by person, those of nobody last; within a person in their own order. */
function orderUnits(home: Int32Array, { units, people }: Frame) {
  const blockStart = new Uint32Array(people.count + 2);
  const slot = (unit: number) => (home[unit]! < 0 ? people.count : home[unit]!);
  for (let unit = 0; unit < units; unit++) blockStart[slot(unit) + 1]!++;
  for (let i = 0; i <= people.count; i++) blockStart[i + 1]! += blockStart[i]!;
  const next = blockStart.slice();
  const position = new Uint32Array(units);
  for (let unit = 0; unit < units; unit++) position[unit] = next[slot(unit)]!++;
  return { position, blockStart };
}

function orderRows(rows: Rows, { units }: Frame, position: Uint32Array) {
  const unitStart = shared.uint32(units + 1);
  for (let i = 0; i < rows.count; i++) unitStart[position[rows.unit[i]!]! + 1]!++;
  for (let unit = 0; unit < units; unit++) unitStart[unit + 1]! += unitStart[unit]!;
  const next = unitStart.slice();
  const source = new Uint32Array(rows.count);
  for (let i = 0; i < rows.count; i++) source[next[position[rows.unit[i]!]!]!++] = i;
  const before = (a: number, b: number) =>
    rows.kind[a]! - rows.kind[b]! || rows.person[a]! - rows.person[b]! || rows.gain[a]! - rows.gain[b]! || a - b;
  for (let unit = 0; unit < units; unit++) {
    const [from, to] = [unitStart[unit]!, unitStart[unit + 1]!];
    if (to - from > 64) {
      source.set(source.slice(from, to).sort(before), from);
      continue;
    }
    for (let i = from + 1; i < to; i++) {
      const row = source[i]!;
      let at = i;
      while (at > from && before(source[at - 1]!, row) > 0) source[at] = source[--at]!;
      source[at] = row;
    }
  }
  return { unitStart, source };
}

/** Units that are nobody's are cut into stretches of this many. */
const stretch = 2048;

/** @param blockStart where the units of each person begin, then where those of nobody do, then the end. */
export function blocksOf(
  { people, person, unitStart, units }: Pick<Instance, 'people' | 'person' | 'unitStart' | 'units'>,
  blockStart: Uint32Array,
): Blocks {
  const nobodys = Math.ceil((units - blockStart[people.count]!) / stretch);
  const count = people.count + nobodys;
  const start = shared.uint32(count + 1);
  const who = shared.int32(count).fill(-1);
  start.set(blockStart.subarray(0, people.count + 1));
  for (let p = 0; p < people.count; p++) who[p] = p;
  for (let i = 1; i <= nobodys; i++) start[people.count + i] = Math.min(units, blockStart[people.count]! + i * stretch);
  const { visitStart, visitor } = visits(count, people.count, start, person, unitStart);
  return { count, start, person: who, visitStart, visitor };
}

function visits(count: number, people: number, start: Uint32Array, person: Int32Array, unitStart: Uint32Array) {
  const visitStart = shared.uint32(count + 1);
  let visitor: Uint32Array | undefined;
  let next: Uint32Array | undefined;
  for (const counting of [true, false]) {
    for (let p = 0; p < people; p++)
      for (let unit = start[p]!; unit < start[p + 1]!; unit++)
        for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++) {
          const other = person[c]!;
          if (other < 0 || other === p || seenBefore(person, unitStart[unit]!, c)) continue;
          if (counting) visitStart[other + 1]!++;
          else visitor![next![other]!++] = unit;
        }
    if (!counting) break;
    for (let i = 0; i < count; i++) visitStart[i + 1]! += visitStart[i]!;
    visitor = shared.uint32(visitStart[count]!);
    next = visitStart.slice();
  }
  return { visitStart, visitor: visitor! };
}

function seenBefore(person: Int32Array, from: number, c: number): boolean {
  for (let i = from; i < c; i++) if (person[i] === person[c]) return true;
  return false;
}
