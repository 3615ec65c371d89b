import { expect, test } from 'vitest';
import { readCampaignFile, startingOn } from './campaign-file.ts';

const october = new URL('../examples/campaigns/october-data-packs.yaml', import.meta.url).pathname;

test('all waves move by as many days as the first one, over the ends of months and years', () => {
  const file = readCampaignFile(october);
  expect(file.waves.map(({ start }) => start)).toEqual(['2026-11-02', '2026-11-12']);
  const moved = startingOn(file, '2027-12-25');
  expect(moved.waves.map(({ start }) => start)).toEqual(['2027-12-25', '2028-01-04']);
  expect({ ...moved, waves: [] }).toEqual({ ...file, waves: [] });
  expect(startingOn(moved, '2026-11-02')).toEqual(file);
});
