import { Problem, type ExperimentAnalysis, type ExperimentResult } from '#contract';
import type { Warehouse } from '#platform/warehouse';
import { adjust } from '../estimators/multiple.ts';
import { sampleRatioTest } from '../estimators/sample-ratio.ts';
import { balanceOf } from './balance.ts';
import { compareArms } from './compare-arms.ts';
import { compareMatched } from './compare-matched.ts';
import { compareOrdered, isOrdered } from './compare-ordered.ts';
import { comparePairs } from './compare-pairs.ts';
import { compareSegments } from './compare-segments.ts';
import type { Experiment, Nesting, Warning } from './experiment.ts';
import { readNesting, readSums, type MetricSums } from './sums.ts';
import type { UnitTable } from './unit-table.ts';

const weaker: Warning = {
  code: 'weaker-evidence',
  message:
    'Chance did not decide who was treated: this is weaker evidence. The groups may have differed, or changed, for other reasons.',
};

/** Below this a cluster-robust interval is too narrow more often than it says. */
const fewClusters = 40;

/**
 *   sums of all metrics at once → each arm against control → p values of all of them adjusted together
 *   quantiles and retention by their own reads; sample ratio; balance of the covariates; what to beware of
 */
export async function analyse(
  warehouse: Warehouse,
  experiment: Experiment,
): Promise<Omit<ExperimentAnalysis, 'missing'>> {
  const { plan, table, metrics, sizes } = experiment;
  const isWeaker = plan.observed || plan.match === true;
  const warnings: Warning[] = isWeaker ? [weaker] : [];
  const nesting = table.cluster === undefined ? null : await readNesting(warehouse, table);
  if (nesting) {
    refuseTangled(nesting, table);
    // Pairs are compared by their differences, in which clusters have no say.
    if (table.pair === undefined) warnings.push(...clusterWarnings(nesting, table));
  }
  const treated = [...sizes.keys()].filter((arm) => arm !== plan.control);
  const summed = metrics.filter(({ metric }) => !isOrdered(metric.measure));
  const sums = await readSums(
    warehouse,
    table,
    summed.map(({ columns }) => columns),
  );
  const results: ExperimentResult[] = [];
  for (const measured of metrics) {
    const own = sums[summed.indexOf(measured)];
    const compared =
      table.pair !== undefined
        ? await comparePairs(warehouse, experiment, measured, treated)
        : plan.match === true
          ? await compareMatched(warehouse, experiment, measured, treated)
          : own
            ? await compareArms(warehouse, experiment, measured, own, treated, nesting)
            : await compareOrdered(warehouse, experiment, measured, treated);
    results.push(...compared.results);
    // What is said of the units is said once, whatever the metric.
    warnings.push(...compared.warnings.filter((one) => !warnings.some(({ message }) => message === one.message)));
  }
  if (experiment.segment !== undefined) await compareSegments(warehouse, experiment, summed, results);
  const adjusted = adjust(
    results.map(({ p }) => p),
    plan.adjust,
  );
  // Who was treated was nobody's draw where they are matched: sizes and covariates differ, and that is what matching is for.
  const isDrawn = plan.match !== true;
  const ratio = isDrawn ? await sampleRatio(experiment, sums[0], nesting) : undrawn;
  const balance = isDrawn && sums[0] ? balanceOf(experiment, sums[0], treated) : [];
  warnings.push(...alarms(ratio.p, balance));
  return {
    control: plan.control,
    evidence: isWeaker ? 'weaker' : 'randomised',
    level: plan.level,
    adjust: plan.adjust,
    arms: [plan.control, ...treated].map((arm) => ({ arm, n: sizes.get(arm) ?? 0 })),
    results: results.map((result, i) => ({ ...result, p_adjusted: adjusted[i] ?? null })),
    sample_ratio: ratio,
    balance,
    warnings,
  };
}

const undrawn: ExperimentAnalysis['sample_ratio'] = { p: null, chi_square: null, df: null, of: 'units', arms: [] };

/** Strata weigh units; where a cluster stands in several strata or arms the two do not go together. */
function refuseTangled({ inOneArm, inOneStratum }: Nesting, { stratum }: UnitTable): void {
  if (stratum === undefined || (inOneArm && inOneStratum)) return;
  throw new Problem(
    'invalid',
    'clusters-across-strata',
    'Some clusters stand in several strata or arms: post-stratification and clusters do not go together then. Leave one of them out.',
  );
}

function clusterWarnings({ clusters, inOneArm }: Nesting, { cluster }: UnitTable): Warning[] {
  const found: Warning[] = [];
  if (clusters < fewClusters)
    found.push({
      code: 'few-clusters',
      message:
        `There are only ${clusters} clusters; below ${fewClusters} the cluster-robust interval is too narrow. ${inOneArm ? 'Believe the permutation test beside it.' : ''}`.trim(),
    });
  if (!inOneArm && cluster !== undefined)
    found.push({ code: 'clusters-across-arms', message: 'Some clusters stand in several arms; that is allowed for.' });
  return found;
}

async function sampleRatio(
  { plan, sizes }: Experiment,
  sums: MetricSums | undefined,
  nesting: Nesting | null,
): Promise<ExperimentAnalysis['sample_ratio']> {
  const ofClusters = nesting?.inOneArm === true && sums !== undefined;
  const count = (arm: string) =>
    ofClusters
      ? (sums.arms.get(arm) ?? []).reduce((sum, { moments }) => sum + (moments.clusters?.count ?? 0), 0)
      : (sizes.get(arm) ?? 0);
  const groups = [plan.control, ...[...sizes.keys()].filter((arm) => arm !== plan.control)].map((arm) => ({
    arm,
    n: count(arm),
    share: plan.shares ? (plan.shares[arm] ?? 0) : 1,
  }));
  const shares = groups.reduce((sum, { share }) => sum + share, 0);
  const total = groups.reduce((sum, { n }) => sum + n, 0);
  const test = sampleRatioTest(groups);
  return {
    p: test?.p ?? null,
    chi_square: test?.chiSquare ?? null,
    df: test?.df ?? null,
    of: ofClusters ? 'clusters' : 'units',
    arms: groups.map(({ arm, n, share }) => ({ arm, n, share: share / shares, expected: (total * share) / shares })),
  };
}

/** An alarm is rarer than one in a thousand where all is well. */
const alarmBelow = 0.001;
function alarms(sampleRatioP: number | null, balance: ExperimentAnalysis['balance']): Warning[] {
  const found: Warning[] = [];
  if (sampleRatioP !== null && sampleRatioP < alarmBelow)
    found.push({
      code: 'sample-ratio',
      message: `The arms do not have the sizes that chance should give them (p = ${sampleRatioP.toExponential(1)}): find out why before believing the differences.`,
    });
  for (const { covariate, arm, p } of balance)
    if (p !== null && p < alarmBelow)
      found.push({
        code: 'balance',
        message: `${arm} differed from control in ${covariate} before anything was done (p = ${p.toExponential(1)}).`,
      });
  return found;
}
