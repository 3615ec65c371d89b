import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContestFile } from '#contract';
import { organisation } from '#know/organisation';
import type { Context } from '#platform/context';
import { createLog } from '#platform/log';
import { migrate, run, type RecordStore } from '#platform/records';
import { oneRecordStore } from '#platform/records/testing';
import { addInputs, addRun } from './appraisal-store.ts';
import { contestLeague, putContest } from './contests.ts';
import { publishDue } from './contest-results.ts';
import { appraisal } from './index.ts';

let store: RecordStore;
let context: Context;
let now = new Date('2026-11-04T08:00:00Z');
beforeAll(async () => {
  store = await oneRecordStore()[0]!.open();
  await migrate(store, [
    { feature: 'organisation', directory: organisation.migrations as URL },
    { feature: 'appraisal', directory: appraisal.migrations as URL },
  ]);
  await run(
    store.db,
    `insert into org_unit (id, parent_id, kind, name_en, name_zh) values ('g1', null, 'grid', 'Grid', '网格')`,
  );
  context = {
    db: store.db,
    clock: { now: () => now },
    log: createLog('silent'),
    actor: { login: 'planner', personId: null, orgUnitId: 'g1', scope: { kind: 'everything' } },
  } as unknown as Context;
});
afterAll(() => store?.close());

/** One gathering of October: what each person has reached. */
async function gather(successes: Readonly<Record<string, number>>): Promise<void> {
  const none = { estimate: null, low: null, high: null } as never;
  const id = await addRun(store.db, '2026-10', 'system', now);
  await addInputs(
    store.db,
    id,
    Object.entries(successes).map(([person, reached]) => ({
      person_id: person,
      org_unit_id: 'g1',
      role: 'frontline' as const,
      inputs: { successes: reached, expected: 10 } as never,
      intervals: { success: none, truth: none },
    })),
  );
}

const cup = (change: Partial<ContestFile> = {}) =>
  ContestFile.parse({
    contest: 'cup',
    title: { en: 'Cup', zh: '杯' },
    month: '2026-10',
    measure: 'successes / expected',
    base: 1,
    stretch: 2,
    rewardYuan: 100,
    budgetYuan: 1000,
    publishOn: '2026-11-05',
    ...change,
  });
const places = async () => {
  const { publishedAt, items } = await contestLeague(context, 'cup', {
    text: '',
    sort: 'rank',
    order: 'up',
    language: 'en',
    offset: 0,
  });
  return [
    publishedAt,
    ...items.map(({ rank, personId, reached, rewardYuan }) => [rank, personId, reached, rewardYuan]),
  ];
};

test('results move until their day, are kept then, and nothing that is gathered later changes them', async () => {
  await gather({ ann: 12, bo: 8 });
  await putContest(context, 'cup', cup());
  await publishDue(context);
  expect(await places()).toEqual([null, [1, 'ann', 'base', 100], [2, 'bo', 'none', 0]]);
  await gather({ ann: 12, bo: 25 });
  expect(await places()).toEqual([null, [1, 'bo', 'stretch', 200], [2, 'ann', 'base', 100]]);

  now = new Date('2026-11-05T00:30:00Z');
  await Promise.all([publishDue(context), publishDue(context)]);
  const final = ['2026-11-05T00:30:00.000Z', [1, 'bo', 'stretch', 200], [2, 'ann', 'base', 100]];
  expect(await places()).toEqual(final);
  await gather({ ann: 30, bo: 0 });
  now = new Date('2026-11-09T08:00:00Z');
  await publishDue(context);
  expect(await places()).toEqual(final);
  await expect(putContest(context, 'cup', cup({ base: 0.5 }))).rejects.toMatchObject({ code: 'contest-published' });
});

test('results of a month that is not over are not promised', async () => {
  await expect(putContest(context, 'cup-2', cup({ contest: 'cup-2', publishOn: '2026-10-31' }))).rejects.toMatchObject({
    code: 'published-too-soon',
  });
});

test('a contest whose month nobody has gathered waits, and holds up no other', async () => {
  await putContest(context, 'later', cup({ contest: 'later', month: '2026-12', publishOn: '2027-01-05' }));
  now = new Date('2027-01-06T08:00:00Z');
  await publishDue(context);
  expect(await run(store.db, 'select contest_id from contest_result order by contest_id')).toEqual([
    { contest_id: 'cup' },
  ]);
});
