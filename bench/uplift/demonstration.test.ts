import { expect, test } from 'vitest';
import { findPlanted, playTrial } from './demonstration.ts';

/** A third of what `npm run bench uplift` plays, which is enough to tell. */
test('on the demonstration operator, uplift orders customers by planted effect and finds whom not to wake', async () => {
  const found = await findPlanted(await playTrial({ customers: 20_000, seed: 1 }), 'x-learner', 1);
  expect(found.spearman).toBeGreaterThanOrEqual(0.5);
  expect(found.qini).toBeGreaterThan(0);
  // Whom the model lets sleep are the ones planted to be reminded of leaving, far oftener than chance would have it.
  expect(found.harmedAmongAsleep).toBeGreaterThan(5 * found.harmedOfAll);
  expect(found.leaversAmongAsleep).toBeGreaterThan(5 * found.leaversOfAll);
  expect(found.asleepOfHarmed).toBeGreaterThan(0.3);
});
