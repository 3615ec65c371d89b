import type { PlanProblem } from '../problem.ts';
import { randomFrom } from './random-problem.ts';

const ways = [
  { effect: 1, cost: 12, minutes: 30 },
  { effect: 0.6, cost: 3, minutes: 8 },
  { effect: 0.15, cost: 0.1, minutes: 0 },
];
const offers = [
  { chance: 0.09, margin: 1008, most: 0.25 },
  { chance: 0.14, margin: 756, most: 0.25 },
  { chance: 0.1, margin: 20, most: undefined },
];
const days = 5;
const customersOfOne = 150;

/**
 * Customers of a few sorts, as campaigns know them that state one chance for everybody: within a sort all are worth the
 * same. Offers, days and messages are scarce.
 * @param size `pooled` is the share of customers whom nobody owns: three people may deal with each
 */
export function alikeProblem(
  seed: number,
  size: { customers: number; sorts: number; contacts?: number; hours?: number; pooled?: number },
): PlanProblem {
  const random = randomFrom(seed);
  const people = Math.ceil(size.customers / customersOfOne);
  const keen = Array.from({ length: size.sorts }, (_, i) => 0.5 + (i + 1) / size.sorts);
  const rows = rowsOf(size, keen, people, random);
  return {
    names: {
      customers: Array.from({ length: size.customers }, (_, i) => `c${String(i).padStart(6, '0')}`),
      offers: ['a', 'b', 'c'],
      channels: ['field', 'call', 'sms'].map((name, i) => `${i} ${name}`),
      people: Array.from({ length: people }, (_, i) => `p${String(i).padStart(4, '0')}`),
      days: Array.from({ length: days }, (_, i) => `d${i}`),
      campaigns: [],
      areas: [],
    },
    candidates: columnsOf(rows),
    personDays: Array.from({ length: people * days }, (_, i) => ({
      person: Math.floor(i / days),
      day: i % days,
      minutes: (size.hours ?? 1) * (200 + 40 * (Math.floor(i / days) % 3)),
    })),
    channelDays: Array.from({ length: days }, (_, day) => ({
      channel: 2,
      day,
      capacity: Math.ceil(size.customers / 15),
    })),
    offerGroup: undefined,
    household: undefined,
    contactsPerCustomer: size.contacts ?? 1,
    limits: offers.flatMap(({ most }, offer) =>
      most === undefined
        ? []
        : [
            {
              name: `most of ${offer}`,
              sense: 'at-most',
              of: 'contacts',
              bound: Math.round(most * size.customers),
              offer,
            },
          ],
    ),
    fairness: undefined,
  };
}

interface Row {
  readonly customer: number;
  readonly offer: number;
  readonly channel: number;
  readonly person: number;
  readonly gain: number;
}

function rowsOf(
  { customers, pooled = 0 }: { readonly customers: number; readonly pooled?: number },
  keen: readonly number[],
  people: number,
  random: () => number,
): Row[] {
  const rows: Row[] = [];
  for (let customer = 0; customer < customers; customer++) {
    const sort = keen[Math.floor(random() * keen.length)]!;
    const owner = Math.floor(random() * people);
    const dealers = pooled > 0 && random() < pooled ? 3 : 1;
    for (const [offer, { chance, margin }] of offers.entries())
      for (const [channel, { effect, cost, minutes }] of ways.entries()) {
        const gain = sort * chance * effect * margin - cost;
        if (!(gain > 0)) continue;
        if (minutes === 0) rows.push({ customer, offer, channel, person: -1, gain });
        else
          for (let i = 0; i < dealers; i++) rows.push({ customer, offer, channel, person: (owner + i) % people, gain });
      }
  }
  return rows;
}

function columnsOf(rows: readonly Row[]): PlanProblem['candidates'] {
  return {
    count: rows.length,
    customer: Uint32Array.from(rows, ({ customer }) => customer),
    offer: Uint16Array.from(rows, ({ offer }) => offer),
    channel: Uint16Array.from(rows, ({ channel }) => channel),
    person: Int32Array.from(rows, ({ person }) => person),
    minutes: Int32Array.from(rows, ({ channel }) => ways[channel]!.minutes),
    cost: Float64Array.from(rows, ({ channel }) => ways[channel]!.cost),
    gain: Float64Array.from(rows, ({ gain }) => gain),
    costScale: 1,
    minutesScale: 1,
  };
}
