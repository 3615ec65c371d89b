import type { PlanProblem, SharedLimit } from '../problem.ts';

/** A stream of numbers from 0 to below 1 that is the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Shape {
  readonly customers: number;
  /** Candidates of a customer may belong to several people. */
  readonly strangers?: boolean;
  readonly minimums?: boolean;
  readonly households?: boolean;
  readonly contacts?: number;
}

interface Row {
  readonly customer: number;
  readonly offer: number;
  readonly channel: number;
  readonly person: number;
  readonly minutes: number;
  readonly cost: number;
  readonly gain: number;
}

interface Sizes extends Shape {
  readonly offers: number;
  readonly channels: number;
  readonly people: number;
  readonly days: number;
  readonly random: () => number;
  readonly upto: (count: number) => number;
}

const list = (word: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${word}${String(i).padStart(4, '0')}`);
const round = (value: number) => Math.round(value * 100) / 100;

/** A small random problem with limits tight enough to matter; every kind of limit occurs in some. */
export function randomProblem(seed: number, shape: Shape): PlanProblem {
  const random = randomFrom(seed);
  const upto = (count: number) => Math.floor(random() * count);
  const [offers, channels, people, days] = [1 + upto(4), 1 + upto(3), 1 + upto(4), 1 + upto(4)];
  const sizes: Sizes = { ...shape, offers, channels, people, days, random, upto };
  const { customers } = shape;
  const rows = randomRows(sizes);
  const limits = randomLimits(sizes);
  return {
    names: {
      customers: list('c', customers),
      offers: list('o', offers),
      channels: list('h', channels),
      people: list('p', people),
      days: list('d', days),
      campaigns: [],
      areas: [],
    },
    candidates: columnsOf(rows),
    ...randomDays(sizes),
    offerGroup: shape.contacts && random() < 0.3 ? list('o', offers).map((_, i) => (i < 2 ? 'g' : null)) : undefined,
    household: shape.households
      ? list('c', customers).map(() => (random() < 0.5 ? `f${upto(Math.ceil(customers / 3))}` : null))
      : undefined,
    contactsPerCustomer: shape.contacts ?? 1,
    limits,
    fairness: undefined,
  };
}

function randomRows({ customers, offers, channels, people, strangers, random, upto }: Sizes): Row[] {
  const rows: Row[] = [];
  for (let customer = 0; customer < customers; customer++) {
    const owner = upto(people);
    for (let offer = 0; offer < offers; offer++)
      for (let channel = 0; channel < channels; channel++) {
        if (random() < 0.3) continue;
        const free = channel === channels - 1 && random() < 0.5;
        const person = strangers ? upto(people) : owner;
        rows.push({
          customer,
          offer,
          channel,
          person: free ? -1 : person,
          minutes: free ? 0 : 5 + upto(9) * 5,
          cost: round(random() * 10),
          gain: round(random() * 20 - 3),
        });
      }
  }
  return rows;
}

function randomLimits({ customers, offers, minimums, random, upto }: Sizes): SharedLimit[] {
  const limits: SharedLimit[] = [];
  for (let offer = 0; offer < offers; offer++) {
    if (random() < 0.5)
      limits.push({ name: `offer ${offer}`, sense: 'at-most', of: 'contacts', bound: upto(customers), offer });
    if (random() < 0.3) {
      const bound = round(random() * customers * 2);
      limits.push({ name: `budget of offer ${offer}`, sense: 'at-most', of: 'cost', bound, offer });
    }
    if (minimums && random() < 0.3)
      limits.push({ name: `least of offer ${offer}`, sense: 'at-least', of: 'contacts', bound: upto(3), offer });
  }
  if (random() < 0.5)
    limits.push({ name: 'budget', sense: 'at-most', of: 'cost', bound: round(random() * customers * 4) });
  return limits;
}

function columnsOf(rows: readonly Row[]): PlanProblem['candidates'] {
  return {
    count: rows.length,
    customer: Uint32Array.from(rows, (row) => row.customer),
    offer: Uint16Array.from(rows, (row) => row.offer),
    channel: Uint16Array.from(rows, (row) => row.channel),
    person: Int32Array.from(rows, (row) => row.person),
    minutes: Int32Array.from(rows, (row) => row.minutes),
    cost: Int32Array.from(rows, (row) => Math.round(row.cost * 100)),
    gain: Float64Array.from(rows, (row) => row.gain),
    costScale: 100,
    minutesScale: 1,
  };
}

function randomDays({ customers, channels, people, days, random, upto }: Sizes) {
  const share = Math.max(1, Math.round((customers * (0.2 + 0.5 * random())) / days));
  const grid = (count: number) =>
    Array.from({ length: count * days }, (_, i) => [Math.floor(i / days), i % days] as const);
  return {
    personDays:
      random() < 0.8
        ? grid(people)
            .map(([person, day]) => ({ person, day, minutes: upto(6) * 20 }))
            .filter(() => random() < 0.9)
        : undefined,
    channelDays:
      random() < 0.7
        ? grid(channels).map(([channel, day]) => ({ channel, day, capacity: upto(share * 2) }))
        : undefined,
  };
}
