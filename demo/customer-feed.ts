import { join } from 'node:path';
import { branchNames, cityName, givenNames, gridName, surnames } from './names.ts';
import { CsvWriter } from './csv-writer.ts';
import { customersOf, inSecondSystem, isActive, numberedWithNewcomers, secondId, type Profile } from './customer.ts';
import { brokenCustomers, countDefects, repeatedCustomers, type DefectCounter, type DefectKind } from './defects.ts';
import { encodeGb18030 } from './gb18030.ts';
import type { Written } from './month-feeds.ts';
import { firstDayAt, type Operator } from './operator.ts';
import { createRandom, purpose, scramble, type Random } from './random.ts';
import { phoneDigits, pointIn } from './customer-place.ts';

const header = [
  'cust_no',
  'name',
  'sex',
  'born',
  'age',
  'id_hash',
  'phone',
  'address',
  'since',
  'grid',
  'household',
  'lon',
  'lat',
  'dnd',
];
const secondHeader = ['number', 'full_name', 'id_hash', 'mobile', 'grid'];
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hexDigits = utf8('0123456789abcdef');

/** Everything the rows are put together from, encoded once. */
interface Parts {
  readonly out: CsvWriter;
  readonly operator: Operator;
  readonly random: Random;
  readonly surnames: readonly Uint8Array[];
  readonly givenNames: readonly Uint8Array[];
  readonly streets: readonly Uint8Array[];
  readonly grids: readonly Uint8Array[];
  readonly line: Uint8Array;
  readonly lastDay: number;
}
const female = utf8('F');
const male = utf8('M');
const yes = utf8('1');
const no = utf8('0');

export function writeCustomerFeeds(operator: Operator, directory: string): Written {
  const first = writeFirst(operator, join(directory, 'customers.csv'));
  const second = writeSecond(operator, join(directory, 'customers-old-crm.csv'));
  return {
    rows: first.rows + second.rows,
    bytes: first.bytes + second.bytes,
    defects: [...first.defects.list('customers', null), ...second.defects.list('customers-old-crm', null)],
  };
}

/** Those who came in the month after the newest, as the main system sends them: its new customers alone. */
export function writeNewCustomers(operator: Operator, path: string): void {
  const parts = partsOf(operator, path, firstDayAt(operator, operator.months + 1) - 1);
  const customers = customersOf(operator);
  for (let index = operator.customers; index < numberedWithNewcomers(operator); index++) {
    const profile = customers.profile(index);
    if (isActive(profile, operator.months)) writeCustomer(parts, profile);
  }
  parts.out.close();
}

const partsOf = (operator: Operator, path: string, lastDay: number): Parts => ({
  out: new CsvWriter(path, header),
  operator,
  random: createRandom(),
  surnames: surnames.map(([, zh]) => utf8(zh)),
  givenNames: givenNames.map(([, zh]) => utf8(zh)),
  streets: operator.served.map((grid) =>
    utf8(`${cityName[1]}市${branchNames[grid.branch]?.[1] ?? ''}区${gridName(grid.index)[1]}`),
  ),
  grids: operator.served.map((grid) => utf8(grid.id)),
  line: new Uint8Array(120),
  lastDay,
});

function writeFirst(operator: Operator, path: string) {
  const defects = countDefects();
  const parts = partsOf(operator, path, firstDayAt(operator, operator.months) - 1);
  const customers = customersOf(operator);
  for (let index = 0; index < operator.customers; index++) writeCustomer(parts, customers.profile(index));
  const repeats = repeatedCustomers(operator.customers);
  for (let k = 0; k < repeats; k++) {
    writeCustomer(parts, customers.profile(Math.floor((k * operator.customers) / repeats)));
    defects.add('duplicate');
  }
  writeBroken(parts, defects);
  return { ...parts.out.close(), defects };
}

function writeCustomer(parts: Parts, profile: Profile): void {
  const { out, operator, random, lastDay } = parts;
  const { index } = profile;
  random.restart(operator.seed, index, purpose.profile + 700);
  out.code(67, index + 1, 8);
  out.bytes(name(parts, random));
  out.bytes(profile.female ? female : male);
  out.day(profile.birthDay);
  out.integer(Math.floor((lastDay - profile.birthDay) / 365.25));
  out.bytes(identityHash(parts.line, operator.seed, index));
  out.code(49, phoneDigits(index), 10);
  out.bytes(address(parts, profile));
  out.day(profile.joinedDay);
  out.bytes(parts.grids[profile.grid] as Uint8Array);
  out.code(72, profile.household + 1, 8);
  random.restart(operator.seed, profile.household, purpose.household + 200);
  const [longitude, latitude] = pointIn(
    operator.served[profile.grid]?.corners ?? [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    0.05 + 0.9 * random.uniform(),
    0.05 + 0.9 * random.uniform(),
  );
  out.degree(longitude);
  out.degree(latitude);
  out.bytes(profile.dnd ? yes : no);
  out.endRow();
}

/** Rows of nobody, each broken in one way. Their numbers begin with X. */
function writeBroken(parts: Parts, defects: DefectCounter): void {
  const kinds: readonly DefectKind[] = ['missing-key', 'wrong-type', 'impossible', 'unknown-unit', 'bad-bytes'];
  const each = brokenCustomers(parts.operator.customers);
  for (let k = 0; k < each * kinds.length; k++) {
    const kind = kinds[k % kinds.length] as DefectKind;
    defects.add(kind);
    const { out } = parts;
    if (kind === 'missing-key') out.empty();
    else out.code(88, k + 1, 8);
    out.bytes(kind === 'bad-bytes' ? Uint8Array.of(0xe7, 0x8e, 0x28, 0xff) : utf8('王无'));
    out.bytes(male);
    out.bytes(utf8(kind === 'wrong-type' ? 'unknown' : kind === 'impossible' ? '2090-01-01' : '1980-02-03'));
    out.integer(kind === 'impossible' ? -64 : 46);
    for (let blank = 0; blank < 3; blank++) out.empty();
    out.day(parts.lastDay - 900);
    out.bytes(utf8(kind === 'unknown-unit' ? 'grid-999' : (parts.operator.served[0]?.id ?? '')));
    for (let blank = 0; blank < 3; blank++) out.empty();
    out.bytes(no);
    out.endRow();
  }
}

/** The old system of a county that joined the city: other numbers, GB18030, and half a per cent of the same people. */
function writeSecond(operator: Operator, path: string) {
  const defects = countDefects();
  const out = new CsvWriter(path, secondHeader);
  const customers = customersOf(operator);
  const random = createRandom();
  const line = new Uint8Array(120);
  const encoded = {
    surnames: surnames.map(([, zh]) => encodeGb18030(zh)),
    givenNames: givenNames.map(([, zh]) => encodeGb18030(zh)),
  };
  for (let index = 0; index < operator.customers; index++) {
    if (!inSecondSystem(index)) continue;
    const profile = customers.profile(index);
    out.bytes(utf8(secondId(index)));
    random.restart(operator.seed, index, purpose.profile + 700);
    out.bytes(name({ ...encoded, line }, random));
    out.bytes(identityHash(line, operator.seed, index));
    out.code(49, phoneDigits(index), 10);
    out.bytes(utf8(operator.served[profile.grid]?.id ?? ''));
    out.endRow();
  }
  const broken = brokenCustomers(operator.customers);
  for (let k = 0; k < broken; k++) {
    out.bytes(utf8(`Y${k + 1}`));
    // 0xFF begins no character of GB18030.
    out.bytes(Uint8Array.of(0xcd, 0xf5, 0xff));
    out.empty();
    out.empty();
    out.bytes(utf8(operator.served[0]?.id ?? ''));
    out.endRow();
    defects.add('bad-bytes');
  }
  return { ...out.close(), defects };
}

function name(parts: Pick<Parts, 'surnames' | 'givenNames' | 'line'>, random: Random): Uint8Array {
  const { line } = parts;
  const pieces = [
    parts.surnames[random.below(parts.surnames.length)],
    parts.givenNames[random.below(parts.givenNames.length)],
    random.uniform() < 0.6 ? parts.givenNames[random.below(parts.givenNames.length)] : undefined,
  ];
  let at = 0;
  for (const piece of pieces) {
    if (!piece) continue;
    line.set(piece, at);
    at += piece.length;
  }
  return line.subarray(0, at);
}

/** Street of the grid and the household's own door; members of a household share it. */
function address(parts: Parts, profile: Profile): Uint8Array {
  const { line } = parts;
  const street = parts.streets[profile.grid] as Uint8Array;
  line.set(street, 0);
  let at = street.length;
  const number = profile.household + 1;
  at = digits(line, at, Math.floor(number / 100));
  line.set(door, at);
  at = digits(line, at + door.length, (number % 100) + 100);
  line.set(room, at);
  return line.subarray(0, at + room.length);
}
const door = utf8('号');
const room = utf8('室');
function digits(line: Uint8Array, at: number, value: number): number {
  const text = String(value);
  for (let i = 0; i < text.length; i++) line[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Sixteen hexadecimal digits that stand for a hashed identity number; the same in both systems. */
function identityHash(line: Uint8Array, seed: number, index: number): Uint8Array {
  const high = scramble(seed, index, 7001);
  for (let i = 0; i < 8; i++) line[i] = hexDigits[(high >>> (i * 4)) & 15] as number;
  // The lower half is the customer's number turned by a fixed key: no two customers get the same hash.
  const low = (Math.imul(index + 1, 0x9e3779b1) ^ seed) >>> 0;
  for (let i = 0; i < 8; i++) line[8 + i] = hexDigits[(low >>> (i * 4)) & 15] as number;
  return line.subarray(0, 16);
}
