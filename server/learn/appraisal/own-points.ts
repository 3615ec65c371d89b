import { Problem, type Appeal, type AppealAnswer, type OwnPoints, type Verification } from '#contract';
import { listVerifications, takeStep } from '#learn/truth';
import type { Context } from '#platform/context';
import { readRuns } from './appraisal-store.ts';
import { addObjection, listObjections } from './closing.ts';
import { leagueOf, readContests } from './contests.ts';
import type { Indicators } from './indicators.ts';
import { appraise, evidenceOf, requireStatement, statementOf, wholeOperator, type Appraised } from './months.ts';
import { pointsOf } from './points.ts';
import { readScheme } from './scheme.ts';

/** So many work orders of a month travel to a phone; the office can see all. */
const workOrdersShown = 300;
const findingsShown = 50;
/** Places of a league that everybody is shown: the first, and so many on either side of oneself. */
const placesShown = 3;
type Evidence = OwnPoints['months'][number]['workOrders'];

/** What a phone shows of points: of the person who asks, whoever they are. */
export async function readOwnPoints(context: Context, today: string): Promise<OwnPoints> {
  const personId = requirePerson(context);
  const runs = (await readRuns(context.db)).filter(({ month }) => month <= today.slice(0, 7)).slice(0, 2);
  const months: OwnPoints['months'] = [];
  let ofToday: OwnPoints['today'] = { points: null, workOrders: 0, contacted: 0, successes: 0 };
  for (const { month } of runs) {
    const own = await ownOf(context, month, personId);
    if (!own) continue;
    const workOrders = await evidenceOf(context, own);
    if (month === today.slice(0, 7)) ofToday = todayOf(own, workOrders, today);
    months.push({
      statement: await statementOf(context, month, own),
      rank: await rankOf(context, month, own),
      // The newest stay where there are too many.
      workOrders: workOrders.slice(-workOrdersShown),
      objections: (await listObjections(context, month)).filter((one) => one.personId === personId),
    });
  }
  return {
    months,
    today: ofToday,
    contests: await ownContests(
      context,
      runs.map(({ month }) => month),
    ),
    findings: await ownFindings(context, personId),
    gatheredAt: runs[0]?.gatheredAt ?? null,
  };
}

function requirePerson({ actor }: Pick<Context, 'actor'>): string {
  if (actor.personId === null) throw new Problem('forbidden', 'no-person', 'Only people of the street have points.');
  return actor.personId;
}

async function ownOf(context: Context, month: string, personId: string): Promise<Appraised | undefined> {
  try {
    return await requireStatement(context, month, personId);
  } catch (error) {
    // Somebody who came after the month was gathered has no statement of it.
    if (error instanceof Problem && error.kind === 'missing') return undefined;
    throw error;
  }
}

async function rankOf(context: Context, month: string, own: Appraised): Promise<OwnPoints['months'][number]['rank']> {
  const everybody = await appraise(wholeOperator(context), month);
  const grid = everybody.filter(({ input }) => input.org_unit_id === own.input.org_unit_id);
  const place = (among: readonly Appraised[]) =>
    1 + among.filter(({ points }) => points.points > own.points.points).length;
  return { inGrid: place(grid), ofGrid: grid.length, overall: place(everybody), of: everybody.length };
}

/** What the day's work orders have changed: the month's points with them, less those without. */
export function todayOf(own: Pick<Appraised, 'input' | 'points' | 'scheme'>, workOrders: Evidence, today: string) {
  const ofDay = workOrders.filter(({ day }) => day === today);
  const count = (of: (one: Evidence[number]) => number) => ofDay.reduce((sum, one) => sum + of(one), 0);
  const [contacted, successes] = [count((one) => Number(one.contacted)), count((one) => Number(one.success))];
  const without = less(own.input.inputs, {
    targets: ofDay.length,
    contacted,
    successes,
    expected: count((one) => one.expected),
  });
  return {
    points: ofDay.length === 0 ? 0 : own.points.points - pointsOf(readScheme(own.scheme.file), without).points,
    workOrders: ofDay.length,
    contacted,
    successes,
  };
}

function less(inputs: Indicators, sums: Readonly<Record<'targets' | 'contacted' | 'successes' | 'expected', number>>) {
  const left = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, (inputs[name] ?? 0) - sum]));
  const targets = left['targets'] ?? 0;
  const share = (part: number | undefined) => (targets > 0 ? (part ?? 0) / targets : null);
  return { ...inputs, ...left, success_rate: share(left['successes']), expected_rate: share(left['expected']) };
}

async function ownContests(context: Context, months: readonly string[]) {
  const found: OwnPoints['contests'] = [];
  for (const file of await readContests(context.db)) {
    if (!months.includes(file.month)) continue;
    const { publishedAt, league } = await leagueOf(context, file);
    const at = league.findIndex(({ own }) => own);
    const shown = league.filter((_, i) => i < placesShown || (at >= 0 && Math.abs(i - at) <= placesShown));
    // A contest of others (of agents, for the frontline) is not theirs to follow.
    if (at >= 0) found.push({ file, publishedAt, competitors: league.length, league: shown });
  }
  return found;
}

/** Findings that say of one's own feedback that it is not true. */
async function ownFindings(context: Context, personId: string): Promise<Verification[]> {
  const { items } = await listVerifications(context, { personId, limit: 1000, offset: 0 });
  return items
    .filter(({ state, finding }) => state === 'contested' || state === 'decided' || finding === 'false')
    .toSorted((a, b) => (a.happenedAt < b.happenedAt ? 1 : -1))
    .slice(0, findingsShown);
}

/** Each by itself: one that is refused must not hold up the others. Told again it is the same. */
export async function sendAppeals(context: Context, appeals: readonly Appeal[]): Promise<AppealAnswer[]> {
  requirePerson(context);
  const answers: AppealAnswer[] = [];
  for (const appeal of appeals) {
    try {
      answers.push({ id: appeal.id, status: await take(context, appeal), problem: null });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      answers.push({ id: appeal.id, status: 'refused', problem: { code: error.code, message: error.message } });
    }
  }
  return answers;
}

async function take(context: Context, appeal: Appeal): Promise<'taken' | 'repeated'> {
  if (appeal.kind === 'objection') {
    const { month, term, why } = appeal;
    await addObjection(context, { month, why, toldId: appeal.id, ...(term !== null && { term }) });
    return 'taken';
  }
  if (await isContested(context, appeal.verificationId)) return 'repeated';
  await takeStep(context, appeal.verificationId, { kind: 'contest' }, appeal.why);
  return 'taken';
}

/** Whether this person has contested the finding before: a repeat, and no conflict. */
async function isContested(context: Context, id: string): Promise<boolean> {
  const of = { personId: requirePerson(context), id, limit: 1, offset: 0 };
  const [found] = (await listVerifications(context, of)).items;
  return found?.history.some(({ kind, by }) => kind === 'contest' && by === context.actor.login) ?? false;
}
