import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { offersOf, plans } from './catalogue.ts';
import { gridManagers } from './city.ts';
import { CsvWriter } from './csv-writer.ts';
import { customersOf, isActive, type Profile } from './customer.ts';
import { writeCustomerFeeds } from './customer-feed.ts';
import { phoneDigits, pointIn } from './customer-place.ts';
import type { Written } from './month-feeds.ts';
import { firstDayAt, type Operator } from './operator.ts';
import { createRandom, purpose, type Random } from './random.ts';

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
  subscriptions: [
    'sub_no',
    'account_no',
    'cust_no',
    'kind',
    'number',
    'plan',
    'fee',
    'data_gb',
    'minutes',
    'started',
    'ended',
    'contract_ends',
    'status',
  ],
  holdings: ['cust_no', 'product', 'since', 'fee'],
  ownership: ['cust_no', 'manager', 'grid'],
};
const bytes = (text: string) => new TextEncoder().encode(text);
const text = {
  mobile: bytes('mobile'),
  broadband: bytes('broadband'),
  iptv: bytes('iptv'),
  active: bytes('active'),
  ended: bytes('ended'),
  auto: bytes('bank-transfer'),
  manual: bytes('cash'),
  prepaid: bytes('top-up'),
  none: bytes(''),
  fibre: ['fibre-300', 'fibre-500', 'fibre-1000'].map(bytes),
  credit: ['A', 'B', 'C'].map(bytes),
};

function writeContracts(operator: Operator, directory: string): { rows: number; bytes: number } {
  const open = (name: keyof typeof headers) => new CsvWriter(join(directory, `${name}.csv`), headers[name]);
  const out = {
    accounts: open('accounts'),
    subscriptions: open('subscriptions'),
    holdings: open('holdings'),
    ownership: open('ownership'),
  };
  const customers = customersOf(operator);
  const random = createRandom();
  const managerIds = operator.managers.map((manager) => bytes(manager.id));
  const gridIds = operator.served.map((grid) => bytes(grid.id));
  const planIds = plans.map((plan) => bytes(plan.id));
  for (let index = 0; index < operator.customers; index++) {
    const profile = customers.profile(index);
    random.restart(operator.seed, index, purpose.profile + 500);
    writeAccount(out.accounts, profile, random);
    writeMobile(out.subscriptions, profile, planIds);
    if (profile.hasBroadband) writeBroadband(out.subscriptions, profile, random);
    if (isActive(profile, operator.months - 1)) {
      writeHoldings(out.holdings, operator, profile, random);
      out.ownership.code(67, index + 1, 8);
      out.ownership.bytes(managerIds[profile.manager] ?? text.none);
      out.ownership.bytes(gridIds[profile.grid] ?? text.none);
      out.ownership.endRow();
    }
  }
  const closed = Object.values(out).map((writer) => writer.close());
  return {
    rows: closed.reduce((sum, file) => sum + file.rows, 0),
    bytes: closed.reduce((sum, file) => sum + file.bytes, 0),
  };
}

function writeAccount(out: CsvWriter, profile: Profile, random: Random): void {
  out.code(65, profile.index + 1, 8);
  out.code(67, profile.index + 1, 8);
  out.day(profile.joinedDay);
  out.bytes(profile.plan === 0 ? text.prepaid : profile.automaticPayment ? text.auto : text.manual);
  out.bytes(text.credit[Math.min(2, random.below(4))] as Uint8Array);
  out.endRow();
}

function writeMobile(out: CsvWriter, profile: Profile, planIds: readonly Uint8Array[]): void {
  const plan = plans[profile.plan] as (typeof plans)[number];
  out.code(77, profile.index + 1, 8);
  out.code(65, profile.index + 1, 8);
  out.code(67, profile.index + 1, 8);
  out.bytes(text.mobile);
  out.code(49, phoneDigits(profile.index), 10);
  out.bytes(planIds[profile.plan] as Uint8Array);
  out.integer(plan.feeYuan);
  out.integer(plan.dataGb);
  out.integer(plan.minutes);
  out.day(profile.joinedDay);
  writeEnd(out, profile);
}

function writeBroadband(out: CsvWriter, profile: Profile, random: Random): void {
  out.code(66, profile.index + 1, 8);
  out.code(65, profile.index + 1, 8);
  out.code(67, profile.index + 1, 8);
  out.bytes(text.broadband);
  out.code(48, 5_780_000_000 + profile.index + 1, 10);
  const speed = random.below(3);
  out.bytes(text.fibre[speed] as Uint8Array);
  out.integer([50, 70, 100][speed] ?? 50);
  out.empty();
  out.empty();
  out.day(profile.joinedDay + random.below(30));
  writeEnd(out, profile);
}

function writeEnd(out: CsvWriter, profile: Profile): void {
  if (profile.leftDay > 0) out.day(profile.leftDay);
  else out.empty();
  if (profile.contractEndsDay > 0) out.day(profile.contractEndsDay);
  else out.empty();
  out.bytes(profile.leftDay > 0 ? text.ended : text.active);
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
