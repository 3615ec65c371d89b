import { groups } from './groups.ts';
import { firstDayAt, type Operator } from './operator.ts';
import { createRandom, purpose, type Random } from './random.ts';

/** What a customer is; everything drawn from the seed and the customer's number, so nothing needs to be kept. */
export interface Profile {
  index: number;
  /** Number of the first customer of the household. */
  household: number;
  /** Position in the operator's served grids. */
  grid: number;
  manager: number;
  group: number;
  plan: number;
  joinedDay: number;
  /** Months of activity, half-open; `until` is Infinity for those who stay. */
  from: number;
  until: number;
  /** Day of leaving, or 0. */
  leftDay: number;
  contractEndsDay: number;
  birthDay: number;
  female: boolean;
  dnd: boolean;
  automaticPayment: boolean;
  hasBroadband: boolean;
  broadbandScale: number;
  voiceScale: number;
  dataScale: number;
  trend: number;
  /** How readily this customer buys, and answers a contact, against the group's mean of 1. */
  readiness: number;
  response: number;
}

const householdSizes = [
  [1, 1, 2, 4],
  [2, 3, 3],
  [1, 2, 2, 3],
  [1, 1, 1, 2, 3],
  [2, 2, 4],
  [1, 3, 4],
  [1, 1, 3, 3],
  [2, 2, 2, 2],
];
/** For each pattern and each place within a block of eight: where that household begins. */
const householdStarts = householdSizes.map((sizes) => {
  let start = 0;
  return sizes.flatMap((size) => {
    const own = Array.from({ length: size }, () => start);
    start += size;
    return own;
  });
});
const cumulativeShare = groups.map((_, i) => groups.slice(0, i + 1).reduce((sum, group) => sum + group.share, 0));

export interface Customers {
  /** Fills and gives the one profile object; it is overwritten by the next call. */
  profile(index: number): Profile;
}

export function customersOf(operator: Operator): Customers {
  const random = createRandom();
  const profile = emptyProfile();
  const months = Array.from({ length: operator.months + 3 }, (_, m) => firstDayAt(operator, m));
  return {
    profile(index) {
      profile.index = index;
      drawHousehold(operator, random, profile);
      random.restart(operator.seed, index, purpose.profile);
      drawPerson(operator, random, profile);
      drawStay(operator, random, profile, months);
      drawHabits(random, profile);
      return profile;
    },
  };
}

function drawHousehold(operator: Operator, random: Random, profile: Profile): void {
  const block = Math.floor(profile.index / 8);
  random.restart(operator.seed, block, purpose.household);
  const starts = householdStarts[random.below(householdStarts.length)] as number[];
  profile.household = block * 8 + (starts[profile.index - block * 8] ?? 0);
  random.restart(operator.seed, profile.household, purpose.household + 100);
  profile.grid = place(operator.cumulativeWeight, random.uniform());
}

function drawPerson(operator: Operator, random: Random, profile: Profile): void {
  const [first, count] = operator.managersOf[profile.grid] ?? [0, 1];
  profile.manager = first + random.below(count);
  profile.group = Math.min(groups.length - 1, firstAbove(cumulativeShare, random.uniform()));
  const group = groups[profile.group] as (typeof groups)[number];
  let draw = random.uniform();
  profile.plan = group.plans[0]?.[0] ?? 0;
  for (const [plan, share] of group.plans) {
    profile.plan = plan;
    if ((draw -= share) < 0) break;
  }
  const age = Math.max(16, Math.min(92, group.age + 11 * random.normal()));
  profile.birthDay = Math.round(firstDayAt(operator, operator.months - 1) - age * 365.25);
  profile.female = random.uniform() < 0.5;
  profile.dnd = random.uniform() < 0.03;
}

function drawStay(operator: Operator, random: Random, profile: Profile, months: readonly number[]): void {
  const group = groups[profile.group] as (typeof groups)[number];
  const growth = operator.served[profile.grid]?.growth ?? 0;
  if (profile.index >= operator.customers) return drawNewcomer(operator, random, profile, months[operator.months] ?? 0);
  const joins = random.uniform();
  const when = random.uniform();
  const begin = months[0] ?? 0;
  // Everywhere some customers come to replace those who leave; a growing grid gets more.
  if (joins < Math.max(0, 0.007 + growth) * operator.months) {
    profile.from = Math.min(operator.months - 1, Math.floor(when * operator.months));
    const first = months[profile.from] ?? begin;
    profile.joinedDay = first + random.below(28);
  } else {
    profile.from = 0;
    const tenureMonths = 1 + group.tenureMonths * (0.35 + 1.3 * when);
    profile.joinedDay = Math.round(begin - tenureMonths * 30.44);
  }
  // Churn: a constant chance a month, so the length of the stay is geometric. Nobody leaves in the month of joining.
  const stay = 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(1 - group.churn));
  const leftIn = profile.from + stay;
  // The month after the newest is part of the demonstration too: its targets are worked, and some of them leave.
  profile.until = leftIn <= operator.months + 1 ? leftIn : Infinity;
  profile.leftDay = profile.until === Infinity ? 0 : (months[profile.until] ?? begin) - 1 - random.below(20);
  profile.contractEndsDay =
    profile.plan === 0 ? 0 : begin + operator.months * 30 - 200 + random.below(700) - (group.trend < -0.02 ? 250 : 0);
}

/** Of a hundred customers so many more are thought of as coming in the month after the newest; most of them do not. */
const thoughtOf = 0.04;
/** Customers are numbered from 0; those from `operator.customers` up to here may come in the month after the newest. */
export const numberedWithNewcomers = (operator: Operator): number => Math.ceil(operator.customers * (1 + thoughtOf));

function drawNewcomer(operator: Operator, random: Random, profile: Profile, firstDay: number): void {
  const growth = operator.served[profile.grid]?.growth ?? 0;
  profile.from = random.uniform() < (0.007 + growth) / thoughtOf ? operator.months : Infinity;
  profile.until = Infinity;
  profile.leftDay = 0;
  profile.joinedDay = firstDay + random.below(28);
  profile.contractEndsDay = profile.plan === 0 ? 0 : profile.joinedDay + 365;
}

function drawHabits(random: Random, profile: Profile): void {
  const group = groups[profile.group] as (typeof groups)[number];
  profile.automaticPayment = random.uniform() < group.automaticPaymentShare;
  profile.hasBroadband = random.uniform() < group.broadbandShare;
  profile.broadbandScale = Math.exp(0.4 * random.normal());
  profile.voiceScale = Math.exp(0.4 * random.normal());
  profile.dataScale = Math.exp(0.45 * random.normal());
  profile.trend = group.trend + 0.006 * random.normal();
  profile.readiness = 0.6 + 0.8 * random.uniform();
  profile.response = 0.5 + random.uniform();
}

function place(cumulative: Float64Array, draw: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 1) > draw) high = middle;
    else low = middle + 1;
  }
  return low;
}
function firstAbove(cumulative: readonly number[], draw: number): number {
  let i = 0;
  while (i < cumulative.length - 1 && (cumulative[i] ?? 1) <= draw) i++;
  return i;
}

function emptyProfile(): Profile {
  return {
    index: 0,
    household: 0,
    grid: 0,
    manager: 0,
    group: 0,
    plan: 0,
    joinedDay: 0,
    from: 0,
    until: Infinity,
    leftDay: 0,
    contractEndsDay: 0,
    birthDay: 0,
    female: false,
    dnd: false,
    automaticPayment: false,
    hasBroadband: false,
    broadbandScale: 1,
    voiceScale: 1,
    dataScale: 1,
    trend: 0,
    readiness: 1,
    response: 1,
  };
}

export const isActive = (profile: Profile, month: number): boolean => month >= profile.from && month < profile.until;

// Customer numbers. The second customer system has its own numbers; only demo/ can turn one into the other.
export const customerId = (index: number): string => `C${String(index + 1).padStart(8, '0')}`;
const modulus = 99_999_989; // a prime, so that every factor has an inverse
const factor = 7_654_321;
const inverse = Number(power(BigInt(factor), BigInt(modulus - 2), BigInt(modulus)));
export const secondId = (index: number): string =>
  `K${String(Number((BigInt(index + 1) * BigInt(factor)) % BigInt(modulus))).padStart(8, '0')}`;
/** The customer's index from either system's number, or undefined. */
export function indexOf(id: string): number | undefined {
  const number = Number(id.slice(1));
  if (!Number.isInteger(number)) return undefined;
  if (id.startsWith('C')) return number - 1;
  if (id.startsWith('K')) return Number((BigInt(number) * BigInt(inverse)) % BigInt(modulus)) - 1;
  return undefined;
}
/** Half a per cent of the customers stand in both systems. */
export const inSecondSystem = (index: number): boolean => index % 200 === 117;

function power(base: bigint, exponent: bigint, mod: bigint): bigint {
  let result = 1n;
  for (let b = base % mod, e = exponent; e > 0n; e >>= 1n, b = (b * b) % mod) if (e & 1n) result = (result * b) % mod;
  return result;
}
