import type { BlockToWrite, Texts } from '#platform/warehouse';
import { type Crowding, crowding } from './crowding.ts';
import { reasons, takenBy } from './market.ts';
import type { PlanMade } from './plan-campaigns.ts';

/** Targets of a block. */
const most = 250_000;
const dayMs = 86_400_000;

/** Every target of a plan as rows of `plan_target`: its contact, or why it has none. */
export function* targetBlocks(plan: string, made: PlanMade): Generator<BlockToWrite> {
  const { targets } = made.gathered;
  const chosen = new Int32Array(targets.count).fill(-1);
  for (const [i, { row }] of made.plan.entries()) chosen[made.gathered.candidates.target[row]!] = i;
  const nextFor = crowdedTargets(made);
  for (let from = 0; from < targets.count; from += most)
    yield blockOf(plan, made, chosen, nextFor, [from, Math.min(targets.count, from + most)]);
}

/** Of a target that has no contact though it could have one: the candidate it would get next, and what stood in its way. */
function crowdedTargets({ gathered, problem, prices, plan }: PlanMade) {
  const { targets, candidates, household } = gathered;
  const served = {
    customers: new Uint8Array(gathered.customers),
    households: new Uint8Array(1 + household.reduce((highest, home) => Math.max(highest, home), -1)),
  };
  for (const { row } of plan) {
    const customer = targets.customer[candidates.target[row]!]!;
    served.customers[customer] = 1;
    if (household[customer]! >= 0) served.households[household[customer]!] = 1;
  }
  return crowding(problem, gathered, prices, served);
}

function blockOf(
  plan: string,
  made: PlanMade,
  chosen: Int32Array,
  nextFor: ReturnType<typeof crowding>,
  [from, to]: readonly [from: number, to: number],
): BlockToWrite {
  const { targets, units } = made.gathered;
  const { campaigns, calendar } = made.market;
  const rows = to - from;
  const columns = newColumns(rows);
  const days = calendar.days.map((day) => Date.parse(day) / dayMs);
  for (let i = 0; i < rows; i++) {
    const target = from + i;
    columns.wave[i] = calendar.windows[targets.campaign[target]!]![targets.window[target]!]?.wave ?? 0;
    const contact = chosen[target]! < 0 ? undefined : made.plan[chosen[target]!]!;
    if (contact) {
      columns.day[i] = days[contact.day]!;
      writeWay(columns, i, made, contact.row);
      continue;
    }
    const reason = reasons[targets.reason[target]!]!;
    const taken = reason === 'crowded-out' ? takenBy[targets.taken[target]!]! : '';
    columns.reason.set(i, reason);
    columns.crowdedBy.set(i, taken);
    if (reason !== 'crowded-out' || taken !== '') continue;
    const { row, by } = nextFor(target);
    columns.crowdedBy.set(i, inWords(made, by));
    writeWay(columns, i, made, row);
  }
  const { person, offer, channel, reason, crowdedBy, ...numbers } = columns;
  const part = (places: Uint32Array | Uint16Array) => Int32Array.from(places.subarray(from, to));
  return {
    rows,
    columns: {
      plan: { codes: new Int32Array(rows), values: [plan] },
      campaign: { codes: part(targets.campaign), values: campaigns.map(({ campaign }) => campaign) },
      customer_key: targets.key.subarray(from, to),
      org_unit_id: { codes: part(targets.unit), values: units },
      person_id: person.done,
      offer: offer.done,
      channel: channel.done,
      ...numbers,
      reason: reason.done,
      crowded_by: crowdedBy.done,
    },
  };
}

const newColumns = (rows: number) => ({
  person: texts(rows),
  offer: texts(rows),
  channel: texts(rows),
  reason: texts(rows),
  crowdedBy: texts(rows),
  pool: new Uint8Array(rows),
  wave: new Uint16Array(rows),
  day: new Uint16Array(rows),
  minutes: new Uint16Array(rows),
  gain: new Float32Array(rows),
  cost: new Float32Array(rows),
});

/** What a target gets, or would get next: a candidate in its columns. */
function writeWay(
  columns: ReturnType<typeof newColumns>,
  i: number,
  { gathered, market }: PlanMade,
  row: number,
): void {
  const { targets, candidates } = gathered;
  const { file } = market.campaigns[targets.campaign[candidates.target[row]!]!]!;
  const worker = market.workers[Math.floor(candidates.person[row]! / market.calendar.stretches.length)];
  if (worker) columns.person.set(i, worker.id);
  columns.offer.set(i, file.offers[candidates.offer[row]!]!.offer);
  columns.channel.set(i, file.channels[candidates.channel[row]!]!.channel);
  columns.pool[i] = candidates.pool[row]!;
  columns.minutes[i] = candidates.minutes[row]!;
  columns.gain[i] = candidates.gain[row]!;
  columns.cost[i] = candidates.cost[row]! / 100;
}

/** A column of texts, each '' until it is set. */
function texts(rows: number) {
  const codes = new Int32Array(rows);
  const values = [''];
  const known = new Map([['', 0]]);
  return {
    done: { codes, values } satisfies Texts,
    set(row: number, text: string): void {
      let code = known.get(text);
      if (code === undefined) known.set(text, (code = values.push(text) - 1));
      codes[row] = code;
    },
  };
}

function inWords({ problem, market }: PlanMade, by: Crowding): string {
  const width = market.calendar.stretches.length;
  if (by.kind === 'time') return `time:${market.workers[Math.floor(by.person / width)]!.id}`;
  if (by.kind === 'channel') return `channel:${problem.names.channels[by.channel]!.split('#')[0]}`;
  return by.kind === 'limit' ? `limit:${problem.limits[by.limit]!.name}` : by.kind;
}
