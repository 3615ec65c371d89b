import { type Block, places, placesOf, statement, type Statement } from '#platform/warehouse';
import type { Gathered } from './gather.ts';
import type { Market } from './market.ts';
import { waiting } from './touched.ts';
import { isByDay } from './ways.ts';

/**
 * What was promised to the targets that wait for a place, as `targetsToPlace` takes it: of each what the last of these
 * plans says that is about it.
 * @param plans the oldest first
 */
export function promised(plans: readonly string[], campaigns: readonly string[]): Statement {
  const from = `from plan_target where plan in {plans:Array(String)} and campaign in {campaigns:Array(String)} and customer_key global in (${waiting})`;
  const rows = `select campaign, customer_key, offer, channel, person_id, toString(plan_target.day) as day, reason`;
  const last = `argMax((offer, channel, person_id, day, reason), indexOf({plans:Array(String)}, plan)) as last`;
  const each =
    plans.length === 1
      ? `${rows} ${from}`
      : `select campaign, customer_key, last.1 as offer, last.2 as channel, last.3 as person_id, toString(last.4) as day, last.5 as reason
         from (select campaign, customer_key, ${last} ${from} group by campaign, customer_key)`;
  return statement(
    `select campaign, customer_key, ${texts.map((name) => `toLowCardinality(${name}) as ${name}`).join(', ')} from (${each}) where reason = ''`,
    { plans, campaigns },
  );
}
const texts = ['offer', 'channel', 'person_id', 'day'];

type Targets = Pick<Gathered['targets'], 'campaign' | 'start'>;
type Candidates = Pick<Gathered['candidates'], 'offer' | 'channel' | 'person' | 'stretch' | 'promised'>;

/**
 * Finds the candidates of a block's promises, and notes their days.
 * @param first, end where its targets begin, and where their candidates end
 * @returns how many promises are of no candidate any more
 */
export function notePromises(
  block: Block,
  { campaigns, calendar, workers }: Market,
  { first, end }: { readonly first: number; readonly end: number },
  [targets, candidates]: readonly [Targets, Candidates],
): number {
  let gone = 0;
  const personOf = places(
    block.texts('promised_person'),
    placesOf(workers, ({ id }) => id),
  );
  const promisedDay = block.texts('promised_day');
  const dayOf = places(
    promisedDay,
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
  const isThere = (c: number, row: number, { offer, channel, byDay }: (typeof wayOf)[number]) => {
    if (candidates.offer[c] !== offer[row] || candidates.channel[c] !== channel[row]) return false;
    const [person, day] = [candidates.person[c]!, dayOf[row]!];
    if (person >= 0 && Math.floor(person / calendar.stretches.length) !== personOf[row]) return false;
    const { first: from, last: to } = calendar.stretches[candidates.stretch[c]!]!;
    return day >= 0 && (!byDay[channel[row]!] || (from <= day && day <= to));
  };
  for (let row = 0; row < block.rows; row++) {
    if (promisedDay.values[promisedDay.codes[row]!] === '') continue;
    const target = first + row;
    const way = wayOf[targets.campaign[target]!]!;
    const last = row + 1 < block.rows ? targets.start[target + 1]! : end;
    let c = targets.start[target]!;
    while (c < last && !isThere(c, row, way)) c++;
    if (c < last) candidates.promised[c] = dayOf[row]! + 1;
    else gone++;
  }
  return gone;
}
