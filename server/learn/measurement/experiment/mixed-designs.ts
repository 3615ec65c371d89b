import { Problem, type AnalysisPlan } from '#contract';
import type { Metric } from './metric.ts';

/** Pairs and matching stand for a design of their own. @throws Problem for what does not go with them */
export function refuseMixed(plan: AnalysisPlan, metrics: readonly Metric[]): void {
  const design = plan.pair !== undefined ? '--pair' : plan.match === true ? '--match' : undefined;
  if (design === undefined) return;
  const beside = [
    ...(plan.cluster === undefined ? [] : ['--cluster']),
    ...(plan.stratum === undefined ? [] : ['--stratum']),
    ...(plan.segment === undefined ? [] : ['--segment']),
    ...(plan.sequential === undefined ? [] : ['--sequential']),
    ...(plan.bayesian ? ['--bayesian'] : []),
    ...(design === '--pair' && plan.covariates.length > 0 ? ['--covariate'] : []),
    ...(design === '--pair' && plan.match === true ? ['--match'] : []),
  ];
  if (beside.length > 0)
    throw new Problem('invalid', 'mixed-designs', `${design} does not go with ${beside.join(', ')}.`);
  if (design === '--match' && plan.covariates.length === 0)
    throw new Problem('invalid', 'nothing-to-match-on', '--match needs a --covariate: what is known of units before.');
  const unfit = metrics.filter(
    ({ measure: { kind } }) => kind === 'ratio' || kind === 'quantile' || kind === 'survival',
  );
  if (unfit.length > 0)
    throw new Problem(
      'invalid',
      'metric-of-no-unit',
      `${design} compares units one by one, and ${unfit.map(({ text }) => text).join(', ')} is of many: take a mean, count, proportion, revenue or change.`,
    );
}
