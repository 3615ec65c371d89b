import { Problem, type ExperimentResult } from '#contract';
import { statement, type Warehouse } from '#platform/warehouse';
import { quantileOf, twoSided } from '../estimators/distributions.ts';
import { matchedEffect, propensityScores, standardisedDifferences, type ScoredUnit } from '../estimators/matching.ts';
import { orNull } from './compare-arms.ts';
import type { Experiment, Warning } from './experiment.ts';
import type { MeasuredMetric } from './measured-metric.ts';

/** Matching looks at units one by one: they are held in memory. */
const mostUnits = 500_000;
/** Beyond this the treated and those matched to them are not alike (P. Austin, Stat. Med. 28 (2009)). */
const unlike = 0.1;

/** Each treated unit beside the untreated one that was as likely to be treated. Weaker evidence: only what was observed is made alike. */
export async function compareMatched(
  warehouse: Warehouse,
  experiment: Experiment,
  measured: MeasuredMetric,
  treated: readonly string[],
): Promise<{ results: ExperimentResult[]; warnings: Warning[] }> {
  const { plan, covariateNames } = experiment;
  const { metric } = measured;
  const units = await readUnits(warehouse, experiment, measured);
  const warnings: Warning[] = [];
  const results = treated.map((arm): ExperimentResult => {
    const both = units.filter((unit) => unit.arm === arm || unit.arm === plan.control);
    const scores = propensityScores(
      both.map(({ covariates }) => covariates),
      both.map((unit) => unit.arm === arm),
    );
    const scored = both.map((unit, index): ScoredUnit => ({ outcome: unit.outcome, score: scores[index] ?? 0, index }));
    const own = scored.filter(({ index }) => both[index]?.arm === arm);
    const others = scored.filter(({ index }) => both[index]?.arm === plan.control);
    const { effect, variance, controlMean, taken } = matchedEffect(own, others);
    const balance = covariateNames.map((covariate, i) => {
      const of = ({ index }: ScoredUnit) => both[index]?.covariates[i] ?? NaN;
      const { before, after } = standardisedDifferences(
        own.map(of),
        others.map((unit) => ({ value: of(unit), times: taken.get(unit.index) ?? 0 })),
      );
      return { covariate, before: orNull(before), after: orNull(after) };
    });
    for (const { covariate, after } of balance)
      if (after !== null && Math.abs(after) > unlike)
        warnings.push({
          code: 'not-alike',
          message: `${arm} and those matched to it still differ in ${covariate} by ${after.toFixed(2)} standard deviations: there are not enough untreated units like them.`,
        });
    const standardError = Math.sqrt(variance);
    const half = quantileOf(1 - (1 - plan.level) / 2, Infinity) * standardError;
    return {
      arm,
      metric: metric.name,
      kind: metric.measure.kind === 'kept' ? 'retention' : metric.measure.kind,
      n: own.length,
      mean: orNull(controlMean + effect),
      control: { n: taken.size, mean: orNull(controlMean) },
      difference: { estimate: effect, low: effect - half, high: effect + half },
      // The share has an estimate only: the matched controls are no sample of their own.
      relative: { estimate: controlMean === 0 ? null : effect / controlMean, low: null, high: null },
      standard_error: orNull(standardError),
      df: null,
      p: standardError > 0 ? twoSided(effect / standardError, Infinity) : null,
      p_adjusted: null,
      method: 'matched-nearest-propensity',
      matched: { treated: own.length, untreated: others.length, taken: taken.size, balance },
    };
  });
  return { results, warnings };
}

async function readUnits(
  warehouse: Warehouse,
  { table, covariateNames }: Experiment,
  { columns }: MeasuredMetric,
): Promise<{ arm: string; outcome: number; covariates: number[] }[]> {
  const where = columns.present === null ? '' : `where ${columns.present}`;
  const [counted = {}] = await warehouse.rows<Record<string, number>>(
    statement(`select count() as n from ${table.from} ${where}`, table.params),
  );
  if (Number(counted['n']) > mostUnits)
    throw new Problem(
      'limit',
      'too-many-to-match',
      `Matching takes at most ${mostUnits} units, and there are ${counted['n']}: draw a sample.`,
    );
  const list = columns.variables.map((variable, i) => `${variable} as w${i}`).join(', ');
  const rows = await warehouse.rows<Record<string, string | number>>(
    statement(
      `select ${table.arm} as arm_name, ${list} from ${table.from} ${where} order by arm_name, ${columns.variables.map((_, i) => `w${i}`).join(', ')}`,
      table.params,
    ),
  );
  return rows.map((row) => ({
    arm: String(row['arm_name']),
    outcome: Number(row['w0']),
    covariates: covariateNames.map((_, i) => Number(row[`w${i + 1}`])),
  }));
}
