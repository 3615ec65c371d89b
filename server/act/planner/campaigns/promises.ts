import { type Block, places, placesOf, statement, type Statement } from '#platform/warehouse';
import type { Gathered } from './gather.ts';
import type { Market } from './market.ts';
import { waiting } from './touched.ts';

/** What a plan promised to the targets that wait for a place, as `targetsToPlace` takes it. */
export const promisesOf = (plan: string, campaigns: readonly string[]): Statement =>
  statement(
    `select campaign, customer_key, offer, channel, person_id, toString(plan_target.day) as day from plan_target
     where plan = {plan:String} and reason = '' and customer_key global in (${waiting})`,
    { plan, campaigns },
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
    const { offer, channel } = wayOf[targets.campaign[target]!]!;
    const last = row + 1 < block.rows ? targets.start[target + 1]! : end;
    for (let c = targets.start[target]!; c < last; c++) {
      if (candidates.offer[c] !== offer[row] || candidates.channel[c] !== channel[row]) continue;
      const person = candidates.person[c]!;
      const stretch = calendar.stretches[candidates.stretch[c]!]!;
      if (person >= 0 && (day < stretch.first || day > stretch.last)) continue;
      if (person >= 0 && Math.floor(person / calendar.stretches.length) !== personOf[row]) continue;
      candidates.promised[c] = day + 1;
      break;
    }
  }
}
