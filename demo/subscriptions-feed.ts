import { join } from 'node:path';
import { plans } from './catalogue.ts';
import { CsvWriter } from './csv-writer.ts';
import { customersOf, isActive, numberedWithNewcomers, type Profile } from './customer.ts';
import { phoneDigits } from './customer-place.ts';
import { firstDayAt, type Operator } from './operator.ts';
import { createRandom, purpose, type Random } from './random.ts';

const header = [
  'sub_no',
  'account_no',
  'cust_no',
  'kind',
  'number',
  'plan',
  'fee',
  'data_gb',
  'minutes',
  'started',
  'ended',
  'contract_ends',
  'status',
];
const bytes = (text: string) => new TextEncoder().encode(text);
const text = {
  mobile: bytes('mobile'),
  broadband: bytes('broadband'),
  active: bytes('active'),
  ended: bytes('ended'),
  fibre: ['fibre-300', 'fibre-500', 'fibre-1000'].map(bytes),
};
const planIds = plans.map((plan) => bytes(plan.id));

/** The feed of subscriptions as of the day before `until` (days since 1970): who leaves later has not left yet. */
export function openSubscriptions(directory: string, until: number) {
  const out = new CsvWriter(join(directory, 'subscriptions.csv'), header);
  return {
    write(profile: Profile, random: Random): void {
      writeMobile(out, profile, until);
      if (profile.hasBroadband) writeBroadband(out, profile, random, until);
    },
    close: () => out.close(),
  };
}

/** The same feed alone, a month later: some have left, others have come. */
export function writeLaterSubscriptions(operator: Operator, directory: string): void {
  const feed = openSubscriptions(directory, firstDayAt(operator, operator.months + 1));
  const customers = customersOf(operator);
  const random = createRandom();
  for (let index = 0; index < numberedWithNewcomers(operator); index++) {
    const profile = customers.profile(index);
    if (index >= operator.customers && !isActive(profile, operator.months)) continue;
    random.restart(operator.seed, index, purpose.contracts);
    // The credit class of the account is drawn first.
    random.next();
    feed.write(profile, random);
  }
  feed.close();
}

function writeMobile(out: CsvWriter, profile: Profile, until: number): void {
  const plan = plans[profile.plan] as (typeof plans)[number];
  out.code(77, profile.index + 1, 8);
  out.code(65, profile.index + 1, 8);
  out.code(67, profile.index + 1, 8);
  out.bytes(text.mobile);
  out.code(49, phoneDigits(profile.index), 10);
  out.bytes(planIds[profile.plan] as Uint8Array);
  out.integer(plan.feeYuan);
  out.integer(plan.dataGb);
  out.integer(plan.minutes);
  out.day(profile.joinedDay);
  writeEnd(out, profile, until);
}

function writeBroadband(out: CsvWriter, profile: Profile, random: Random, until: number): void {
  out.code(66, profile.index + 1, 8);
  out.code(65, profile.index + 1, 8);
  out.code(67, profile.index + 1, 8);
  out.bytes(text.broadband);
  out.code(48, 5_780_000_000 + profile.index + 1, 10);
  const speed = random.below(3);
  out.bytes(text.fibre[speed] as Uint8Array);
  out.integer([50, 70, 100][speed] ?? 50);
  out.empty();
  out.empty();
  out.day(profile.joinedDay + random.below(30));
  writeEnd(out, profile, until);
}

function writeEnd(out: CsvWriter, profile: Profile, until: number): void {
  const ended = profile.leftDay > 0 && profile.leftDay < until;
  if (ended) out.day(profile.leftDay);
  else out.empty();
  if (profile.contractEndsDay > 0) out.day(profile.contractEndsDay);
  else out.empty();
  out.bytes(ended ? text.ended : text.active);
  out.endRow();
}
