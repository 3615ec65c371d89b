import type { ContestFile } from '#contract';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { verifyDrawn } from './auditors.ts';
import { addMonths } from './calendar.ts';
import { branchId } from './city.ts';
import { finished, type Connect, type DemoClient } from './client.ts';
import { writeNewCustomers } from './customer-feed.ts';
import { laterSnapshots, monthFeeds } from './manifests.ts';
import { writeMonth } from './month-feeds.ts';
import { writeNewOwners } from './snapshot-feeds.ts';
import { writeLaterSubscriptions } from './subscriptions-feed.ts';
import { readTruth } from './truth.ts';

interface Appraisal {
  readonly administrator: DemoClient;
  readonly connect: Connect;
  readonly directory: string;
  /** `YYYY-MM`, the month of the finished campaign. */
  readonly month: string;
  /** `YYYY-MM-DD`: its month is gathered too, as far as it has come. */
  readonly today: string;
}

/** The branch whose grid manager people log in as: its month is left for them to close. */
const visitorsBranch = branchId(0);
/** Branches that have closed the month; the last of them waits for its approval. */
const closed = [4, 7, 10, 13].map((number) => branchId(number - 1));
/** Of the visitor's branch so many cases wait for an auditor. */
const casesLeft = 6;

/**
 * A month judged as an operator would: feedback drawn and verified, points gathered, grids closed by their managers and
 * approved, a finding contested, an objection raised, a contest run. What waits for a decision lies in the visitor's branch.
 */
export async function appraiseMonth(appraisal: Appraisal): Promise<void> {
  const { administrator, connect, directory, month, today } = appraisal;
  const branchOf = branchesOf(directory);
  await administrator.planVerification({ body: { month, share: 0.05 } });
  let left = casesLeft;
  const found = await verifyDrawn(
    administrator,
    directory,
    month,
    (one) => branchOf.get(one.personId) === visitorsBranch && one.checks.length > 0 && left-- > 0,
  );
  const planner = await connect('planner');
  await planner.computeMonth({ params: { month }, body: {} });
  const running = today.slice(0, 7);
  if (running !== month) await planner.computeMonth({ params: { month: running }, body: {} });
  const { truth } = readTruth(join(directory, 'truth'));
  const wronged = found.find(({ finding, personId }) => finding === 'false' && !truth.inventors.includes(personId));
  if (wronged)
    await (
      await connect(wronged.personId)
    ).contestFinding({
      params: { id: wronged.id },
      body: { why: '当天是客户的女儿接待的，她可以作证。 The daughter was at the door; she will confirm it.' },
    });
  await closeGrids(appraisal, branchOf);
  await object(appraisal, branchOf);
  await runContests(appraisal);
}

/** Each frontline manager's branch. */
function branchesOf(directory: string): ReadonlyMap<string, string> {
  const { operator } = readTruth(join(directory, 'truth'));
  const branches = new Map(operator.served.map((grid) => [grid.index, branchId(grid.branch)]));
  return new Map(operator.managers.map((manager) => [manager.id, branches.get(manager.grid) ?? '']));
}

/** Closed by the branch's grid manager, approved above. */
async function closeGrids({ administrator, connect, month }: Appraisal, branchOf: ReadonlyMap<string, string>) {
  const { items } = await administrator.listAppraised({ params: { month }, query: {} });
  const grids = new Map(items.map(({ personId, orgUnitId }) => [orgUnitId, branchOf.get(personId) ?? '']));
  const approver = await connect('approver');
  for (const [unitId, branch] of grids) {
    if (!closed.includes(branch)) continue;
    const params = { month, unitId };
    await (await connect(branch.replace('branch-', 'gm'))).closeMonth({ params, body: {} });
    if (branch !== closed.at(-1)) await approver.approveMonth({ params, body: {} });
  }
}

/** Somebody of the visitor's branch does not agree. */
async function object({ connect, administrator, month }: Appraisal, branchOf: ReadonlyMap<string, string>) {
  const { items } = await administrator.listAppraised({ params: { month }, query: {} });
  const somebody = items.findLast(({ personId }) => branchOf.get(personId) === visitorsBranch && personId !== 'fm0001');
  if (!somebody) return;
  const person = await connect(somebody.personId);
  await person.addObjection({
    params: { month },
    body: { term: 'success', why: '月底的两笔订单没有计入。 Two orders of the last days are not among my successes.' },
  });
}

async function runContests({ connect, month }: Appraisal): Promise<void> {
  const approver = await connect('approver');
  const common = {
    month,
    teamValue: 'mean' as const,
    measure: '(successes + 5) / (expected + 5)',
    floor: 0.7,
    publishOn: `${addMonths(month, 1)}-05`,
  };
  const files: readonly ContestFile[] = [
    {
      ...common,
      contest: 'autumn-sprint',
      title: { en: 'Autumn sprint: more than such customers give anybody', zh: '秋季冲刺赛：超出同类客户的预期' },
      between: 'people',
      base: 1.05,
      stretch: 1.25,
      rewardYuan: 200,
      penaltyYuan: 50,
      budgetYuan: 80_000,
    },
    {
      ...common,
      contest: 'branches-cup',
      title: { en: 'Cup of the branches', zh: '分公司杯' },
      between: 'branches',
      base: 1.02,
      stretch: 1.1,
      rewardYuan: 100,
      penaltyYuan: 0,
      budgetYuan: 80_000,
    },
  ];
  for (const file of files) await approver.putContest({ params: { id: file.contest }, body: { file } });
}

/**
 * What comes in when the campaign's month is over: its usage and bills, who left and who came. What growth and churn are told
 * from. Its orders are there already.
 */
export async function loadMonthAfter({
  connect,
  directory,
  month,
}: Pick<Appraisal, 'connect' | 'directory' | 'month'>) {
  const { operator } = readTruth(join(directory, 'truth'));
  const after = join(directory, 'feeds', 'after');
  mkdirSync(after, { recursive: true });
  writeMonth(operator, operator.months, after);
  writeLaterSubscriptions(operator, after);
  writeNewCustomers(operator, join(after, 'new-customers.csv'));
  writeNewOwners(operator, join(after, 'new-ownership.csv'));
  const manifest = { text: monthFeeds(month) + laterSnapshots, file: `month-${month}.yaml`, directory: after };
  const analyst = await connect('analyst');
  const { job } = await analyst.load({ body: { manifests: [manifest], rebuild: false } });
  await finished(analyst, job);
  // This month and no other: feedback of the running month is there already, and would have it built half empty.
  const { job: build } = await analyst.rebuildRecord({ body: { periods: [month] } });
  await finished(analyst, build);
}
