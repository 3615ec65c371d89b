import type { CampaignFile, ChannelKind, Offer } from '#contract';
import type { CampaignToSchedule } from '#act/campaigns';
import type { OfferOf } from '../closed-offers.ts';
import type { Worker } from './people.ts';
import type { Calendar } from './windows.ts';

/** What a plan of campaigns is made of, but for the targets. */
export interface Market {
  readonly campaigns: readonly CampaignToSchedule[];
  readonly offers: ReadonlyMap<string, Offer>;
  readonly closed: readonly OfferOf[];
  readonly calendar: Calendar;
  readonly workers: readonly Worker[];
}

/** Why a target has no candidate, or none was chosen. By its place here it stands in the columns. */
export const reasons = [
  '',
  'wave-over',
  'no-eligible-offer',
  'no-channel',
  'no-person',
  'no-skill',
  'not-worth-cost',
  'crowded-out',
] as const;
export type Reason = (typeof reasons)[number];

/** Whose contact stands already in place of the target's; 'crowded-out' is the reason then. */
export const takenBy = ['', 'household', 'other-campaign'] as const;

/** How much of an offer's chance a contact has, where the file does not say: a visit all of it. */
const usualEffect: Readonly<Record<ChannelKind, number>> = {
  field: 1,
  hall: 1,
  call: 0.6,
  mail: 0.2,
  sms: 0.15,
  push: 0.15,
  email: 0.1,
};

/** How much of an offer's chance a contact through a channel of a file has. */
export const effectOf = ({ channel, effect }: CampaignFile['channels'][number]): number =>
  effect ?? usualEffect[channel];
