import { join } from 'node:path';
import { plans } from './catalogue.ts';
import { CsvWriter } from './csv-writer.ts';
import { customersOf, isActive, numberedWithNewcomers, type Profile } from './customer.ts';
import { countDefects, defectOf, type DefectCounter, type Defects } from './defects.ts';
import { groups, season } from './groups.ts';
import { daysAt, firstDayAt, monthOfYear, periodAt, type Operator } from './operator.ts';
import { openOrders, type OrderFeed } from './orders.ts';
import { createRandom, purpose, type Random } from './random.ts';

/** The figures of one customer's month that usage and bill share. */
interface Month {
  voice: number;
  data: number;
}
interface Writers {
  readonly usage: CsvWriter;
  readonly bills: CsvWriter;
  readonly payments: CsvWriter;
  readonly complaints: CsvWriter;
  readonly contacts: CsvWriter;
}
/** What one draw of a customer's month decides about paying and service. */
interface Service {
  readonly paysLate: boolean;
  readonly daysLate: number;
  readonly prepaid: boolean;
  readonly contact: number;
  readonly complaint: number;
}
interface MonthWork {
  readonly operator: Operator;
  readonly month: number;
  readonly firstDay: number;
  readonly days: number;
  readonly random: Random;
  readonly writers: Writers;
  readonly orders: OrderFeed;
  readonly usageDefects: DefectCounter;
  readonly billDefects: DefectCounter;
}
export interface Written {
  readonly rows: number;
  readonly bytes: number;
  readonly defects: readonly Defects[];
}

const headers = {
  usage: [
    'cust_no',
    'voice_min',
    'long_min',
    'roam_min',
    'calls',
    'called_numbers',
    'sms',
    'data_gb',
    'night_gb',
    'video_gb',
    'fibre_gb',
    'active_days',
    'rival_calls',
  ],
  bills: ['cust_no', 'total', 'plan', 'extra', 'discount', 'due', 'owed'],
  payments: ['payment_no', 'cust_no', 'paid_on', 'amount', 'days_late', 'method'],
  complaints: ['complaint_no', 'cust_no', 'day', 'topic', 'resolved'],
  contacts: ['contact_no', 'cust_no', 'day', 'channel', 'topic', 'minutes'],
};
const bytes = (text: string) => new TextEncoder().encode(text);
const topics = ['账单疑问', '网络覆盖', '套餐变更', '宽带故障', '流量超出', '携号转网咨询'].map(bytes);
const leaverTopics = [topics[5], topics[1], topics[0]].filter((topic) => topic !== undefined);
const contactChannels = ['hotline', 'hall', 'app', 'online'].map(bytes);
const methods = ['cash', 'bank-transfer', 'wechat', 'alipay'].map(bytes);
const topUp = bytes('top-up');
const word = bytes('n/a');
const C = 67;

/**
 * Writes all feeds of one month: usage, bills, payments, complaints, service contacts and orders. Payments only hold
 * what was paid late and the top-ups of prepaid customers; a bill says what of earlier ones was still owed at its month's end.
 */
export function writeMonth(operator: Operator, month: number, directory: string): Written {
  const period = periodAt(operator, month);
  const open = (name: keyof typeof headers, file: string) =>
    new CsvWriter(join(directory, `${file}-${period}.csv`), headers[name]);
  const work: MonthWork = {
    operator,
    month,
    firstDay: firstDayAt(operator, month),
    days: daysAt(operator, month),
    random: createRandom(),
    writers: {
      usage: open('usage', 'usage'),
      bills: open('bills', 'bills'),
      payments: open('payments', 'payments'),
      complaints: open('complaints', 'complaints'),
      contacts: open('contacts', 'service-contacts'),
    },
    orders: openOrders(operator, month, join(directory, `orders-${period}.csv`), {}),
    usageDefects: countDefects(),
    billDefects: countDefects(),
  };
  writeCustomers(work);
  const closed = [...Object.values(work.writers), work.orders].map((writer) => writer.close());
  return {
    rows: closed.reduce((sum, file) => sum + file.rows, 0),
    bytes: closed.reduce((sum, file) => sum + file.bytes, 0),
    defects: [...work.usageDefects.list('usage', period), ...work.billDefects.list('bills', period)],
  };
}

function writeCustomers(work: MonthWork): void {
  const { operator, month, random, usageDefects, billDefects } = work;
  const customers = customersOf(operator);
  const figures: Month = { voice: 0, data: 0 };
  const repeatUsage: number[] = [];
  const repeatBill: number[] = [];
  const numbered = month < operator.months ? operator.customers : numberedWithNewcomers(operator);
  for (let index = 0; index < numbered; index++) {
    const profile = customers.profile(index);
    if (!isActive(profile, month)) continue;
    random.restart(operator.seed, index, purpose.usage + month);
    const usageDefect = defectOf(operator.seed, index, month * 2);
    writeUsage(work, profile, figures, usageDefect);
    if (usageDefect) usageDefects.add(usageDefect);
    if (usageDefect === 'duplicate') repeatUsage.push(index);
    const billDefect = defectOf(operator.seed, index, month * 2 + 1);
    const service = drawService(work, profile);
    writeBill(work, profile, { figures, owed: owedOf(work, profile, service) }, billDefect);
    if (billDefect) billDefects.add(billDefect);
    if (billDefect === 'duplicate') repeatBill.push(index);
    writeService(work, profile, service);
    work.orders.write(profile);
  }
  // The second copies come at the end of the files, far from the first.
  for (const index of repeatUsage) {
    random.restart(operator.seed, index, purpose.usage + month);
    writeUsage(work, customers.profile(index), figures, undefined);
  }
  for (const index of repeatBill) {
    random.restart(operator.seed, index, purpose.usage + month);
    const profile = customers.profile(index);
    drawFigures(work, profile, figures);
    const owed = owedOf(work, profile, drawService(work, profile));
    writeBill(work, profile, { figures, owed }, undefined);
  }
}

function drawFigures(work: MonthWork, profile: Profile, figures: Month): void {
  const { operator, month, random } = work;
  const group = groups[profile.group] as (typeof groups)[number];
  const year = monthOfYear(operator, month);
  const grown = Math.exp(profile.trend * (month - operator.months / 2));
  figures.voice =
    group.voiceMinutes * profile.voiceScale * grown * (season.voice[year] ?? 1) * Math.exp(0.18 * random.normal());
  const inPlan = plans[profile.plan]?.dataGb ?? 1;
  figures.data =
    inPlan *
    group.dataStretch *
    profile.dataScale *
    grown *
    (season.data[year] ?? 1) *
    Math.exp(0.15 * random.normal());
}

function writeUsage(work: MonthWork, profile: Profile, figures: Month, defect: string | undefined): void {
  const { random, writers, days } = work;
  const out = writers.usage;
  const group = groups[profile.group] as (typeof groups)[number];
  drawFigures(work, profile, figures);
  const { voice, data } = figures;
  const a = random.uniform();
  const b = random.uniform();
  if (defect === 'missing-key') out.empty();
  else out.code(C, profile.index + 1, 8);
  if (defect === 'wrong-type') out.bytes(word);
  else out.integer(Math.round(voice));
  out.integer(Math.round(voice * group.longDistanceShare * (0.8 + 0.4 * a)));
  const roaming = b < 0.12 ? group.roamingMinutes * 8 * a : 0;
  out.integer(Math.round(roaming));
  const calls = Math.round(voice / (1.4 + a));
  out.integer(calls);
  out.integer(Math.round(4 + Math.sqrt(calls) * (1.5 + b)));
  out.integer(Math.round(group.sms * (0.5 + b)));
  out.decimal(defect === 'impossible' ? -5 : data);
  out.decimal(data * (0.08 + 0.1 * b));
  out.decimal(data * group.videoShare * (0.7 + 0.5 * a));
  if (profile.hasBroadband) out.decimal(group.broadbandGb * profile.broadbandScale * (0.85 + 0.3 * a));
  else out.empty();
  out.integer(Math.max(1, Math.round(days * (1 - 0.25 * b * b - (profile.trend < -0.03 ? 0.3 * a : 0)))));
  // Rare counts: the integer part is sure, the rest is chance.
  out.integer(Math.floor(group.rivalCalls * 2 * a + b));
  out.endRow();
}

function writeBill(
  work: MonthWork,
  profile: Profile,
  { figures, owed }: { readonly figures: Month; readonly owed: number },
  defect: string | undefined,
): void {
  const out = work.writers.bills;
  const plan = plans[profile.plan] as (typeof plans)[number];
  const group = groups[profile.group] as (typeof groups)[number];
  const beyondGb = Math.max(0, figures.data - plan.dataGb);
  const beyondMinutes = Math.max(0, figures.voice - plan.minutes);
  // 3 yuan a GB and 0.15 yuan a minute beyond the plan, capped as by law.
  const extra = Math.min(
    plan.feeYuan * 2,
    3 * beyondGb + 0.15 * beyondMinutes + 0.1 * figures.voice * group.longDistanceShare,
  );
  const fibre = profile.hasBroadband && profile.plan !== 3 ? 50 : 0;
  const discount = profile.index % 5 === 0 ? plan.feeYuan * 0.1 : 0;
  if (defect === 'missing-key') out.empty();
  else out.code(C, profile.index + 1, 8);
  if (defect === 'wrong-type') out.bytes(word);
  else out.decimal(defect === 'impossible' ? -9999 : plan.feeYuan + fibre + extra - discount);
  out.integer(plan.feeYuan + fibre);
  out.decimal(extra);
  out.decimal(discount);
  out.day(work.firstDay + work.days + 9);
  out.integer(owed);
  out.endRow();
}

/** Leaves the work's chance where the details of service go on. */
function drawService({ operator, month, random }: MonthWork, profile: Profile): Service {
  const group = groups[profile.group] as (typeof groups)[number];
  random.restart(operator.seed, profile.index, purpose.service + month);
  const late = random.uniform();
  const contact = random.uniform();
  const complaint = random.uniform();
  const paysLate = late < group.latePaymentRate * (profile.automaticPayment ? 0.3 : 1.5);
  const daysLate = paysLate ? 1 + Math.floor(-9 * Math.log(1 - random.uniform())) : 0;
  return { paysLate, daysLate, prepaid: profile.plan === 0 && late > 0.4, contact, complaint };
}

/** The day of the month, from 0, on which the bill of the month before is due. */
const dueDay = 9;

/** What is past its due day when the month ends: bills paid so late that the payment came with the month's last. */
const owedOf = ({ days }: MonthWork, profile: Profile, { paysLate, daysLate }: Service): number =>
  paysLate && dueDay + daysLate >= days ? (plans[profile.plan]?.feeYuan ?? 0) : 0;

function writeService(work: MonthWork, profile: Profile, service: Service): void {
  const { month, random, writers, firstDay, days } = work;
  const { paysLate, daysLate, prepaid, contact, complaint } = service;
  const group = groups[profile.group] as (typeof groups)[number];
  const number = (month + 1) * 100_000_000 + profile.index + 1;
  if (paysLate || prepaid) {
    const out = writers.payments;
    out.code(80, number, 10);
    out.code(C, profile.index + 1, 8);
    out.day(firstDay + Math.min(days - 1, paysLate ? dueDay + daysLate : random.below(days)));
    out.integer(paysLate ? (plans[profile.plan]?.feeYuan ?? 0) : 10 * (1 + random.below(5)));
    out.integer(daysLate);
    out.bytes(prepaid ? topUp : (methods[random.below(methods.length)] as Uint8Array));
    out.endRow();
  }
  const list = profile.trend < -0.03 ? leaverTopics : topics;
  if (contact < group.serviceRate) {
    const out = writers.contacts;
    out.code(83, number, 10);
    out.code(C, profile.index + 1, 8);
    out.day(firstDay + random.below(days));
    out.bytes(contactChannels[random.below(contactChannels.length)] as Uint8Array);
    out.bytes(list[random.below(list.length)] as Uint8Array);
    out.integer(1 + random.below(20));
    out.endRow();
  }
  if (complaint < group.complaintRate) {
    const out = writers.complaints;
    const day = firstDay + random.below(days);
    out.code(75, number, 10);
    out.code(C, profile.index + 1, 8);
    out.day(day);
    out.bytes(list[random.below(list.length)] as Uint8Array);
    if (random.uniform() < 0.8) out.day(day + 1 + random.below(9));
    else out.empty();
    out.endRow();
  }
}
