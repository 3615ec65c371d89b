import { Problem, type SchemeFile } from '#contract';
import type { Context } from '#platform/context';
import { latestRun, readInputs } from './appraisal-store.ts';
import { indicators, type Indicators } from './indicators.ts';
import { schemeInForce } from './months.ts';
import { payFen, pointsOf } from './points.ts';
import { rankCorrelation } from './rank-correlation.ts';
import { readScheme } from './scheme.ts';

const shownChanges = 200;

interface Row {
  readonly personId: string;
  readonly month: string;
  readonly before: number;
  readonly after: number;
  /** Fen, before and after. */
  readonly pay: readonly [number, number];
  readonly inputs: Indicators;
}

/** A scheme over months that were gathered, beside the one in force. */
export async function simulateScheme(
  context: Context,
  { file, months, against }: { file: SchemeFile; months: readonly string[]; against?: string | undefined },
) {
  const { db, actor } = context;
  const before = await schemeInForce(context, against);
  const [now, then] = [readScheme(file), readScheme(before.file)];
  const units = actor.scope.kind === 'units' ? { units: actor.scope.units } : {};
  const rows: Row[] = [];
  for (const month of months) {
    const run = await latestRun(db, month);
    if (run === undefined)
      throw new Problem('missing', 'month-not-gathered', `The indicators of ${month} have not been gathered yet.`);
    for (const { person_id: personId, inputs } of await readInputs(db, run, units)) {
      const [after, was] = [pointsOf(now, inputs).points, pointsOf(then, inputs).points];
      const pay = [payFen(was, before.file.pay), payFen(after, file.pay)] as const;
      rows.push({ personId, month, before: was, after, pay, inputs });
    }
  }
  const cost = (which: 0 | 1) => rows.reduce((sum, { pay }) => sum + pay[which], 0) / 100;
  return {
    people: new Set(rows.map(({ personId }) => personId)).size,
    costYuan: cost(1),
    costBeforeYuan: cost(0),
    gaining: rows.filter(({ pay }) => pay[1] > pay[0]).length,
    losing: rows.filter(({ pay }) => pay[1] < pay[0]).length,
    changes: rows
      .map(({ personId, month, before: was, after, pay }) => ({
        personId,
        month,
        before: was,
        after,
        yuan: (pay[1] - pay[0]) / 100,
      }))
      .toSorted((a, b) => Math.abs(b.yuan) - Math.abs(a.yuan))
      .slice(0, shownChanges),
    rewards: Object.keys(indicators).flatMap((indicator) => {
      const known = rows.filter(({ inputs }) => (inputs[indicator] ?? null) !== null);
      const correlation = rankCorrelation(
        known.map(({ after }) => after),
        known.map(({ inputs }) => inputs[indicator] ?? 0),
      );
      return Number.isFinite(correlation) ? [{ indicator, correlation }] : [];
    }),
  };
}
