import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordStores } from '#platform/records/testing';
import { openWorkbench, type Workbench } from './feeds-testing.ts';

const examples = fileURLToPath(new URL('../../../examples/telco/', import.meta.url));
const data = fileURLToPath(new URL('../../../../shared/data/telco_ibm_split_billing.csv', import.meta.url));
const [pglite] = recordStores();

const joined = `from (select * from entity_customer where feed = 'telco-customers') as c
  inner join (select * from entity_customer where feed = 'telco-products') as p on c.customer_key = p.customer_key
  inner join (select * from entity_bill where feed = 'telco-billing' and period = 202610) as b on c.customer_key = b.customer_key`;

describe.each([
  {
    name: 'the three sources',
    sources: '../../../shared/data/telco_ibm_split_',
    present: existsSync(data),
    counts: [7043, 1334, 1508, 2397, 4187, 11],
  },
  { name: 'a small sample in the repository', sources: './sample/', present: true, counts: [12, 2, 3, 4, 9, 2] },
])('telco: $name', ({ sources, present, counts }) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench(pglite!.open);
  });
  afterAll(() => bench.close());

  test.runIf(present)('joins by the customer’s number, and the rules of the issue count exactly', async () => {
    const manifest = await readFile(`${examples}telco.yaml`, 'utf8');
    const text = manifest.replaceAll('../../../shared/data/telco_ibm_split_', sources);
    const { reports } = await bench.load(text, { directory: examples });
    expect(reports.map(({ state, kept, quarantined, refusal }) => ({ state, kept, quarantined, refusal }))).toEqual(
      reports.map(() => ({ state: 'loaded', kept: counts[0], quarantined: [], refusal: null })),
    );
    expect(reports).toHaveLength(3);
    const [found] = await bench.rows(`select count() as everyone,
      countIf(b.arpu >= 90 and c.tenure_months > 24) as loyal,
      countIf(b.contract = 'Month-to-month' and p.internet_service = 'Fiber optic' and not b.auto_payment) as loose,
      countIf(c.senior or (not c.partner and not c.dependents and c.tenure_months between 1 and 12)) as alone,
      countIf(not ifNull(b.total_charges >= 2000, 0)) as small,
      countIf(isNull(b.total_charges)) as missing ${joined}`);
    expect(Object.values(found ?? {})).toEqual(counts);
  });
});
