import type { CampaignAnalysis, Estimate, ExperimentResult } from '#contract';
import { table } from './table.ts';

/** Each arm against control, or against matched untreated customers, as tables for a terminal. */
export function analysisText({ results, warnings, evidence, control }: CampaignAnalysis): string {
  return [
    evidence === 'weaker'
      ? `Weaker evidence: against ${control}, not a control group that chance drew.`
      : `Against ${control}, drawn by chance.`,
    table(
      ['arm', 'metric', 'n', 'mean', control, 'difference [95%]', 'p, adjusted', 'estimator'],
      results.map((row) => [
        row.arm,
        row.metric,
        row.n,
        figure(row, row.adjusted?.mean ?? row.mean),
        figure(row, row.adjusted?.control ?? row.control.mean),
        interval(row, row.difference),
        row.p_adjusted === null ? null : row.p_adjusted.toFixed(4),
        row.pairs === undefined ? row.method : `${row.method}, ${row.pairs.toLocaleString('en-US')} pairs`,
      ]),
    ),
    ...balance(results),
    ...warnings.map(({ message }) => `! ${message}`),
  ].join('\n\n');
}

const apart = (sd: number | null) => (sd === null ? null : sd.toFixed(3));

function balance(results: readonly ExperimentResult[]): string[] {
  const rows = results
    .filter(
      ({ metric }, i) => metric === results[0]?.metric && i === results.findIndex((one) => one.arm === results[i]?.arm),
    )
    .flatMap(({ arm, matched }) =>
      (matched?.balance ?? []).map(({ covariate, before, after }) => [arm, covariate, apart(before), apart(after)]),
    );
  return rows.length === 0 ? [] : [table(['arm', 'alike in', 'apart before, in sd', 'after'], rows)];
}

function figure({ metric }: ExperimentResult, value: number | null): string | null {
  if (value === null) return null;
  return metric === 'revenue' ? value.toFixed(2) : `${(100 * value).toFixed(2)}%`;
}

function interval(row: ExperimentResult, { estimate, low, high }: Estimate): string | null {
  const written = figure(row, estimate);
  return low === null || high === null ? written : `${written} [${figure(row, low)}, ${figure(row, high)}]`;
}
