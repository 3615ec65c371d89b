import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem, type CampaignState } from '#contract';
import { recordStores } from '#platform/records/testing';
import type { Warehouse } from '#platform/warehouse';
import { conflicts, contactCostFen, decide, life, type Change } from './campaign.ts';
import { fileProblems, submissionProblems } from './campaign-checks.ts';
import { judgeGate } from './gate.ts';
import { changeCampaign, changeState, createCampaign, requireCampaign, submitCampaign } from './campaigns.ts';
import { listCampaigns, readCampaign } from './campaign-reports.ts';
import { campaignFile, catalogue, freshWarehouse, openWorld, testPorts, units, type World } from './testing/world.ts';

const states: CampaignState[] = [
  'draft',
  'submitted',
  'approved',
  'scheduled',
  'running',
  'paused',
  'closed',
  'evaluated',
];
const changes = Object.keys(life) as Change[];

/** The life of a campaign once more, as a list of arrows: what the drawing says, not what the code does. */
const arrows: readonly (readonly [CampaignState, Change, CampaignState])[] = [
  ['draft', 'change', 'draft'],
  ['draft', 'submit', 'submitted'],
  ['submitted', 'approve', 'approved'],
  ['submitted', 'reject', 'draft'],
  ['approved', 'schedule', 'scheduled'],
  ['scheduled', 'schedule', 'scheduled'],
  ['scheduled', 'start', 'running'],
  ['running', 'pause', 'paused'],
  ['paused', 'resume', 'running'],
  ['scheduled', 'close', 'closed'],
  ['running', 'close', 'closed'],
  ['paused', 'close', 'closed'],
  ['closed', 'evaluate', 'evaluated'],
];
const people = ['ann', 'bob', 'cem'];

describe('the life of a campaign', () => {
  test('any sequence of changes goes along the arrows, and refuses everything else with a reason', () => {
    const step = fc.record({
      change: fc.constantFrom(...changes),
      login: fc.constantFrom(...people),
      why: fc.constantFrom(undefined, '', 'because'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let campaign = { state: 'draft' as CampaignState, createdBy: 'ann', submittedBy: null as string | null };
        for (const { change, login, why } of steps) {
          const decision = decide(campaign, change, { login, why });
          const arrow = arrows.find(([from, by]) => from === campaign.state && by === change);
          const own = change === 'approve' && (login === campaign.createdBy || login === campaign.submittedBy);
          const silent = change === 'reject' && !why;
          expect(decision.ok).toBe(arrow !== undefined && !own && !silent);
          if (!decision.ok) {
            expect(decision.refused.message).not.toBe('');
            continue;
          }
          expect(decision.to).toBe(arrow?.[2]);
          campaign = {
            state: decision.to,
            createdBy: change === 'change' ? login : campaign.createdBy,
            submittedBy: change === 'submit' ? login : change === 'change' ? null : campaign.submittedBy,
          };
        }
      }),
      { numRuns: 500 },
    );
  });

  test('evaluated is the end, and every other state has a way on', () => {
    for (const state of states)
      expect(changes.some((change) => life[change].from.includes(state))).toBe(state !== 'evaluated');
  });
});

describe('a campaign file', () => {
  const known = { catalogue, offers: new Set(['data-10g', 'data-30g', 'tv']) };
  const places = (changed: Parameters<typeof campaignFile>[0]) =>
    fileProblems(campaignFile(changed), known).map(({ code, place }) => `${place} ${code}`);

  test('names everything that is wrong with its place', () => {
    expect(places({})).toEqual([]);
    expect(
      places({
        audience: 'arpuu > 3 and nothing = 1',
        offers: [{ offer: 'gone', when: 'arpu >' }],
        channels: [
          { channel: 'call', share: 0.5 },
          { channel: 'call', share: 0.4 },
        ],
        experiment: { stratify_by: ['colour'], arms: { control: 1 } },
        waves: [
          { share: 0.5, start: '2026-11-12', days: 3 },
          { share: 0.4, start: '2026-11-02', days: 3, gate: 'lift.lo > 0' },
        ],
        success: { order: 'tv|lost', within_days: 3 },
        policy: { max_contacts: { per: '900d', count: 1 } },
      }),
    ).toEqual([
      'waves shares-not-1',
      'channels shares-not-1',
      'waves.1.start waves-out-of-order',
      'channels.1.channel repeated',
      'experiment.arms.control reserved-name',
      'policy.max_contacts.per out-of-range',
      'offers.0.offer unknown-offer',
      'success.order unknown-offer',
      'audience unknown-name',
      'audience unknown-name',
      'offers.0.when unfinished',
      'waves.1.gate unknown-name',
      'experiment.stratify_by.0 unknown-name',
    ]);
  });

  test('pairs are halves, of something that is a number, and instead of strata', () => {
    expect(places({ experiment: { control: 0.5, pair_by: ['arpu', 'lift'] } })).toEqual([]);
    expect(places({ experiment: { control: 0.1, pair_by: ['band'], stratify_by: ['band'] } })).toEqual([
      'experiment.control pairs-are-halves',
      'experiment.stratify_by pairs-or-strata',
      'experiment.pair_by.0 unknown-name',
    ]);
  });

  test('without a control group it needs a waiver; its contacts must fit the budget', () => {
    const codes = (changed: Parameters<typeof campaignFile>[0], treated = 100) => {
      const file = campaignFile(changed);
      return submissionProblems(file, { contactCostFen: contactCostFen(file, treated) }).map((problem) => problem.code);
    };
    expect(codes({ experiment: { control: 0 } })).toEqual(['control-needed']);
    expect(codes({ experiment: { control: 0, waiver: { by: 'boss', why: 'a contest, not a campaign' } } })).toEqual([]);
    // 100 targets × (0.3 × 12 + 0.5 × 3) yuan + 90 fixed = 600 yuan.
    const budget = { per_contact: { field: 12, call: 3 }, fixed: 90 };
    expect(codes({ budget: { ...budget, total: 600 } })).toEqual([]);
    expect(codes({ budget: { ...budget, total: 599.99 } })).toEqual(['over-budget']);
  });

  test('two campaigns conflict when they share an offer or a success and their days meet', () => {
    const one = campaignFile();
    expect(conflicts(one, campaignFile({ campaign: 'b' }))).toBe(true);
    expect(conflicts(one, campaignFile({ offers: [{ offer: 'tv' }], success: { order: 'tv', within_days: 14 } }))).toBe(
      false,
    );
    expect(conflicts(one, campaignFile({ waves: [{ share: 1, start: '2027-02-01', days: 5 }] }))).toBe(false);
  });
});

describe('a gate', () => {
  test('holds when its expression does', () => {
    expect(judgeGate('lift.low > 0 and contacted >= 10', { 'lift.low': 0.01, contacted: 10 })).toEqual({ holds: true });
    expect(judgeGate('lift.low > 0', { 'lift.low': -0.01 })).toEqual({
      holds: false,
      unknown: [],
      found: 'lift.low = -0.01',
    });
  });
  test('fails when what it names is not known, whatever it says of it', () => {
    for (const gate of ['lift.low > 0', 'not (lift.low < 0)', 'lift.low is null', 'lift.low > 0 or targets > 1']) {
      expect(judgeGate(gate, { 'lift.low': null, targets: 100 })).toMatchObject({
        holds: false,
        unknown: ['lift.low'],
      });
      expect(judgeGate(gate, { 'lift.low': Number.NaN, targets: 100 }).holds).toBe(false);
    }
  });
});

describe.each(recordStores())('campaigns on $name', ({ open }) => {
  let world: World;
  let warehouse: Warehouse;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ warehouse, remove } = await freshWarehouse());
  });
  afterAll(() => remove());
  beforeEach(async () => {
    world = await openWorld(await open(), warehouse, 1_000);
    return async () => {
      await world.close();
      await warehouse.execute('truncate table customer_record');
    };
  });

  test('every change of state is kept with by whom, when and why; nobody approves their own', async () => {
    const planner = await world.context('planner');
    const approver = await world.context('approver');
    await createCampaign(planner, testPorts, campaignFile());
    await submitCampaign(planner, testPorts, 'spring', 'for the spring');
    await expect(changeState(planner, testPorts, 'spring', 'approve')).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'own-campaign',
    });
    await expect(changeState(approver, testPorts, 'spring', 'reject')).rejects.toMatchObject({
      code: 'reason-missing',
    });
    await changeState(approver, testPorts, 'spring', 'reject', 'too dear');
    await submitCampaign(planner, testPorts, 'spring');
    const campaign = await changeState(approver, testPorts, 'spring', 'approve');
    expect(campaign.state).toBe('approved');
    expect(campaign.history.map(({ by, from, to, why }) => [by, from, to, why])).toEqual([
      ['planner', null, 'draft', null],
      ['planner', 'draft', 'submitted', 'for the spring'],
      ['approver', 'submitted', 'draft', 'too dear'],
      ['planner', 'draft', 'submitted', null],
      ['approver', 'submitted', 'approved', null],
    ]);
    await expect(changeState(approver, testPorts, 'spring', 'pause')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'not-in-this-state',
    });
  });

  test('a campaign over its budget is not taken for approval', async () => {
    const planner = await world.context('planner');
    await createCampaign(planner, testPorts, campaignFile({ budget: { total: 10, per_contact: { field: 12 } } }));
    await expect(submitCampaign(planner, testPorts, 'spring')).rejects.toMatchObject({
      code: 'campaign-invalid',
      problems: [{ code: 'over-budget' }],
    });
  });

  test('an id is taken once, and a changed draft is a new version of whoever changed it', async () => {
    const planner = await world.context('planner');
    await createCampaign(planner, testPorts, campaignFile());
    await expect(createCampaign(planner, testPorts, campaignFile())).rejects.toBeInstanceOf(Problem);
    const changed = await changeCampaign(
      await world.context('other'),
      testPorts,
      'spring',
      campaignFile({ audience: 'arpu >= 100' }),
    );
    expect([changed.version, changed.createdBy, changed.file.audience]).toEqual([2, 'other', 'arpu >= 100']);
  });

  test('nobody sees, lists or touches a campaign outside their subtree', async () => {
    const system = await world.context();
    for (const { id } of units)
      await createCampaign(system, testPorts, campaignFile({ campaign: `of-${id}`, owner: id }));
    const below = (id: string): string[] => [
      id,
      ...units.filter((unit) => unit.parentId === id).flatMap((unit) => below(unit.id)),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...units), fc.constantFrom(...units), async (viewer, owner) => {
        const context = await world.context('viewer', viewer.id);
        const mine = below(viewer.id).includes(owner.id);
        const { items, total } = await listCampaigns(context, testPorts, {
          limit: 100,
          offset: 0,
          sort: 'created',
          order: 'down',
        });
        expect(items.map((item) => item.owner).sort()).toEqual(below(viewer.id).sort());
        expect(total).toBe(items.length);
        const id = `of-${owner.id}`;
        const tried = [
          readCampaign(context, testPorts, id),
          requireCampaign(context.db, context, id),
          changeState(context, testPorts, id, 'pause'),
          createCampaign(context, testPorts, campaignFile({ campaign: `of-${owner.id}`, owner: owner.id })),
        ].map((attempt) =>
          attempt.then(
            () => 'seen',
            (error: Problem) => error.code,
          ),
        );
        expect(await Promise.all(tried)).toEqual(
          mine
            ? ['seen', 'seen', 'not-in-this-state', 'campaign-exists']
            : ['no-campaign', 'no-campaign', 'no-campaign', 'campaign-invalid'],
        );
      }),
      { numRuns: 25 },
    );
  });
});
