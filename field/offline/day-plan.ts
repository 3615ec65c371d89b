import { isOpen } from './merge.ts';
import type { Card } from './work.ts';

export interface DayPlan {
  /** In the order of the day; as many as fit under the person's minutes. */
  readonly now: readonly Card[];
  /** Due today too, but beyond the minutes. */
  readonly ifTime: readonly Card[];
  /** The coming days, by day. */
  readonly later: readonly Card[];
  /** Dealt with today, newest first; who considers until another day is among them. */
  readonly done: readonly Card[];
  readonly minutes: number;
}

/** The day on which an order is to be done: its own, or that of its follow-up. */
export const dayOf = (card: Card): string => card.followUpOn ?? card.day;

/**
 * Which orders fill the day and in what order. Those that must not wait come first (overdue, then due today), then by
 * value a minute; what was chosen is walked from the most valuable one to the nearest next, calls after the visits.
 */
export function planDay(
  cards: Iterable<Card>,
  given: { readonly today: string; readonly minutes: number; readonly at?: Place | undefined },
): DayPlan {
  const { today } = given;
  const all = [...cards];
  const due = all.filter((card) => isOpen(card) && dayOf(card) <= today).sort(byWorth(today));
  let minutes = 0;
  const now: Card[] = [];
  const ifTime: Card[] = [];
  for (const card of due) {
    // The first is always in the plan: a day too short for it is no reason to do nothing.
    const fits = now.length === 0 || given.minutes === 0 || minutes + card.minutes <= given.minutes;
    if (fits) minutes += card.minutes;
    (fits ? now : ifTime).push(card);
  }
  return {
    now: [...route(now.filter(isVisit), given.at), ...now.filter((card) => !isVisit(card))],
    ifTime,
    later: all.filter((card) => isOpen(card) && dayOf(card) > today).sort(byDay),
    done: all.filter((card) => isDone(card, today)).sort(newestFirst),
    minutes,
  };
}

const isVisit = (card: Card) => card.channel === 'field' && placeOf(card) !== undefined;
const byDay = (a: Card, b: Card) => dayOf(a).localeCompare(dayOf(b)) || b.valueFen - a.valueFen || compare(a.id, b.id);
const newestFirst = (a: Card, b: Card) => (b.doneAt ?? '').localeCompare(a.doneAt ?? '');
const isDone = (card: Card, today: string) =>
  card.result !== null &&
  card.doneAt !== null &&
  localDay(card.doneAt) === today &&
  !(isOpen(card) && dayOf(card) <= today);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function byWorth(today: string): (a: Card, b: Card) => number {
  const urgency = (card: Card) => (card.dueOn < today ? 2 : card.dueOn === today ? 1 : 0);
  const worth = (card: Card) => card.valueFen / Math.max(card.minutes, 1);
  return (a, b) => urgency(b) - urgency(a) || worth(b) - worth(a) || compare(a.id, b.id);
}

export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}
export const placeOf = ({ longitude, latitude }: Card): Place | undefined =>
  longitude === null || latitude === null ? undefined : { longitude, latitude };

/** Always to the nearest next one. On a city's scale a plane is true enough. */
function route(visits: readonly Card[], from: Place | undefined): Card[] {
  const left = [...visits];
  const path: Card[] = [];
  let here = from;
  while (left.length > 0) {
    const next = here ? nearest(left, here) : 0;
    const [card] = left.splice(next, 1);
    if (!card) break;
    path.push(card);
    here = placeOf(card);
  }
  return path;
}

function nearest(cards: readonly Card[], here: Place): number {
  const squeeze = Math.cos((here.latitude * Math.PI) / 180);
  let best = 0;
  let shortest = Infinity;
  for (const [i, { longitude, latitude }] of cards.entries()) {
    const distance = (((longitude ?? 0) - here.longitude) * squeeze) ** 2 + ((latitude ?? 0) - here.latitude) ** 2;
    if (distance < shortest) [best, shortest] = [i, distance];
  }
  return best;
}

/** The calendar day of an instant where the phone is. */
export function localDay(at: string | Date): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
}
const pad = (n: number) => String(n).padStart(2, '0');
