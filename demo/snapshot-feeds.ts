import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { offersOf } from './catalogue.ts';
import { gridManagers } from './city.ts';
import { CsvWriter } from './csv-writer.ts';
import { customersOf, isActive, numberedWithNewcomers, type Profile } from './customer.ts';
import { writeCustomerFeeds } from './customer-feed.ts';
import { pointIn } from './customer-place.ts';
import type { Written } from './month-feeds.ts';
import { firstDayAt, type Operator } from './operator.ts';
import { createRandom, purpose, type Random } from './random.ts';
import { openSubscriptions } from './subscriptions-feed.ts';

/** The feeds without a period, as of the end of the newest month. `people` and `holdings` are written side by side. */
export function writeSnapshots(operator: Operator, part: 'customers' | 'contracts', directory: string): Written {
  if (part === 'customers') return writeCustomerFeeds(operator, directory);
  writeOrganisation(operator, directory);
  return { ...writeContracts(operator, directory), defects: [] };
}

function writeOrganisation(operator: Operator, directory: string): void {
  const csv = (name: string, header: string, rows: readonly (readonly (string | number | null)[])[]) =>
    writeFileSync(
      join(directory, name),
      [header, ...rows.map((row) => row.map((cell) => cell ?? '').join(','))].join('\n') + '\n',
    );
  const { city, managers, seed } = operator;
  csv(
    'org-units.csv',
    'org_unit_id,parent_id,kind,name_en,name_zh,longitude,latitude',
    city.orgUnits.map((unit) => [
      unit.id,
      unit.parentId,
      unit.kind,
      unit.name.en,
      unit.name.zh,
      unit.longitude,
      unit.latitude,
    ]),
  );
  csv(
    'staff.csv',
    'staff_id,org_unit_id,name_en,name_zh,role,daily_minutes',
    [...managers, ...gridManagers(seed)].map((one) => [
      one.id,
      one.orgUnitId,
      one.name.en,
      one.name.zh,
      one.role,
      one.dailyMinutes ?? 420,
    ]),
  );
  const random = createRandom();
  random.restart(seed, 2, purpose.city);
  csv(
    'network-elements.csv',
    'element_id,org_unit_id,kind,longitude,latitude',
    city.grids.flatMap((grid) =>
      Array.from({ length: 4 }, (_, k) => {
        const [longitude, latitude] = pointIn(grid.corners, random.uniform(), random.uniform());
        return [
          `NE${grid.index + 1}-${k + 1}`,
          grid.id,
          k === 0 ? 'olt' : 'base-station',
          longitude.toFixed(5),
          latitude.toFixed(5),
        ];
      }),
    ),
  );
}

const headers = {
  accounts: ['account_no', 'cust_no', 'opened', 'payment', 'credit'],
  holdings: ['cust_no', 'product', 'since', 'fee'],
  ownership: ['cust_no', 'manager', 'grid'],
};
const bytes = (text: string) => new TextEncoder().encode(text);
const text = {
  auto: bytes('bank-transfer'),
  manual: bytes('cash'),
  prepaid: bytes('top-up'),
  none: bytes(''),
  credit: ['A', 'B', 'C'].map(bytes),
};

function writeContracts(operator: Operator, directory: string): { rows: number; bytes: number } {
  const open = (name: keyof typeof headers) => new CsvWriter(join(directory, `${name}.csv`), headers[name]);
  const out = {
    accounts: open('accounts'),
    subscriptions: openSubscriptions(directory, firstDayAt(operator, operator.months)),
    holdings: open('holdings'),
    ownership: open('ownership'),
  };
  const customers = customersOf(operator);
  const random = createRandom();
  const writeOwner = ownersOf(operator);
  for (let index = 0; index < operator.customers; index++) {
    const profile = customers.profile(index);
    random.restart(operator.seed, index, purpose.contracts);
    writeAccount(out.accounts, profile, random);
    out.subscriptions.write(profile, random);
    if (isActive(profile, operator.months - 1)) {
      writeHoldings(out.holdings, operator, profile, random);
      writeOwner(out.ownership, profile);
    }
  }
  const closed = Object.values(out).map((writer) => writer.close());
  return {
    rows: closed.reduce((sum, file) => sum + file.rows, 0),
    bytes: closed.reduce((sum, file) => sum + file.bytes, 0),
  };
}

/** Writes who looks after a customer. */
function ownersOf(operator: Operator): (out: CsvWriter, profile: Profile) => void {
  const managerIds = operator.managers.map((manager) => bytes(manager.id));
  const gridIds = operator.served.map((grid) => bytes(grid.id));
  return (out, profile) => {
    out.code(67, profile.index + 1, 8);
    out.bytes(managerIds[profile.manager] ?? text.none);
    out.bytes(gridIds[profile.grid] ?? text.none);
    out.endRow();
  };
}

/** Who looks after those who came in the month after the newest. */
export function writeNewOwners(operator: Operator, path: string): void {
  const out = new CsvWriter(path, headers.ownership);
  const customers = customersOf(operator);
  const writeOwner = ownersOf(operator);
  for (let index = operator.customers; index < numberedWithNewcomers(operator); index++) {
    const profile = customers.profile(index);
    if (isActive(profile, operator.months)) writeOwner(out, profile);
  }
  out.close();
}

function writeAccount(out: CsvWriter, profile: Profile, random: Random): void {
  out.code(65, profile.index + 1, 8);
  out.code(67, profile.index + 1, 8);
  out.day(profile.joinedDay);
  out.bytes(profile.plan === 0 ? text.prepaid : profile.automaticPayment ? text.auto : text.manual);
  out.bytes(text.credit[Math.min(2, random.below(4))] as Uint8Array);
  out.endRow();
}

/** What a group tends to hold beside its plan: product and share, by group number. */
const habits: readonly (readonly (readonly [product: string, share: number])[])[] = [
  [
    ['colour-ring', 0.35],
    ['call-guard', 0.2],
  ],
  [
    ['long-distance', 0.55],
    ['roaming-asia', 0.12],
    ['voice-100', 0.2],
  ],
  [
    ['iptv', 0.6],
    ['family-member', 0.5],
    ['video-member', 0.2],
  ],
  [['colour-ring', 0.15]],
  [
    ['data-5g', 0.2],
    ['music-member', 0.12],
  ],
  [
    ['roaming-asia', 0.3],
    ['cloud-disk', 0.4],
    ['watch', 0.15],
  ],
  [
    ['iptv', 0.45],
    ['mesh-wifi', 0.35],
    ['home-security', 0.15],
  ],
];

function writeHoldings(out: CsvWriter, operator: Operator, profile: Profile, random: Random): void {
  const end = firstDayAt(operator, operator.months) - 1;
  for (const [product, share] of habits[profile.group] ?? []) {
    if (random.uniform() >= share) continue;
    out.code(67, profile.index + 1, 8);
    out.bytes(encodedProducts.get(product) ?? text.none);
    out.day(Math.max(profile.joinedDay, end - random.below(900)));
    out.integer(feeOf(product));
    out.endRow();
  }
}
const fees = new Map(
  ['data-pack', 'voice-pack', 'plan', 'bundle', 'broadband', 'device', 'service']
    .flatMap(offersOf)
    .map((offer) => [offer.id, Math.round(offer.monthlyPriceFen / 100)]),
);
const encodedProducts = new Map([...fees.keys()].map((product) => [product, bytes(product)]));
const feeOf = (product: string): number => fees.get(product) ?? 0;
