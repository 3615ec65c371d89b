import { monthsBetween } from './calendar.ts';
import { familyOf, offersOf } from './catalogue.ts';
import { CsvWriter } from './csv-writer.ts';
import { customersOf, isActive, type Profile } from './customer.ts';
import { contactedChance, organicChance } from './effects.ts';
import { families, type OrderedFamily } from './groups.ts';
import { daysAt, firstDayAt, type Operator } from './operator.ts';
import { createRandom, purpose, scramble, type Random } from './random.ts';

/** A contact that really happened and reached the customer. */
export interface RealContact {
  readonly index: number;
  readonly day: number;
  readonly channel: string;
  readonly offer: string;
}
/** An order answers a contact on the same day or one of the next three. */
export const answerDays = 4;

export interface OrderFeed {
  /** Writes what one active customer orders in the month. */
  write(profile: Profile): void;
  close(): { readonly rows: number; readonly bytes: number };
}
export interface OrdersOptions {
  readonly contacts?: readonly RealContact[];
  /** Nothing is ordered after this day: the month is not over yet. */
  readonly untilDay?: number;
}

/** Writes the orders of one month of everybody alike: treated, control, or in no campaign. */
export function writeOrders(operator: Operator, period: string, path: string, options: OrdersOptions) {
  const month = monthsBetween(operator.lastPeriod, period) + operator.months - 1;
  const feed = openOrders(operator, month, path, options);
  const customers = customersOf(operator);
  for (let index = 0; index < operator.customers; index++) {
    const profile = customers.profile(index);
    if (isActive(profile, month)) feed.write(profile);
  }
  return feed.close();
}

/**
 * The orders of one month: of the customers' own accord, and in answer to contacts (of this month and of the end of
 * the month before).
 */
export function openOrders(operator: Operator, month: number, path: string, options: OrdersOptions): OrderFeed {
  const first = firstDayAt(operator, month);
  const last = Math.min(options.untilDay ?? Infinity, first + daysAt(operator, month) - 1);
  const out = new CsvWriter(path, ['order_no', 'cust_no', 'offer', 'day', 'channel', 'amount']);
  const decide = createDecider(operator);
  const emit =
    (of: number): Emit =>
    (profile, family, offer, day, channel) => {
      if (day >= first && day <= last) writeOrder(out, of, profile.index, family, offer, day, channel);
    };
  const emitThis = emit(month);
  const emitBefore = emit(month - 1);
  const contacts = Map.groupBy(options.contacts ?? [], (contact) => contact.index);
  return {
    write(profile) {
      const own = contacts.size > 0 ? contacts.get(profile.index) : undefined;
      if (!own) return decide(profile, month, none, emitThis);
      const before = own.filter((contact) => contact.day < first && contact.day > first - answerDays);
      if (before.length > 0) decide(profile, month - 1, before, emitBefore);
      decide(
        profile,
        month,
        own.filter((contact) => contact.day >= first),
        emitThis,
      );
    },
    close: () => out.close(),
  };
}
const none: readonly RealContact[] = [];

/** Whether a customer who is really contacted in that month orders of that family, on whatever day. */
export function createAnswer(operator: Operator) {
  const random = createRandom();
  return (profile: Profile, month: number, family: OrderedFamily, channel: string): boolean => {
    if (!isActive(profile, month)) return false;
    random.restart(operator.seed, profile.index, purpose.orders + month);
    const place = families.indexOf(family);
    for (let f = 0; f < place; f++) random.next();
    return random.uniform() < contactedChance(operator, profile, family, month, channel);
  };
}

type Emit = (profile: Profile, family: number, offer: string, day: number, channel: string) => void;

/**
 * One draw per customer, month and family is held against the chance in force: below the organic chance the customer
 * orders whatever happens; between it and the chance under contact, only if contacted. So nobody orders twice, and the
 * difference that a contact makes is exactly the planted one. Where a contact harms, it takes away the orders between
 * the two chances that would have come on its day or later.
 */
function createDecider(operator: Operator) {
  const random: Random = createRandom();
  return (profile: Profile, month: number, contacts: readonly RealContact[], emit: Emit): void => {
    random.restart(operator.seed, profile.index, purpose.orders + month);
    for (let f = 0; f < families.length; f++) {
      const family = families[f] as OrderedFamily;
      const draw = random.uniform();
      const organic = organicChance(operator, profile, family, month);
      const contact = contacts.length > 0 ? contacts.find((one) => familyOf(one.offer) === family) : undefined;
      if (draw >= organic && !contact) continue;
      const place = scramble(operator.seed ^ profile.index, month * 8 + f, 91) / 4294967296;
      const organicDay = firstDayAt(operator, month) + Math.floor(place * daysAt(operator, month));
      if (contact) {
        const contacted = contactedChance(operator, profile, family, month, contact.channel);
        if (draw >= organic) {
          if (draw < contacted)
            emit(profile, f, contact.offer, contact.day + Math.floor(place * answerDays), contact.channel);
          continue;
        }
        if (draw >= contacted && organicDay >= contact.day) continue;
      }
      const list = offersOf(family);
      const pick = scramble(operator.seed ^ profile.index, month * 8 + f, 92) % list.length;
      emit(profile, f, list[pick]?.id ?? '', organicDay, ownChannels[pick % ownChannels.length] ?? 'app');
    }
  };
}
const ownChannels = ['app', 'hall', 'online', 'hotline'];

function writeOrder(
  out: CsvWriter,
  month: number,
  index: number,
  family: number,
  offer: string,
  day: number,
  channel: string,
): void {
  out.code(79, ((month + 1) * 100_000_000 + index + 1) * 10 + family, 12);
  out.code(67, index + 1, 8);
  out.bytes(encoded(offer));
  out.day(day);
  out.bytes(encoded(channel));
  out.integer(priceYuan(offer));
  out.endRow();
}

const encoder = new TextEncoder();
const cells = new Map<string, Uint8Array>();
function encoded(text: string): Uint8Array {
  let cell = cells.get(text);
  if (!cell) cells.set(text, (cell = encoder.encode(text)));
  return cell;
}
const prices = new Map<string, number>();
function priceYuan(offer: string): number {
  let price = prices.get(offer);
  if (price === undefined) {
    const found = offersOf(familyOf(offer) ?? '').find((one) => one.id === offer);
    prices.set(offer, (price = Math.round((found?.monthlyPriceFen ?? 0) / 100)));
  }
  return price;
}
