import type { Appraised as Row, GridMonth, Input, routes } from '#contract';
import type { Context } from '#platform/context';
import { listed } from '#platform/lists';
import { openObjections, readCorrections } from './appraisal-store.ts';
import { appraise, namesOf, stateOf, type Appraised } from './months.ts';
import { payFen } from './points.ts';

/** What the month came to, and how far each grid's has come. */
export async function readMonth(context: Context, month: string, scheme: string | undefined) {
  const appraised = await appraise(context, month, { scheme });
  const rows = await rowsOf(context, month, appraised);
  const sum = (of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0);
  const mean = (of: (row: Row) => number) => (rows.length === 0 ? null : sum(of) / rows.length);
  return {
    month,
    people: rows.length,
    meanTotal: mean((row) => row.total),
    meanRawPoints: mean((row) => row.rawPoints),
    payYuan: sum((row) => row.payYuan),
    grids: gridsOf(appraised, await openObjections(context.db, month)),
  };
}

/** Everybody in view with what their month came to. */
export async function listAppraised(
  context: Context,
  month: string,
  { scheme, ...asked }: Input<typeof routes.listAppraised>['query'],
) {
  const rows = await rowsOf(context, month, await appraise(context, month, { scheme }));
  const rank = { open: 0, closed: 1, approved: 2 };
  return listed(rows, asked, {
    words: (row) => [row.personId, row.name?.en ?? '', row.name?.zh ?? '', row.orgUnitId],
    sorts: {
      total: (row) => row.total,
      person: (row) => row.name ?? row.personId,
      grid: (row) => row.orgUnitId,
      points: (row) => row.points,
      raw: (row) => row.rawPoints,
      corrections: (row) => row.corrections,
      pay: (row) => row.payYuan,
      state: (row) => rank[row.state],
    },
  });
}

async function rowsOf(context: Context, month: string, appraised: readonly Appraised[]): Promise<Row[]> {
  const corrections = await readCorrections(context.db, month);
  const names = await namesOf(
    context,
    appraised.map(({ input }) => input.person_id),
  );
  return appraised.map((one) => {
    const corrected = (corrections.get(one.input.person_id) ?? []).reduce((sum, { points }) => sum + points, 0);
    const total = one.points.points + corrected;
    return {
      personId: one.input.person_id,
      name: names.get(one.input.person_id) ?? null,
      orgUnitId: one.input.org_unit_id,
      points: one.points.points,
      rawPoints: one.points.rawPoints,
      corrections: corrected,
      total,
      payYuan: payFen(total, one.scheme.file.pay) / 100,
      state: stateOf(one.closing),
    };
  });
}

/** How far each grid's month has come. */
function gridsOf(appraised: readonly Appraised[], objections: ReadonlyMap<string, number>): GridMonth[] {
  return [...Map.groupBy(appraised, ({ input }) => input.org_unit_id)]
    .map(([orgUnitId, people]): GridMonth => {
      const closing = people[0]?.closing ?? null;
      return {
        orgUnitId,
        people: people.length,
        state: stateOf(closing),
        scheme: closing && { id: closing.scheme_id, version: closing.scheme_version },
        closedBy: closing?.closed_by ?? null,
        closedAt: closing?.closed_at.toISOString() ?? null,
        approvedBy: closing?.approved_by ?? null,
        approvedAt: closing?.approved_at?.toISOString() ?? null,
        openObjections: objections.get(orgUnitId) ?? 0,
      };
    })
    .toSorted((a, b) => (a.orgUnitId < b.orgUnitId ? -1 : 1));
}
