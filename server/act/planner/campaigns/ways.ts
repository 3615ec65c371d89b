import type { Lists } from '#platform/warehouse';
import type { CampaignFile } from '#contract';
import { minutesOf, type CampaignToSchedule } from '#act/campaigns';
import { GrowingRows } from './growing.ts';
import { isClosed } from './campaign-problem.ts';
import { effectOf, type Market, reasons, type Reason } from './market.ts';
import type { Window } from './windows.ts';

/*
 *   a target ─▶ every offer it is eligible for × every open channel × whose minutes that takes × every stretch of its window
 */

/** A customer nobody owns may be dealt with by so many of the grid's people, taken in turn. */
const poolBreadth = 3;

/** What a campaign's file says of the ways in which its targets could be contacted. */
export interface Terms {
  readonly windows: readonly Window[];
  readonly keepsAll: boolean;
  /** By place in the file. */
  readonly closed: readonly boolean[];
  /** In yuan, by place in the file. */
  readonly margins: readonly number[];
  readonly byChannel: readonly {
    /** Of targets, by the simple rule. */
    readonly share: number;
    readonly minutes: number;
    readonly cost: number;
    readonly effect: number;
    readonly isByDay: boolean;
  }[];
  /** By offer × channel: 1 for the workers that have the skills of both. */
  readonly able: readonly Uint8Array[];
  readonly reward: number;
}

/** Whether it matters on which day a channel's contacts are made: they take somebody's minutes, or a place of the channel's day. */
export const isByDay = (channel: CampaignFile['channels'][number]): boolean =>
  minutesOf(channel) > 0 || channel.per_day !== undefined;

export function termsOf({ campaign, file }: CampaignToSchedule, market: Market, index: number): Terms {
  const { offers, calendar, workers } = market;
  return {
    windows: calendar.windows[index]!,
    keepsAll:
      file.offers.some(({ least = 0 }) => least > 0) ||
      (file.schedule?.least ?? 0) > 0 ||
      (file.schedule?.least_each_unit ?? 0) > 0,
    closed: file.offers.map(({ offer }) => isClosed(market, campaign, offer)),
    margins: file.offers.map(({ offer }) => {
      const { monthlyMarginFen = 0, horizonMonths = 0 } = offers.get(offer) ?? {};
      return (monthlyMarginFen * horizonMonths) / 100;
    }),
    byChannel: file.channels.map((channel) => ({
      share: channel.share,
      minutes: minutesOf(channel),
      cost: file.budget.per_contact[channel.channel] ?? 0,
      effect: effectOf(channel),
      isByDay: isByDay(channel),
    })),
    able: file.offers.flatMap((offer) =>
      file.channels.map((channel) => {
        const needed = [offer.skill, channel.skill].filter((skill) => skill !== undefined);
        return Uint8Array.from(workers, ({ skills }) => (needed.every((skill) => skills.has(skill)) ? 1 : 0));
      }),
    ),
    reward: file.budget.reward_per_success,
  };
}

/** The candidates, as columns. Places of offers and channels are those of the campaign's file. */
export const newCandidates = () =>
  new GrowingRows({
    target: Uint32Array,
    offer: Uint8Array,
    channel: Uint8Array,
    person: Int32Array,
    stretch: Uint16Array,
    pool: Uint8Array,
    minutes: Int32Array,
    cost: Int32Array,
    gain: Float64Array,
    chance: Float64Array,
    promised: Uint16Array,
  });
type Candidates = ReturnType<typeof newCandidates>;

/** What could be offered to the target of a row, and how. */
export interface Possible {
  readonly chances: Lists;
  readonly open: Lists;
  readonly row: number;
}

export function poolFor(people: readonly number[], key: number): readonly number[] {
  if (people.length <= poolBreadth) return people;
  return Array.from({ length: poolBreadth }, (_, i) => people[(key + i) % people.length]!);
}

const place = (reason: Reason): number => reasons.indexOf(reason);
const [noOffer, noChannel, noPerson, noSkill, notWorthCost, crowdedOut] = [
  place('no-eligible-offer'),
  place('no-channel'),
  place('no-person'),
  place('no-skill'),
  place('not-worth-cost'),
  place('crowded-out'),
];
const nobody: readonly number[] = [-1];

/** Where there is nothing that the simple rule could do. */
const nothing = 255;

/** What the simple rule would do, by place in the file: the first offer that may be made, by the channel of the target's share. */
export function simpleWay(
  { chances, open, row }: Possible,
  { closed, byChannel }: Terms,
  channelTurn: number,
): { readonly offer: number; readonly channel: number } {
  const [firstChance, lastChance] = [chances.start[row]!, chances.start[row + 1]!];
  let offer = 0;
  while (offer < lastChance - firstChance && (closed[offer] || chances.items[firstChance + offer]! < 0)) offer++;
  const [firstOpen, lastOpen] = [open.start[row]!, open.start[row + 1]!];
  const shareOf = (h: number) =>
    h < byChannel.length && firstOpen + h < lastOpen && open.items[firstOpen + h] === 1 ? byChannel[h]!.share : 0;
  let all = 0;
  for (let h = 0; h < byChannel.length; h++) all += shareOf(h);
  let channel = 0;
  for (let upTo = shareOf(0); channel < byChannel.length && channelTurn * all >= upTo; upTo += shareOf(channel))
    channel++;
  return {
    offer: offer < lastChance - firstChance ? offer : nothing,
    channel: channel < byChannel.length ? channel : nothing,
  };
}

/** Adds every way in which a target could be contacted; where there is none: gives why, by its place in `reasons`. */
export function addWays(
  candidates: Candidates,
  target: number,
  { chances, open, row }: Possible,
  terms: Terms,
  who: { readonly window: Window; readonly people: readonly number[]; readonly pool: boolean; readonly market: Market },
): number {
  const { stretches } = who.market.calendar;
  const [firstChance, lastChance] = [chances.start[row]!, chances.start[row + 1]!];
  const [firstOpen, lastOpen] = [open.start[row]!, open.start[row + 1]!];
  let reason = noOffer;
  const before = candidates.length;
  for (let o = 0; o < lastChance - firstChance; o++) {
    const chance = asWritten(chances.items[firstChance + o]!);
    if (chance < 0) continue;
    reason = Math.max(reason, noChannel);
    for (let h = 0; h < terms.byChannel.length; h++) {
      if (firstOpen + h >= lastOpen || open.items[firstOpen + h] !== 1) continue;
      const { minutes, effect, cost: contact, isByDay } = terms.byChannel[h]!;
      const isPersons = minutes > 0;
      const able = terms.able[o * terms.byChannel.length + h]!;
      if (isPersons && !who.people.some((p) => able[p] === 1)) {
        reason = Math.max(reason, who.people.length === 0 ? noPerson : noSkill);
        continue;
      }
      const likely = chance * effect;
      const cost = contact + likely * terms.reward;
      const gain = likely * terms.margins[o]! - cost;
      reason = Math.max(reason, notWorthCost);
      if (gain <= 0 && !terms.keepsAll) continue;
      for (const p of isPersons ? who.people : nobody) {
        if (p >= 0 && able[p] !== 1) continue;
        // What takes nobody's minutes may be done on any day of the window; the first stretch stands for all.
        const last = isByDay ? who.window.stretches.length : 1;
        for (let i = 0; i < last; i++) {
          const s = who.window.stretches[i]!;
          const c = candidates.add(1);
          const { columns } = candidates;
          columns.target[c] = target;
          columns.offer[c] = o;
          columns.channel[c] = h;
          columns.person[c] = p < 0 ? -1 : p * stretches.length + s;
          columns.stretch[c] = s;
          columns.pool[c] = who.pool && p >= 0 ? 1 : 0;
          columns.minutes[c] = minutes;
          columns.cost[c] = Math.round(cost * 100);
          columns.gain[c] = gain;
          columns.chance[c] = likely;
        }
      }
    }
  }
  return candidates.length > before ? crowdedOut : reason;
}

/** A 32-bit number stands for its seven digits: 0.4, not 0.4000000059604645. */
function asWritten(stored: number): number {
  if (stored <= 0) return stored;
  const scale = 10 ** (6 - Math.floor(Math.log10(stored)));
  return Math.round(stored * scale) / scale;
}
