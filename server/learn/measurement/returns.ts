import type { Report, ReturnReport } from '#contract';

/** What was spent, yuan by kind, and what came in. */
export interface Account {
  readonly costs: readonly { readonly kind: string; readonly yuan: number }[];
  /** Incremental revenue over the horizon. */
  readonly revenue: number;
  /** Margin of that revenue; where it is not known the revenue stands for it, and the figure says so. */
  readonly margin: number | null;
  /** Months over which the revenue comes in. */
  readonly horizonMonths: number;
}

/**
 * The figures that people call return, each with its definition, so that nobody compares one with another.
 * Payback: months until the margin, coming in evenly over the horizon, has covered the cost.
 */
export function returnsOf({ costs, revenue, margin, horizonMonths }: Account): ReturnReport['returns'] {
  const cost = costs.reduce((sum, { yuan }) => sum + yuan, 0);
  const over = (part: number | null) => (part === null || cost === 0 ? null : part / cost);
  const profit = margin === null ? null : margin - cost;
  return [
    { definition: 'revenue-per-yuan', formula: 'revenue / cost', value: over(revenue) },
    { definition: 'revenue-return', formula: '(revenue − cost) / cost', value: over(revenue - cost) },
    { definition: 'margin-return', formula: '(margin − cost) / cost', value: over(profit) },
    { definition: 'profit', formula: 'margin − cost', value: profit },
    {
      definition: 'payback-months',
      formula: 'cost / (margin / horizon in months)',
      value: margin === null || margin <= 0 ? null : (cost * horizonMonths) / margin,
    },
  ];
}

/** From the audience to the profit: what is lost and won at each step. */
export function waterfallOf(
  report: Pick<Report, 'arms' | 'exclusions' | 'incremental' | 'cost' | 'profit'>,
): ReturnReport['waterfall'] {
  const treated = report.arms.filter(({ arm }) => arm !== 'control');
  const sum = (name: 'targets' | 'contacted' | 'successes') => treated.reduce((all, arm) => all + arm[name], 0);
  const control = report.arms.find(({ arm }) => arm === 'control')?.targets ?? 0;
  const excluded = report.exclusions.reduce((all, { count }) => all + count, 0);
  const margin = report.profit === null ? null : report.profit + report.cost.total;
  return [
    { step: 'audience', unit: 'customers', value: excluded + control + sum('targets') },
    { step: 'excluded', unit: 'customers', value: -excluded },
    { step: 'control', unit: 'customers', value: -control },
    { step: 'targets', unit: 'customers', value: sum('targets') },
    { step: 'contacted', unit: 'customers', value: sum('contacted') },
    { step: 'successes', unit: 'customers', value: sum('successes') },
    { step: 'incremental-successes', unit: 'customers', value: report.incremental.successes.estimate },
    { step: 'incremental-revenue', unit: 'yuan', value: report.incremental.revenue.estimate },
    { step: 'incremental-margin', unit: 'yuan', value: margin },
    { step: 'contacts', unit: 'yuan', value: -report.cost.contacts },
    { step: 'rewards', unit: 'yuan', value: -report.cost.rewards },
    { step: 'fixed', unit: 'yuan', value: -report.cost.fixed },
    { step: 'profit', unit: 'yuan', value: report.profit },
  ];
}

/** The same for a campaign's report, with what its budget planned beside what it cost. */
export function returnReport(
  report: Report,
  planned: { readonly totalYuan: number; readonly horizonMonths: number },
): ReturnReport {
  const { contacts, rewards, fixed, total } = report.cost;
  const margin = report.profit === null ? null : report.profit + total;
  const costs = [
    { kind: 'contacts', yuan: contacts },
    { kind: 'rewards', yuan: rewards },
    { kind: 'fixed', yuan: fixed },
  ];
  const { horizonMonths, totalYuan } = planned;
  const revenue = report.incremental.revenue.estimate;
  return {
    campaign: report.campaign,
    costs,
    returns: revenue === null ? [] : returnsOf({ costs, revenue, margin, horizonMonths }),
    waterfall: waterfallOf(report),
    plan: { budgetYuan: totalYuan, spentYuan: total, left: totalYuan - total },
  };
}
