import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Candidates, PlanProblem, SharedLimit } from '../problem.ts';
import { readSheet } from './columns.ts';
import { collectDefects, type Defects } from './defects.ts';
import { byDay, nameList, type NameList, sortNames } from './names.ts';
import { type KnownNames, type ReadCandidates, readCandidates } from './read-candidates.ts';
import { type LimitsFile, readLimits } from './read-limits.ts';

export interface PlanFiles {
  readonly problem: PlanProblem;
  /** What was read and means nothing to the planner. */
  readonly warnings: readonly string[];
}

interface Raw {
  readonly known: KnownNames;
  readonly days: NameList;
  readonly personDays: { person: number; day: number; minutes: number }[] | undefined;
  readonly channelDays: { channel: number; day: number; capacity: number }[] | undefined;
  readonly offers: OfferRow[] | undefined;
}
interface OfferRow {
  readonly offer: number;
  readonly maxCount: number | undefined;
  readonly minCount: number | undefined;
  readonly budget: number | undefined;
  readonly group: string | null;
}

/**
 * Reads candidates.csv, people.csv, channels.csv, offers.csv and limits.json of a directory; only the first must be there.
 *
 * @throws Problem `bad-plan-files` with every defect's file and line.
 */
export function readPlanFiles(directory: string): PlanFiles {
  const defects = collectDefects();
  const path = (file: string) => join(directory, file);
  const isGiven = (file: string) => existsSync(path(file)) && statSync(path(file)).isFile();
  if (!isGiven('candidates.csv')) {
    defects.add('candidates.csv', 0, `There is no file candidates.csv in ${directory}.`);
    defects.refuse();
  }
  const days = nameList();
  const offers = nameList();
  const channels = nameList();
  const people = nameList();
  // A file that is broken itself is no measure of others.
  const read = <T>(file: string, work: () => T): { rows: T | undefined; isGiven: boolean } => {
    if (!isGiven(file)) return { rows: undefined, isGiven: false };
    const before = defects.count();
    const rows = work();
    return { rows, isGiven: defects.count() === before };
  };
  const ofPeople = read('people.csv', () => readPeople(path('people.csv'), people, days, defects));
  const ofChannels = read('channels.csv', () => readChannels(path('channels.csv'), channels, days, defects));
  const ofOffers = read('offers.csv', () => readOffers(path('offers.csv'), offers, defects));
  const known: KnownNames = {
    offers: { list: offers, isGiven: ofOffers.isGiven },
    channels: { list: channels, isGiven: ofChannels.isGiven },
    people: { list: people, isGiven: ofPeople.isGiven },
  };
  const raw: Raw = { known, days, personDays: ofPeople.rows, channelDays: ofChannels.rows, offers: ofOffers.rows };
  const limits = isGiven('limits.json') ? readLimits(readFileSync(path('limits.json')), defects) : undefined;
  const candidates = readCandidates(path('candidates.csv'), known, defects);
  defects.refuse();
  const problem = assemble(raw, candidates, limits, defects);
  refuseDuplicates(problem, candidates, defects);
  defects.refuse();
  return {
    problem,
    warnings: limits?.unknown.map((key) => `limits.json: “${key}” means nothing to the planner and is ignored.`) ?? [],
  };
}

function readPeople(path: string, people: NameList, days: NameList, defects: Defects) {
  const rows: { person: number; day: number; minutes: number }[] = [];
  const seen = new Map<number, number>();
  readSheet(path, 'people.csv', { needed: ['person', 'day', 'minutes'] }, defects, (row) => {
    const minutes = row.number('minutes');
    if (row.isEmpty('person')) row.defect('person is empty.');
    if (row.isEmpty('day')) row.defect('day is empty.');
    const person = people.find(row.record, row.sheet.at.person, true);
    const day = days.find(row.record, row.sheet.at.day, true);
    once(seen, person * 65_536 + day, row.line, row.defect, 'person and day');
    rows.push({ person, day, minutes });
  });
  return rows;
}

function readChannels(path: string, channels: NameList, days: NameList, defects: Defects) {
  const rows: { channel: number; day: number; capacity: number }[] = [];
  const seen = new Map<number, number>();
  readSheet(path, 'channels.csv', { needed: ['channel', 'day', 'capacity'] }, defects, (row) => {
    const capacity = row.number('capacity', { empty: Infinity });
    if (row.isEmpty('channel')) row.defect('channel is empty.');
    if (row.isEmpty('day')) row.defect('day is empty.');
    const channel = channels.find(row.record, row.sheet.at.channel, true);
    const day = days.find(row.record, row.sheet.at.day, true);
    once(seen, channel * 65_536 + day, row.line, row.defect, 'channel and day');
    rows.push({ channel, day, capacity });
  });
  return rows;
}

function readOffers(path: string, offers: NameList, defects: Defects): OfferRow[] {
  const rows: OfferRow[] = [];
  const seen = new Map<number, number>();
  const columns = { needed: ['offer', 'max_count', 'budget'], optional: ['min_count', 'group'] } as const;
  readSheet<'offer' | 'max_count' | 'budget' | 'min_count' | 'group'>(path, 'offers.csv', columns, defects, (row) => {
    const number = (column: 'max_count' | 'budget' | 'min_count') =>
      !row.sheet.has(column) || row.isEmpty(column) ? undefined : row.number(column);
    const of = { maxCount: number('max_count'), minCount: number('min_count'), budget: number('budget') };
    if (row.isEmpty('offer')) row.defect('offer is empty.');
    const offer = offers.find(row.record, row.sheet.at.offer, true);
    once(seen, offer, row.line, row.defect, 'offer');
    rows.push({ offer, ...of, group: row.sheet.has('group') && !row.isEmpty('group') ? row.text('group') : null });
  });
  return rows;
}

function once(
  seen: Map<number, number>,
  key: number,
  line: number,
  defect: (message: string) => void,
  what: string,
): void {
  const before = seen.get(key);
  if (before === undefined) seen.set(key, line);
  else defect(`The same ${what} as on line ${before}.`);
}

/** Names are sorted, and everything that was numbered as it was met is numbered anew. */
function assemble(raw: Raw, read: ReadCandidates, limits: LimitsFile | undefined, defects: Defects): PlanProblem {
  const inOrder = (list: NameList | undefined, file: string, compare?: (a: string, b: string) => number) => {
    try {
      return sortNames(list?.texts() ?? [], compare);
    } catch {
      defects.add(file, 0, 'The file is not UTF-8.');
      defects.refuse();
      throw new Error('unreachable');
    }
  };
  const { known } = raw;
  const customers = inOrder(read.customers, 'candidates.csv');
  const offers = inOrder(known.offers.list, known.offers.isGiven ? 'offers.csv' : 'candidates.csv');
  const channels = inOrder(known.channels.list, known.channels.isGiven ? 'channels.csv' : 'candidates.csv');
  const people = inOrder(known.people.list, known.people.isGiven ? 'people.csv' : 'candidates.csv');
  const days = inOrder(raw.days, 'people.csv', byDay);
  const campaigns = inOrder(read.campaigns, 'candidates.csv');
  const areas = inOrder(read.areas, 'candidates.csv');
  renumber(read.candidates.customer, customers.rank);
  renumber(read.candidates.offer, offers.rank);
  renumber(read.candidates.channel, channels.rank);
  renumber(read.candidates.person, people.rank);
  if (read.candidates.campaign) renumber(read.candidates.campaign, campaigns.rank);
  if (read.candidates.area) renumber(read.candidates.area, areas.rank);
  const offerRows = raw.offers
    ?.map((row) => ({ ...row, offer: offers.rank[row.offer]! }))
    .sort((a, b) => a.offer - b.offer);
  const names = {
    customers: customers.sorted,
    offers: offers.sorted,
    channels: channels.sorted,
    people: people.sorted,
    days: days.sorted,
    campaigns: campaigns.sorted,
    areas: areas.sorted,
  };
  return {
    names,
    candidates: read.candidates,
    personDays: raw.personDays?.map((of) => ({ ...of, person: people.rank[of.person]!, day: days.rank[of.day]! })),
    channelDays: raw.channelDays?.map((of) => ({
      ...of,
      channel: channels.rank[of.channel]!,
      day: days.rank[of.day]!,
    })),
    offerGroup: offerRows?.some(({ group }) => group !== null) ? offerRows.map(({ group }) => group) : undefined,
    household: read.household && byRank(read.household, customers.rank),
    contactsPerCustomer: limits?.contactsPerCustomer,
    limits: [...offerLimits(offerRows ?? [], names.offers), ...(limits?.shared(names, defects) ?? [])],
    fairness: limits?.fairness,
  };
}

function renumber(column: Uint32Array | Uint16Array | Int32Array, rank: Uint32Array): void {
  for (let i = 0; i < column.length; i++) if (column[i]! >= 0) column[i] = rank[column[i]!]!;
}

function byRank<T>(of: readonly T[], rank: Uint32Array): T[] {
  const sorted: T[] = [];
  for (const [i, value] of of.entries()) sorted[rank[i]!] = value;
  return sorted;
}

function offerLimits(rows: readonly OfferRow[], offers: readonly string[]): SharedLimit[] {
  const limits: SharedLimit[] = [];
  for (const { offer, maxCount, minCount, budget } of rows) {
    const name = offers[offer]!;
    if (maxCount !== undefined)
      limits.push({ name: `at most of offer ${name}`, sense: 'at-most', of: 'contacts', bound: maxCount, offer });
    if (minCount !== undefined && minCount > 0)
      limits.push({ name: `at least of offer ${name}`, sense: 'at-least', of: 'contacts', bound: minCount, offer });
    if (budget !== undefined)
      limits.push({ name: `budget of offer ${name}`, sense: 'at-most', of: 'cost', bound: budget, offer });
  }
  return limits;
}

/** The same candidate twice is a defect of the file: which of the two would be meant? */
function refuseDuplicates({ candidates, names }: PlanProblem, { lineOf }: ReadCandidates, defects: Defects): void {
  const { count, customer, offer, channel, person }: Candidates = candidates;
  const start = new Uint32Array(names.customers.length + 1);
  for (let i = 0; i < count; i++) start[customer[i]! + 1]!++;
  for (let i = 0; i < names.customers.length; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const rows = new Uint32Array(count);
  for (let i = 0; i < count; i++) rows[next[customer[i]!]!++] = i;
  const isSame = (a: number, b: number) =>
    offer[a] === offer[b] && channel[a] === channel[b] && person[a] === person[b];
  for (let of = 0; of < names.customers.length; of++) {
    const [from, to] = [start[of]!, start[of + 1]!];
    if (to - from > 100) {
      const seen = new Map<string, number>();
      for (const row of rows.subarray(from, to)) {
        const key = `${offer[row]}/${channel[row]}/${person[row]}`;
        const before = seen.get(key);
        if (before === undefined) seen.set(key, row);
        else tell(before, row);
      }
      continue;
    }
    for (let i = from + 1; i < to; i++)
      for (let j = from; j < i; j++)
        if (isSame(rows[i]!, rows[j]!)) {
          tell(rows[j]!, rows[i]!);
          break;
        }
  }
  function tell(first: number, again: number): void {
    defects.add(
      'candidates.csv',
      lineOf(again),
      `The same customer, offer, channel and person as on line ${lineOf(first)}.`,
    );
  }
}
