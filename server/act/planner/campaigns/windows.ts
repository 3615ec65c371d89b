import { addDays, lastDay, type WaveToFill } from '#act/campaigns';

/*
 *   waves of all campaigns ─▶ windows: the days on which a wave's targets may be contacted
 *                          ─▶ stretches: days that lie in the same windows
 *
 * The planner knows people by the days they have. A person's days of one stretch stand as one resource, so that a wave's
 * targets compete for the minutes of its own days and for no others.
 */

export interface Window {
  readonly wave: number;
  /** Places in the calendar's days, both included. */
  readonly first: number;
  readonly last: number;
  /** Places in the calendar's stretches, in order. */
  readonly stretches: readonly number[];
}

export interface Stretch {
  readonly first: number;
  readonly last: number;
}

export interface Calendar {
  /** `YYYY-MM-DD`, rising; days that lie in no window are not there. */
  readonly days: readonly string[];
  readonly stretches: readonly Stretch[];
  /** Of every campaign, the windows of its waves, in order. */
  readonly windows: readonly (readonly Window[])[];
}

/** A wave ends, for the planner, where the next one begins: a target is contacted within the wave that chance gave it. */
export function calendarOf(campaigns: readonly (readonly WaveToFill[])[], today: string): Calendar {
  const spans = campaigns.map((waves) =>
    waves.flatMap((wave, i) => {
      const next = waves[i + 1];
      const first = wave.start > today ? wave.start : today;
      const end = lastDay(wave);
      const last = next && addDays(next.start, -1) < end ? addDays(next.start, -1) : end;
      return first <= last ? [{ wave: wave.wave, first, last }] : [];
    }),
  );
  const days = [...new Set(spans.flat().flatMap(({ first, last }) => everyDay(first, last)))].sort();
  const place = new Map(days.map((day, i) => [day, i]));
  const placed = spans.map((own) =>
    own.map(({ wave, first, last }) => ({ wave, first: place.get(first)!, last: place.get(last)! })),
  );
  const begins = new Set(placed.flat().flatMap(({ first, last }) => [first, last + 1]));
  const stretches: Stretch[] = [];
  for (let day = 0; day < days.length; day++) {
    if (begins.has(day)) stretches.push({ first: day, last: day });
    else stretches[stretches.length - 1] = { first: stretches.at(-1)!.first, last: day };
  }
  const within = (of: Stretch, { first, last }: { first: number; last: number }) =>
    of.first >= first && of.last <= last;
  return {
    days,
    stretches,
    windows: placed.map((own) =>
      own.map((window) => ({
        ...window,
        stretches: stretches.flatMap((of, i) => (within(of, window) ? [i] : [])),
      })),
    ),
  };
}

function everyDay(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Where a target drawn for this wave goes now: to its wave, or to the first that is still open after it. */
export function windowOf(windows: readonly Window[], drawnWave: number): Window | undefined {
  return windows.find(({ wave }) => wave >= drawnWave);
}
