import { Problem, type SchemeFile, type Statement } from '#contract';
import { readPeople } from '#know/organisation';
import { scoreInterval } from '#learn/measurement';
import { personTruth } from '#learn/truth';
import { sees, type Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import {
  addInputs,
  addRun,
  latestRun,
  readClosings,
  readCorrections,
  readInputs,
  readSchemes,
  type AppraisedRole,
  type Closing,
  type PersonInput,
} from './appraisal-store.ts';
import { readSums, writeEvidence, type PersonSums } from './gather.ts';
import { payFen, pointsOf, standardScheme, type Points } from './points.ts';
import { readSales } from './sales.ts';
import { readScheme } from './scheme.ts';

const nothing = { estimate: null, low: null, high: null };

/** Gathers a month's indicators and evidence as a new run. */
export async function computeMonth(
  context: Context,
  month: string,
): Promise<{ month: string; run: number; people: number }> {
  const { db, actor, clock } = context;
  if (actor.scope.kind !== 'everything')
    throw new Problem(
      'forbidden',
      'whole-operator',
      'A month is gathered for the whole operator: ask the head office.',
    );
  await context.outbox.flush();
  const number = Number(month.replace('-', ''));
  const run = await addRun(db, month, actor.login, clock.now());
  await writeEvidence(context, run, number);
  const sums = await readSums(context, run, number);
  const truths = await personTruth(db, month);
  const people = [
    ...(await readPeople(db, { role: 'frontline' })).map((person) => ({ ...person, role: 'frontline' as const })),
    ...(await readPeople(db, { role: 'agent' })).map((person) => ({ ...person, role: 'agent' as const })),
  ];
  const sales = await readSales(context, number);
  const whole = [...sums.values()].reduce(
    (all, one) => ({ targets: all.targets + one.targets, successes: all.successes + one.successes }),
    { targets: 0, successes: 0 },
  );
  const meanRate = whole.targets === 0 ? null : whole.successes / whole.targets;
  const inputs = people.map((person) => {
    const truth = truths.get(person.id);
    const own = sums.get(person.id);
    return {
      person_id: person.id,
      org_unit_id: person.orgUnitId,
      role: person.role,
      inputs: {
        ...indicatorsOf(own, meanRate),
        sold: sales.get(person.id)?.sold ?? 0,
        sold_amount: sales.get(person.id)?.soldAmount ?? 0,
        verified: truth?.verified ?? 0,
        truth_rate: truth?.rate.estimate ?? null,
      },
      intervals: {
        success: own && own.targets > 0 ? scoreInterval(own.successes / own.targets, own.targets) : nothing,
        truth: truth?.rate ?? nothing,
      },
    };
  });
  await db.transaction().execute((trx) => addInputs(trx, run, inputs));
  return { month, run, people: inputs.filter(({ role }) => role === 'frontline').length };
}

function indicatorsOf(own: PersonSums | undefined, meanRate: number | null) {
  const targets = own?.targets ?? 0;
  const rate = (part: number) => (targets === 0 ? null : part / targets);
  return {
    customers: own?.customers ?? 0,
    revenue: own?.revenue ?? null,
    revenue_before: own?.revenueBefore ?? null,
    revenue_growth: own?.growth ?? null,
    natural_growth: own?.natural ?? null,
    new_orders: own?.newOrders ?? 0,
    targets,
    contacted: own?.contacted ?? 0,
    successes: own?.successes ?? 0,
    success_rate: rate(own?.successes ?? 0),
    expected: own?.expected ?? 0,
    expected_rate: rate(own?.expected ?? 0),
    mean_rate: meanRate,
  };
}

interface InForce {
  readonly id: string;
  readonly version: number;
  readonly file: SchemeFile;
}

/** A scheme by its name; without one the standard scheme, as put or as delivered. */
export async function schemeInForce({ db }: Pick<Context, 'db'>, id = standardScheme.scheme): Promise<InForce> {
  const [found] = await readSchemes(db, id);
  if (found) return found;
  if (id === standardScheme.scheme) return { id, version: 0, file: standardScheme };
  throw new Problem('missing', 'no-such-scheme', `There is no points scheme ${id}.`);
}

/** Inputs of those in view: of a closed grid those it was closed with, of the others the newest. */
export async function inputsInView(
  context: Pick<Context, 'db' | 'actor'>,
  month: string,
  { person, role }: { readonly person?: string | undefined; readonly role?: AppraisedRole } = {},
): Promise<{ input: PersonInput; closing: Closing | null; run: number }[]> {
  const { db, actor } = context;
  const own = person !== undefined && person === actor.personId;
  const units = actor.scope.kind === 'units' && !own ? { units: actor.scope.units } : {};
  const of = { ...units, ...(person !== undefined && { person }), ...(role && { role }) };
  const closings = await readClosings(db, month);
  const newest = await latestRun(db, month);
  if (newest === undefined)
    throw new Problem('missing', 'month-not-gathered', `The indicators of ${month} have not been gathered yet.`);
  const found: { input: PersonInput; closing: Closing | null; run: number }[] = [];
  for (const run of new Set([...[...closings.values()].map((closing) => closing.run_id), newest]))
    for (const input of await readInputs(db, run, of)) {
      const closing = closings.get(input.org_unit_id) ?? null;
      if ((closing?.run_id ?? newest) === run) found.push({ input, closing, run });
    }
  return found;
}

/** Places are told of everybody; whose they are is for the viewer's own scope to say. */
export const wholeOperator = <C extends Pick<Context, 'actor'>>(context: C): C => ({
  ...context,
  actor: { ...context.actor, scope: { kind: 'everything' } },
});

export const stateOf = (closing: Closing | null): Statement['state'] =>
  closing === null ? 'open' : closing.approved_by === null ? 'closed' : 'approved';

export interface Appraised {
  /** The gathering that the inputs are of. */
  readonly run: number;
  readonly input: PersonInput;
  readonly closing: Closing | null;
  readonly scheme: InForce;
  readonly points: Points;
}

/** Points of everybody in view; closed grids under the scheme they were closed with. */
export async function appraise(
  context: Pick<Context, 'db' | 'actor'>,
  month: string,
  ask: { readonly scheme?: string | undefined; readonly person?: string } = {},
): Promise<Appraised[]> {
  const inView = await inputsInView(context, month, { person: ask.person });
  const open = await schemeInForce(context, ask.scheme);
  const readable = new Map<unknown, ReturnType<typeof readScheme>>();
  return inView.map(({ input, closing, run }) => {
    const scheme = closing ? { id: closing.scheme_id, version: closing.scheme_version, file: closing.scheme } : open;
    const key = closing ? `${scheme.id} ${scheme.version}` : open;
    const read = readable.get(key) ?? readScheme(scheme.file);
    readable.set(key, read);
    return { run, input, closing, scheme, points: pointsOf(read, input.inputs) };
  });
}

export async function namesOf({ db }: Pick<Context, 'db'>, ids: readonly string[]) {
  const people = ids.length === 0 ? [] : await readPeople(db, { ids: [...ids] });
  return new Map(people.map(({ id, name }) => [id, name]));
}

/** Somebody's own, or of the viewer's subtree. */
export async function requireStatement(
  context: Pick<Context, 'db' | 'actor'>,
  month: string,
  personId: string,
): Promise<Appraised> {
  const { actor } = context;
  const own = actor.personId === personId;
  const may = own || actor.permissions.has('work.assign') || actor.permissions.has('reports.read');
  const [found] = may ? await appraise(context, month, { person: personId }) : [];
  if (!found || (!own && !sees(actor, found.input.org_unit_id)))
    throw new Problem('missing', 'no-such-statement', `There is no statement of ${personId} for ${month}.`);
  return found;
}

export async function readStatement(context: Context, month: string, personId: string): Promise<Statement> {
  return statementOf(context, month, await requireStatement(context, month, personId));
}

export async function statementOf(
  context: Pick<Context, 'db'>,
  month: string,
  { input, closing, scheme, points }: Appraised,
): Promise<Statement> {
  const personId = input.person_id;
  const corrections = (await readCorrections(context.db, month)).get(personId) ?? [];
  const total = points.points + corrections.reduce((sum, one) => sum + one.points, 0);
  return {
    month,
    personId,
    name: (await namesOf(context, [personId])).get(personId) ?? null,
    orgUnitId: input.org_unit_id,
    scheme: { id: scheme.id, version: scheme.version },
    state: stateOf(closing),
    points: points.points,
    rawPoints: points.rawPoints,
    corrections: corrections.map(({ at, by, points: of, why }) => ({ at: at.toISOString(), by, points: of, why })),
    total,
    payYuan: payFen(total, scheme.file.pay) / 100,
    terms: points.terms,
    successRate: input.intervals.success,
    expectedRate: input.inputs['expected_rate'] ?? null,
    truthRate: input.intervals.truth,
  };
}

/** The work orders behind somebody's points, of the run that the statement was worked out from. */
export async function readEvidence(context: Context, month: string, personId: string) {
  return evidenceOf(context, await requireStatement(context, month, personId));
}

export async function evidenceOf({ warehouse }: Pick<Context, 'warehouse'>, { run, input }: Appraised, most = 10_000) {
  const rows = await warehouse.rows<Record<string, string | number | boolean>>(
    statement(
      `select customer_key, customer_id, campaign, offer, toString(day) as on_day, contacted, claimed, success, expected
       from appraisal_evidence where run = {run:UInt32} and person_id = {person:String} order by day, customer_key limit {most:UInt32}`,
      { run, person: input.person_id, most },
    ),
  );
  return rows.map((row) => ({
    workOrderId: `${String(row['campaign'])}.${String(row['customer_key'])}`,
    campaignId: String(row['campaign']),
    customerId: String(row['customer_id']),
    offerId: String(row['offer']),
    day: String(row['on_day']),
    contacted: Boolean(row['contacted']),
    claimed: Boolean(row['claimed']),
    success: Boolean(row['success']),
    expected: Number(row['expected']),
  }));
}
