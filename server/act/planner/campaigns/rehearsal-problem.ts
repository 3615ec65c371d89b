import type { PlanProblem } from '../problem.ts';

const ways = [
  { effect: 1, cost: 12, minutes: 45 },
  { effect: 0.6, cost: 3, minutes: 12 },
  { effect: 0.15, cost: 0, minutes: 0 },
];
const margins = [90, 70, 40];
const [customers, people, days] = [4000, 20, 10];
const minutesOfDay = 420;
/** Roberts' sequence: numbers from 0 to below 1 that look like chance and are the same each time. */
const spread = (i: number, of: number) => (i * of) % 1;
const [golden, plastic] = [0.618_033_988_749_894_9, 0.754_877_666_246_692_7];

/**
 * A made-up market, only to be rehearsed on: customers with an owner, a tenth with none but three people who may deal with
 * them; offers and days are scarce.
 * @param alike whether candidates are worth the same in masses, as where a campaign states one chance for everybody
 */
export function rehearsalProblem(alike: boolean): PlanProblem {
  const rows = Array.from({ length: customers }, (_, customer) => rowsOf(customer, alike)).flat();
  return {
    names: {
      customers: numbered('c', customers),
      offers: numbered('o', margins.length),
      channels: numbered('h', ways.length),
      people: numbered('p', people),
      days: numbered('d', days),
      campaigns: [],
      areas: [],
    },
    candidates: {
      count: rows.length,
      customer: Uint32Array.from(rows, (row) => row.customer),
      offer: Uint16Array.from(rows, (row) => row.offer),
      channel: Uint16Array.from(rows, (row) => row.way),
      person: Int32Array.from(rows, (row) => row.person),
      minutes: Int32Array.from(rows, (row) => ways[row.way]!.minutes),
      cost: Int32Array.from(rows, (row) => ways[row.way]!.cost * 100),
      gain: Float64Array.from(rows, (row) => row.gain),
      costScale: 100,
      minutesScale: 1,
    },
    personDays: Array.from({ length: people * days }, (_, i) => ({
      person: Math.floor(i / days),
      day: i % days,
      minutes: minutesOfDay,
    })),
    channelDays: Array.from({ length: days }, (_, day) => ({ channel: 2, day, capacity: customers / 4 / days })),
    offerGroup: undefined,
    household: undefined,
    contactsPerCustomer: 1,
    limits: [
      ...margins.map(
        (_, offer) => ({ ...atMost, name: `o${offer}`, of: 'contacts', bound: customers / 5, offer }) as const,
      ),
      { ...atMost, name: 'budget', of: 'cost', bound: customers * 3 },
    ],
    fairness: undefined,
  };
}

const atMost = { sense: 'at-most' } as const;
const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${letter}${String(i).padStart(4, '0')}`);

function rowsOf(customer: number, alike: boolean) {
  const owner = customer % people;
  const hands = customer % 10 === 0 ? [0, 1, 2].map((i) => (owner + i) % people) : [owner];
  return margins.flatMap((margin, offer) =>
    ways.flatMap(({ effect, cost, minutes }, way) => {
      const keen = alike
        ? 0.06 + 0.02 * (customer % 7)
        : 0.2 * spread(customer, golden) * spread(customer + offer, plastic);
      const gain = keen * effect * margin - cost / 10;
      return gain > 0 ? (minutes > 0 ? hands : [-1]).map((person) => ({ customer, offer, way, person, gain })) : [];
    }),
  );
}
