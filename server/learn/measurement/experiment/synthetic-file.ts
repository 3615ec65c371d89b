import { Problem, type SyntheticControl, type SyntheticPlan } from '#contract';
import { statement } from '#platform/warehouse';
import { placeboTest } from '../estimators/synthetic-control.ts';
import type { Asked } from './file-units.ts';
import { withFileUnits } from './with-file-units.ts';

/** Beyond this the error before is large beside what is claimed after. */
const poorFit = 0.5;

/**
 * What became of one unit (a grid) beside a mixture of untreated ones that went its way before. The file has one row a
 * unit and period. Weaker evidence: nobody drew the unit. @throws Problem with what is wrong of the file
 */
export async function syntheticFile(path: string, plan: SyntheticPlan): Promise<SyntheticControl> {
  const asked: (Asked & { option: string })[] = [
    { column: plan.unit, as: 'text', option: '--unit' },
    { column: plan.time, as: 'text', option: '--time' },
    { column: plan.outcome, as: 'number', option: '--outcome' },
  ];
  const cells = await withFileUnits(path, asked, async (warehouse, units) => {
    const rows = await warehouse.rows<Record<string, string | number>>(
      statement(
        `select ${units.column(plan.unit, 'text')} as name, ${units.column(plan.time, 'text')} as at, ${units.column(plan.outcome, 'number')} as value
         from ${units.table} where name != '' and at != '' and value is not null order by name, at`,
      ),
    );
    return rows.map((row) => ({ unit: String(row['name']), at: String(row['at']), value: Number(row['value']) }));
  });
  const { panel, names, periods, left } = panelOf(cells, plan);
  const treated = names.indexOf(plan.treated);
  const before = periods.filter((at) => inOrder(at, plan.from) < 0).length;
  refuseShort(before, periods.length, names.length, plan);
  const donors = names.map((_, j) => j).filter((j) => j !== treated);
  const { fit, ratio, placeboRatios, p } = placeboTest(panel, treated, donors, before);
  return {
    treated: plan.treated,
    evidence: 'weaker',
    donors: donors
      .map((j, i) => ({ unit: names[j] ?? '', weight: fit.weights[i] ?? 0, ratio: finite(placeboRatios[i]) }))
      .toSorted((a, b) => b.weight - a.weight),
    periods: periods.map((at, t) => {
      const actual = panel[t]?.[treated] ?? NaN;
      const gap = fit.gaps[t] ?? NaN;
      return { at, actual, synthetic: actual - gap, gap, after: t >= before };
    }),
    effect: fit.effect,
    error_before: fit.errorBefore,
    error_after: fit.errorAfter,
    ratio: finite(ratio),
    p,
    warnings: [
      {
        code: 'weaker-evidence',
        message: 'Chance did not choose the unit: this is weaker evidence. Something else may have happened to it.',
      },
      ...left.map((unit) => ({
        code: 'incomplete-unit',
        message: `${unit} lacks some periods and is left out.`,
      })),
      ...(fit.errorBefore > poorFit * Math.abs(fit.effect)
        ? [
            {
              code: 'poor-fit',
              message: `No mixture goes the way of ${plan.treated} before: it misses by ${fit.errorBefore.toPrecision(3)}, beside an effect of ${fit.effect.toPrecision(3)}.`,
            },
          ]
        : []),
    ],
  };
}

const finite = (x: number | undefined) => (x !== undefined && Number.isFinite(x) ? x : null);
const inOrder = (a: string, b: string) => {
  const [x, y] = [Number(a), Number(b)];
  return Number.isFinite(x) && Number.isFinite(y) ? x - y : a < b ? -1 : a > b ? 1 : 0;
};

/** One row a period, one column a unit that has all of them. */
function panelOf(cells: readonly { unit: string; at: string; value: number }[], plan: SyntheticPlan) {
  const periods = [...new Set(cells.map(({ at }) => at))].toSorted(inOrder);
  const byUnit = new Map<string, Map<string, number>>();
  for (const { unit, at, value } of cells) {
    const own = byUnit.get(unit) ?? new Map<string, number>();
    if (own.has(at))
      throw new Problem('invalid', 'cell-twice', `${unit} stands twice at ${at}: one row a unit and period.`);
    byUnit.set(unit, own.set(at, value));
  }
  const own = byUnit.get(plan.treated);
  if (!own) throw new Problem('invalid', 'no-such-unit', `No row of the file is of “${plan.treated}”.`);
  if (own.size < periods.length)
    throw new Problem(
      'invalid',
      'incomplete-unit',
      `${plan.treated} lacks ${periods.length - own.size} of ${periods.length} periods.`,
    );
  const names = [...byUnit].filter(([, values]) => values.size === periods.length).map(([name]) => name);
  return {
    periods,
    names,
    left: [...byUnit.keys()].filter((name) => !names.includes(name)),
    panel: periods.map((at) => names.map((name) => byUnit.get(name)?.get(at) ?? NaN)),
  };
}

function refuseShort(before: number, periods: number, units: number, plan: SyntheticPlan): void {
  if (before < 3 || before === periods)
    throw new Problem(
      'invalid',
      'too-few-periods',
      `${before} of ${periods} periods lie before ${plan.from}: at least 3 must, and at least one from then on.`,
    );
  if (units < 4)
    throw new Problem('invalid', 'too-few-units', `Only ${units - 1} other units have all periods: at least 3 must.`);
}
