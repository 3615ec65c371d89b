import { type Block, places, placesOf, statement, type Statement } from '#platform/warehouse';
import type { Gathered } from './gather.ts';
import type { Market } from './market.ts';
import { waiting } from './touched.ts';
import { isByDay } from './ways.ts';

/** The plan that a campaign follows. */
export interface Follows {
  readonly campaign: string;
  readonly plan: string;
}

/** What plans promised to the targets that wait for a place, as `targetsToPlace` takes it. */
export const promised = (follows: readonly Follows[]): Statement =>
  statement(
    `select campaign, customer_key, toLowCardinality(offer) as offer, toLowCardinality(channel) as channel,
       toLowCardinality(person_id) as person_id, toLowCardinality(toString(plan_target.day)) as day from plan_target
     where plan in {plans:Array(String)} and concat(plan, ' ', campaign) in {follows:Array(String)} and reason = '' and customer_key global in (${waiting})`,
    {
      plans: follows.map(({ plan }) => plan),
      follows: follows.map(({ plan, campaign }) => `${plan} ${campaign}`),
      campaigns: follows.map(({ campaign }) => campaign),
    },
  );

type Targets = Pick<Gathered['targets'], 'campaign' | 'start'>;
type Candidates = Pick<Gathered['candidates'], 'offer' | 'channel' | 'person' | 'stretch' | 'promised'>;

/** Finds the candidates of a block's promises, and notes their days. @param first, end where its targets begin, and where their candidates end */
export function notePromises(
  block: Block,
  { campaigns, calendar, workers }: Market,
  { first, end }: { readonly first: number; readonly end: number },
  [targets, candidates]: readonly [Targets, Candidates],
): void {
  const personOf = places(
    block.texts('promised_person'),
    placesOf(workers, ({ id }) => id),
  );
  const dayOf = places(
    block.texts('promised_day'),
    placesOf(calendar.days, (day) => day),
  );
  const [offers, channels] = [block.texts('promised_offer'), block.texts('promised_channel')];
  const wayOf = campaigns.map(({ file }) => ({
    byDay: file.channels.map(isByDay),
    offer: places(
      offers,
      placesOf(file.offers, ({ offer }) => offer),
    ),
    channel: places(
      channels,
      placesOf(file.channels, ({ channel }) => channel),
    ),
  }));
  for (let row = 0; row < block.rows; row++) {
    const [target, day] = [first + row, dayOf[row]!];
    if (day < 0) continue;
    const { offer, channel, byDay } = wayOf[targets.campaign[target]!]!;
    const last = row + 1 < block.rows ? targets.start[target + 1]! : end;
    for (let c = targets.start[target]!; c < last; c++) {
      if (candidates.offer[c] !== offer[row] || candidates.channel[c] !== channel[row]) continue;
      const person = candidates.person[c]!;
      const stretch = calendar.stretches[candidates.stretch[c]!]!;
      if (byDay[channel[row]!] && (day < stretch.first || day > stretch.last)) continue;
      if (person >= 0 && Math.floor(person / calendar.stretches.length) !== personOf[row]) continue;
      candidates.promised[c] = day + 1;
      break;
    }
  }
}
