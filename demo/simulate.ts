import { join } from 'node:path';
import type { Campaign, ClientAction, WorkOrder } from '#contract';
import { addMonths, dayNumber, dayText, periodOf } from './calendar.ts';
import { finished, inParallel, type Connect, type DemoClient } from './client.ts';
import { logContacts, readContacts } from './contact-log.ts';
import { indexOf } from './customer.ts';
import { createFrontline } from './frontline.ts';
import { ordersManifest } from './manifests.ts';
import { writeOrders, type RealContact } from './orders.ts';
import { readTargets } from './targets.ts';
import { readTruth } from './truth.ts';
import type { Operator } from './operator.ts';

export interface SimulateOptions {
  /** Clients of the accounts: every frontline person's own, `planner` and `analyst`. */
  readonly connect: Connect;
  /** Where the demonstration operator was generated: feeds/ and truth/. */
  readonly directory: string;
  readonly campaign: string;
  /** Plays so many days from the first wave's start, at most up to today; unless given, everything up to yesterday. */
  readonly days?: number;
  /** `YYYY-MM-DD`; nothing happens after it. */
  readonly today?: string;
  readonly people?: number;
  readonly onProgress?: (progress: number, message: string) => void;
}
export interface Simulated {
  readonly people: number;
  readonly workOrders: number;
  readonly actions: number;
  readonly refused: number;
  readonly reached: number;
  /** The last day played. */
  readonly until: string;
  readonly orders: number;
  readonly ms: { readonly people: number; readonly orders: number };
}

/** A phone without network keeps its actions for so long, and sends so many at once. Each fetch of the list costs the server more than the work on it. */
const syncEveryDays = 16;
const actionsAtOnce = 500;
const peopleAtOnce = 6;

/**
 *   targets.csv → who has work → each person: list, visit, send (through the public API only)
 *               → messages reach people too
 *   truth + what really happened → everybody's orders → POST /loads
 */
export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const truthDirectory = join(options.directory, 'truth');
  const { operator } = readTruth(truthDirectory);
  const planner = await options.connect('planner');
  const campaign = await planner.readCampaign({ params: { id: options.campaign } });
  const until = lastDay(campaign, options);
  const started = performance.now();
  const released = new Set(campaign.waves.filter((wave) => wave.state === 'released').map((wave) => wave.wave));
  const play: Play = {
    ...options,
    operator,
    campaign,
    until,
    truthDirectory,
    counts: { workOrders: 0, actions: 0, refused: 0, reached: 0 },
  };
  const people = await readPeople(play, planner, released);
  let done = 0;
  await inParallel([...people], options.people ?? peopleAtOnce, async (person) => {
    await playPerson(play, person);
    options.onProgress?.((0.9 * ++done) / people.size, `${done} of ${people.size} frontline people`);
  });
  const peopleMs = performance.now() - started;
  const orders = await loadOrders(play);
  options.onProgress?.(1, 'orders loaded');
  return {
    people: people.size,
    ...play.counts,
    until,
    orders,
    ms: { people: Math.round(peopleMs), orders: Math.round(performance.now() - started - peopleMs) },
  };
}

interface Play extends Omit<SimulateOptions, 'campaign'> {
  readonly operator: Operator;
  readonly campaign: Campaign;
  readonly until: string;
  readonly truthDirectory: string;
  readonly counts: { workOrders: number; actions: number; refused: number; reached: number };
}

function lastDay(campaign: Campaign, options: SimulateOptions): string {
  const first = dayNumber(campaign.file.waves[0]?.start ?? '');
  const today = dayNumber(options.today ?? new Date().toISOString().slice(0, 10));
  return dayText(options.days === undefined ? today - 1 : Math.min(today, first + options.days - 1));
}

/** Who has work; and by the way, whom the messages of released waves reach. */
async function readPeople(play: Play, planner: DemoClient, released: ReadonlySet<number>): Promise<Set<string>> {
  const people = new Set<string>();
  const reached: RealContact[] = [];
  const frontline = createFrontline(play.operator, play.campaign);
  for await (const target of readTargets(await planner.exportTargets({ params: { id: play.campaign.id } }))) {
    if (target.day === '' || target.arm === 'control' || !released.has(target.wave)) continue;
    if (['field', 'call', 'hall'].includes(target.channel)) {
      if (target.person !== '') people.add(target.person);
      continue;
    }
    const index = target.day <= play.until ? indexOf(target.customerId) : undefined;
    const contact =
      index === undefined ? undefined : frontline.contactOf(index, target.channel, target.offer, target.day);
    if (contact) reached.push(contact);
  }
  logContacts(play.truthDirectory, play.campaign.id, reached);
  play.counts.reached += reached.length;
  return people;
}

/** One frontline person: every few days fetches the orders that are due, works through them day by day, and sends what was done. */
async function playPerson(play: Play, personId: string): Promise<void> {
  const client = await play.connect(personId);
  const frontline = createFrontline(play.operator, play.campaign);
  const seen = new Set<string>();
  for (const day of syncDays(play)) {
    for (let page = await listOpen(play, client, personId, day); page.some((order) => !seen.has(order.id));) {
      const fresh = page.filter((order) => !seen.has(order.id));
      for (const order of fresh) seen.add(order.id);
      await work(play, client, frontline, personId, fresh);
      page = page.length < pageSize ? [] : await listOpen(play, client, personId, day);
    }
  }
}
const pageSize = 1000;

function syncDays(play: Play): string[] {
  const first = dayNumber(play.campaign.file.waves[0]?.start ?? play.until);
  const ends = play.campaign.file.waves.map((wave) => dayNumber(wave.start) + wave.days - 1);
  const last = Math.min(dayNumber(play.until), Math.max(...ends) + 1);
  const days: string[] = [];
  for (let day = first + syncEveryDays - 1; day < last; day += syncEveryDays) days.push(dayText(day));
  return last >= first ? [...days, dayText(last)] : [];
}

async function listOpen(play: Play, client: DemoClient, personId: string, dayTo: string): Promise<WorkOrder[]> {
  const { items } = await client.listWorkOrders({
    query: {
      campaignId: play.campaign.id,
      personId,
      // Expired too: what was done in time and told late still counts.
      state: ['released', 'accepted', 'in_progress', 'expired'],
      dayTo,
      limit: pageSize,
    },
  });
  return items;
}

async function work(
  play: Play,
  client: DemoClient,
  frontline: ReturnType<typeof createFrontline>,
  personId: string,
  orders: readonly WorkOrder[],
): Promise<void> {
  const inOrder = orders.toSorted((a, b) => (a.day === b.day ? (a.id < b.id ? -1 : 1) : a.day < b.day ? -1 : 1));
  let day = '';
  let place = 0;
  let batch: ClientAction[] = [];
  let contacts: RealContact[] = [];
  const send = async () => {
    if (batch.length === 0) return;
    // The truth first: should this process die now, the orders still follow from what was done.
    logContacts(play.truthDirectory, play.campaign.id, contacts);
    const { results } = await client.sendActions({ body: { actions: batch } });
    play.counts.actions += batch.length;
    play.counts.refused += results.filter((result) => result.status === 'refused').length;
    play.counts.reached += contacts.length;
    batch = [];
    contacts = [];
  };
  for (const order of inOrder) {
    place = order.day === day ? place + 1 : 0;
    day = order.day;
    const visit = frontline.visit(order, personId, place);
    if (batch.length + visit.actions.length > actionsAtOnce) await send();
    batch.push(...visit.actions);
    if (visit.contact) contacts.push(visit.contact);
    play.counts.workOrders++;
  }
  await send();
}

/** Writes and loads the orders of every month the campaign has touched: of everybody, whether in the campaign or not. */
async function loadOrders(play: Play): Promise<number> {
  const { operator, truthDirectory } = play;
  const feeds = join(play.directory, 'feeds');
  const contacts = readContacts(truthDirectory);
  const first = periodOf(play.campaign.file.waves[0]?.start ?? play.until);
  const latest = contacts.reduce((max, contact) => Math.max(max, contact.day), dayNumber(play.until));
  const manifests: { text: string; file: string; directory: string }[] = [];
  let rows = 0;
  for (let period = first; period <= periodOf(dayText(latest)); period = addMonths(period, 1)) {
    rows += writeOrders(operator, period, join(feeds, `orders-${period}.csv`), { contacts, untilDay: latest }).rows;
    manifests.push({ text: ordersManifest(period), file: `orders-${period}.yaml`, directory: feeds });
  }
  if (manifests.length === 0) return 0;
  const analyst = await play.connect('analyst');
  const { job } = await analyst.load({ body: { manifests, rebuild: false } });
  await finished(analyst, job);
  return rows;
}
