import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { CampaignFile } from '#contract';
import { emptyCatalogue, type Catalogue, type Field } from '#query';
import { fileProblems, submissionProblems } from './campaign-checks.ts';
import { contactCostFen } from './campaign.ts';

const directory = new URL('../../../examples/campaigns/', import.meta.url);
const files = readdirSync(directory).filter((file) => file.endsWith('.yaml'));

const fields: Readonly<Record<string, Field['type']>> = {
  arpu: 'number',
  'data_gb.mean3': 'number',
  plan_data_gb: 'number',
  tenure_months: 'integer',
  dnd: 'boolean',
  has_broadband: 'boolean',
  auto_payment: 'boolean',
  org_unit_id: 'text',
  household_id: 'text',
  gender: 'text',
  contract: 'text',
  internet_service: 'text',
};
const catalogue: Catalogue = {
  ...emptyCatalogue(202610),
  fields: Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, { name, column: name, type }])),
  contacts: { table: 'contact', keyColumn: 'customer_key', dateColumn: 'happened_on' },
};
const offers = new Set(['data-10g', 'data-30g', 'fibre-500', 'fibre-1000', 'one-year-contract']);

test.each(files)('the example %s is a campaign that could be handed in', (name) => {
  const file = CampaignFile.parse(parse(readFileSync(new URL(name, directory), 'utf8')));
  expect(`${file.campaign}.yaml`).toBe(name);
  expect(fileProblems(file, { catalogue, offers })).toEqual([]);
  expect(submissionProblems(file, { contactCostFen: contactCostFen(file, 1_000) })).toEqual([]);
});

test('there are examples', () => expect(files.length).toBeGreaterThanOrEqual(3));
