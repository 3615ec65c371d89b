import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countAudience } from './index.ts';
import { openWorld, type World } from './testing-world.ts';

const examples = fileURLToPath(new URL('../../../examples/telco/', import.meta.url));
const data = fileURLToPath(new URL('../../../../shared/data/telco_ibm_split_billing.csv', import.meta.url));
const rules = [
  'arpu >= 90 and tenure_months > 24',
  "contract = 'Month-to-month' and internet_service = 'Fiber optic' and not auto_payment",
  'senior or (not partner and not dependents and tenure_months between 1 and 12)',
  'not (total_charges >= 2000)',
  'total_charges is null',
];

describe.each([
  {
    name: 'the three sources',
    sources: '../../../shared/data/telco_ibm_split_',
    present: existsSync(data),
    counts: [1334, 1508, 2397, 4187, 11],
    total: 7043,
  },
  { name: 'a small sample in the repository', sources: './sample/', present: true, counts: [2, 3, 4, 9, 2], total: 12 },
])('telco: $name', ({ sources, present, counts, total }) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  test.runIf(present)(
    'joined into one record, the rules of the issue count exactly, and with their opposites make everybody',
    async () => {
      const manifest = await readFile(`${examples}telco.yaml`, 'utf8');
      await world.load(manifest.replaceAll('../../../shared/data/telco_ibm_split_', sources), examples);
      await world.build();
      const found = await Promise.all(rules.map((rule) => countAudience(world.context, { rule })));
      expect(found.map(({ count }) => count)).toEqual(counts);
      expect(found.map((one) => [one.total, one.period])).toEqual(rules.map(() => [total, '2026-10']));
      const opposites = await Promise.all(rules.map((rule) => countAudience(world.context, { rule: `not (${rule})` })));
      expect(opposites.map(({ count }, i) => count + (counts[i] ?? 0))).toEqual(rules.map(() => total));
    },
  );
});
