import type { Candidates } from '../problem.ts';
import { type SheetRow, readSheet } from './columns.ts';
import { lastNumber } from './csv.ts';
import type { Defects } from './defects.ts';
import { type NameList, nameList } from './names.ts';

/** Candidates as they are read: names are numbers of their lists, not yet in order. */
export interface ReadCandidates {
  readonly candidates: Candidates;
  readonly customers: NameList;
  readonly campaigns: NameList | undefined;
  readonly areas: NameList | undefined;
  /** By number of the customer; the name of the household, or null. */
  readonly household: (string | null)[] | undefined;
  readonly lineOf: (row: number) => number;
}

/** The names that other files have; where the file is not there, candidates bring their own. */
export interface KnownNames {
  readonly offers: { readonly list: NameList; readonly isGiven: boolean };
  readonly channels: { readonly list: NameList; readonly isGiven: boolean };
  readonly people: { readonly list: NameList; readonly isGiven: boolean };
}

const needed = ['customer', 'offer', 'channel', 'person', 'minutes', 'cost', 'gain'] as const;
const optional = ['household', 'campaign', 'area'] as const;
type Row = SheetRow<(typeof needed)[number] | (typeof optional)[number]>;

const file = 'candidates.csv';
const anySign = { signed: true };
const emptyIsNone = { empty: 0 };

export function readCandidates(path: string, known: KnownNames, defects: Defects): ReadCandidates {
  const customers = nameList();
  const [campaigns, areas] = [nameList(), nameList()];
  const household: (string | null)[] = [];
  const columns = growingColumns();
  const lines: { row: number; line: number }[] = [];
  let extra: { campaign: boolean; area: boolean; household: boolean } | undefined;
  const scales = { cost: 0, minutes: 0 };
  readSheet(path, file, { needed, optional }, defects, (row: Row) => {
    const { sheet, record } = row;
    extra ??= { campaign: sheet.has('campaign'), area: sheet.has('area'), household: sheet.has('household') };
    const before = defects.count();
    const nobody = row.isEmpty('person');
    const gain = row.number('gain', anySign);
    const cost = row.number('cost');
    scales.cost = Math.max(scales.cost, lastNumber.decimals);
    const minutes = row.number('minutes', nobody ? emptyIsNone : undefined);
    scales.minutes = Math.max(scales.minutes, lastNumber.decimals);
    const offer = named(row, 'offer', known.offers, 'offers.csv');
    const channel = named(row, 'channel', known.channels, 'channels.csv');
    const person = nobody ? -1 : named(row, 'person', known.people, 'people.csv');
    if (row.isEmpty('customer')) row.defect('customer is empty.');
    if (defects.count() > before) return;
    const customer = customers.find(record, sheet.at.customer, true);
    const at = columns.add(customer, offer, channel, person, minutes, cost, gain);
    if (extra.campaign) columns.setCampaign(at, campaigns.find(record, sheet.at.campaign, true));
    if (extra.area) columns.setArea(at, areas.find(record, sheet.at.area, true));
    if (extra.household) tellHousehold(row, household, customer);
    const last = lines.at(-1);
    const expected = last ? last.line + at - last.row : at + 2;
    if (row.line !== expected) lines.push({ row: at, line: row.line });
  });
  return {
    candidates: columns.finish(scales, extra?.campaign === true, extra?.area === true),
    customers,
    campaigns: extra?.campaign ? campaigns : undefined,
    areas: extra?.area ? areas : undefined,
    household: extra?.household ? household : undefined,
    lineOf: (row) => {
      const before = lines.findLast((known) => known.row <= row);
      return before ? before.line + row - before.row : row + 2;
    },
  };
}

function named(
  row: Row,
  column: 'offer' | 'channel' | 'person',
  { list, isGiven }: { list: NameList; isGiven: boolean },
  where: string,
): number {
  if (row.isEmpty(column)) {
    row.defect(`${column} is empty.`);
    return -1;
  }
  const number = list.find(row.record, row.sheet.at[column], !isGiven);
  if (number < 0) row.defect(`The ${column} “${row.text(column)}” is not in ${where}.`);
  else if (number > 65_534 && column !== 'person')
    row.defect(`There are more than 65,535 different values of ${column}.`);
  return number;
}

function tellHousehold(row: Row, household: (string | null)[], customer: number): void {
  const said = row.isEmpty('household') ? null : row.text('household');
  const before = household[customer];
  if (before !== undefined && before !== said)
    row.defect(
      `The household of customer “${row.text('customer')}” is “${said ?? ''}” here and “${before ?? ''}” before.`,
    );
  household[customer] = said;
}

/** Columns that widen as they fill. */
function growingColumns() {
  let count = 0;
  let of = wideColumns(1 << 12);
  const extra = { campaign: new Uint16Array(0), area: new Uint16Array(0) };
  const put = (column: 'campaign' | 'area', at: number, value: number) => {
    if (at >= extra[column].length) {
      const wider = new Uint16Array(Math.max(1 << 12, (at + 1) * 2));
      wider.set(extra[column]);
      extra[column] = wider;
    }
    extra[column][at] = value;
  };
  return {
    add(customer: number, offer: number, channel: number, person: number, minutes: number, cost: number, gain: number) {
      if (count === of.customer.length) {
        const wider = wideColumns(Math.ceil(count * 1.6));
        for (const name of Object.keys(wider) as (keyof typeof wider)[]) wider[name].set(of[name]);
        of = wider;
      }
      of.customer[count] = customer;
      of.offer[count] = offer;
      of.channel[count] = channel;
      of.person[count] = person;
      of.minutes[count] = minutes;
      of.cost[count] = cost;
      of.gain[count] = gain;
      return count++;
    },
    setCampaign: (at: number, value: number) => put('campaign', at, value),
    setArea: (at: number, value: number) => put('area', at, value),
    finish: (decimals: { cost: number; minutes: number }, withCampaign: boolean, withArea: boolean): Candidates => ({
      ...finished(of, count, decimals),
      campaign: withCampaign ? extra.campaign.subarray(0, count) : undefined,
      area: withArea ? extra.area.subarray(0, count) : undefined,
    }),
  };
}

const wideColumns = (room: number) => ({
  customer: new Uint32Array(room),
  offer: new Uint16Array(room),
  channel: new Uint16Array(room),
  person: new Int32Array(room),
  minutes: new Float64Array(room),
  cost: new Float64Array(room),
  gain: new Float64Array(room),
});

function finished(of: ReturnType<typeof wideColumns>, count: number, decimals: { cost: number; minutes: number }) {
  const cost = scaled(of.cost.subarray(0, count), decimals.cost);
  const minutes = scaled(of.minutes.subarray(0, count), decimals.minutes);
  return {
    count,
    customer: of.customer.subarray(0, count),
    offer: of.offer.subarray(0, count),
    channel: of.channel.subarray(0, count),
    person: of.person.subarray(0, count),
    minutes: minutes.values,
    cost: cost.values,
    gain: of.gain.subarray(0, count),
    costScale: cost.scale,
    minutesScale: minutes.scale,
  };
}

/** As whole numbers of the smallest decimal that is used, where that fits: sums of whole numbers are exact. */
function scaled(values: Float64Array, decimals: number): { values: Float64Array | Int32Array; scale: number } {
  const scale = 10 ** decimals;
  if (decimals > 4) return { values, scale: 1 };
  for (let i = 0; i < values.length; i++) if (values[i]! * scale > 2e9) return { values, scale: 1 };
  const whole = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) whole[i] = Math.round(values[i]! * scale);
  return { values: whole, scale };
}
