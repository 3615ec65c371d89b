import { declineReasons, type Campaign, type ClientAction, type WorkOrder } from '#contract';
import { dayNumber, monthsBetween, periodOf } from './calendar.ts';
import { familyOf } from './catalogue.ts';
import { customersOf, indexOf, type Profile } from './customer.ts';
import { isOrdered, reachChance } from './effects.ts';
import type { Operator } from './operator.ts';
import { createAnswer, type RealContact } from './orders.ts';
import { createRandom, numberOf, purpose, scramble, type Random } from './random.ts';

export interface Visit {
  readonly actions: readonly ClientAction[];
  /** What really happened: nothing for those who were not reached, and for what was invented. */
  readonly contact: RealContact | undefined;
}
type Result = NonNullable<ClientAction['result']>;

/**
 * What a frontline person does with a work order, from the truth: the same order gives the same actions with the same
 * ids however often it is played.
 */
export function createFrontline(operator: Operator, campaign: Campaign) {
  const customers = customersOf(operator);
  const answers = createAnswer(operator);
  const random = createRandom();
  const inventors = new Set(operator.managers.filter((manager) => manager.invents).map((manager) => manager.id));
  const salt = numberOf(campaign.id);

  /** Whether the customer is really reached on this channel; for messages too. */
  function reaches(profile: Profile, channel: string): boolean {
    random.restart(operator.seed ^ salt, profile.index, purpose.contact);
    return random.uniform() < reachChance(profile, channel);
  }

  function contactOf(index: number, channel: string, offer: string, day: string): RealContact | undefined {
    return reaches(customers.profile(index), channel) ? { index, channel, offer, day: dayNumber(day) } : undefined;
  }

  /** `place` is the order's place in the person's day. */
  function visit(order: WorkOrder, personId: string, place: number): Visit {
    const index = indexOf(order.customerId) ?? 0;
    const invents = inventors.has(personId);
    const contact = contactOf(index, order.channel, order.offerId, order.day);
    const result = invents
      ? invented(random)
      : contact
        ? honest(customers.profile(index), order)
        : { kind: random.uniform() < 0.85 ? ('unreachable' as const) : ('wrong_details' as const), feedback: {} };
    if (result.kind === 'accepted' || result.kind === 'considering' || result.kind === 'declined')
      fillForm(campaign, random, result);
    return {
      actions: actionsOf(operator, campaign, { ...order, personId }, place, result),
      contact: invents ? undefined : contact,
    };
  }

  function honest(profile: Profile, order: WorkOrder): Result {
    const family = familyOf(order.offerId);
    const month = monthsBetween(operator.lastPeriod, periodOf(order.day)) + operator.months - 1;
    const orders = isOrdered(family) && answers(profile, month, family, order.channel);
    const draw = random.uniform();
    if (orders) return { kind: draw < 0.9 ? 'accepted' : 'considering', feedback: {} };
    // Words are cheap: some who accept never order.
    if (draw < 0.03) return { kind: 'accepted', feedback: {} };
    if (draw < 0.25) return { kind: 'considering', followUpOn: order.dueOn, feedback: {} };
    if (draw > 0.994) return { kind: 'do_not_disturb', feedback: {} };
    return {
      kind: 'declined',
      declineReason: declineReasons[random.below(declineReasons.length)] ?? 'other',
      feedback: {},
    };
  }

  return { visit, contactOf };
}

function fillForm(campaign: Campaign, random: Random, result: Result): void {
  for (const field of campaign.file.work_order?.feedback ?? []) {
    const given = result.feedback as Record<string, string | number | boolean>;
    if (!field.required && random.uniform() < 0.3) continue;
    if (field.type === 'choice') given[field.field] = field.choices?.[random.below(field.choices.length)] ?? '';
    else if (field.type === 'boolean') given[field.field] = random.uniform() < 0.4;
    else if (field.type === 'integer' || field.type === 'decimal') given[field.field] = 10 + 10 * random.below(15);
    else if (field.type === 'date')
      given[field.field] = `${Number(campaign.file.waves[0]?.start.slice(0, 4)) + 1}-0${1 + random.below(9)}-15`;
    else given[field.field] = ['想再看看', '对方已有合约', '希望便宜一点'][random.below(3)] ?? '';
  }
}

/**
 * Working hours 9 to 17 of the city (UTC+8), one order after the other, half a minute between the actions of one. Work
 * of today that would lie ahead of the clock has been done just now.
 */
function actionsOf(
  operator: Operator,
  campaign: Campaign,
  order: WorkOrder,
  place: number,
  result: Result,
): ClientAction[] {
  const personId = order.personId ?? '';
  const planned = Date.parse(`${order.day}T01:00:00Z`) + (place % 100) * 288_000;
  const begin = Math.min(planned, Date.now() - 600_000 - (100 - (place % 100)) * 1000);
  const steps = (campaign.file.work_order?.actions ?? []).map((step) => ({ kind: 'step' as const, step: step.id }));
  const told = { kind: 'result' as const, result };
  // Three people in four only tell the result, the others every step on the way.
  const parts =
    numberOf(personId) % 4 === 0 ? [{ kind: 'accept' as const }, { kind: 'start' as const }, ...steps, told] : [told];
  return parts.map((part, i) => ({
    id: uuidOf(operator.seed, order.id, i),
    workOrderId: order.id,
    at: new Date(begin + i * 30_000).toISOString(),
    ...part,
  }));
}

/** What inventors tell: everybody is glad. */
function invented(random: Random): Result {
  return { kind: random.uniform() < 0.35 ? 'accepted' : 'considering', feedback: {} };
}

/** A version 8 UUID made of the seed, the order and the action's place. */
export function uuidOf(seed: number, workOrderId: string, place: number): string {
  const subject = numberOf(workOrderId);
  const other = numberOf([...workOrderId].toReversed().join(''));
  const hex = [
    scramble(seed, subject, place),
    scramble(other, seed, place),
    scramble(subject, other, place),
    scramble(place, other, subject),
  ]
    .map((n) => n.toString(16).padStart(8, '0'))
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20)}`;
}
