import type { TestPlan } from '#contract';

/** A test as people describe it: rates and effects in shares of one, or in the metric's own unit. */
export interface Design {
  readonly kind: 'proportion' | 'mean';
  /** Rate without doing anything. */
  readonly rate: number;
  readonly sd: number;
  readonly unit: string;
  readonly effect: number;
  readonly units: number;
  readonly control: number;
  readonly power: number;
  readonly alpha: number;
  /** Arms times metrics that are compared with control. */
  readonly comparisons: number;
  /** Correlation of the outcome with what was known before. */
  readonly correlation: number;
  readonly clusters: boolean;
  readonly clusterSize: number;
  readonly clusterVariation: number;
  readonly clusterCorrelation: number;
  readonly capacityPerDay: number | null;
}

export const startDesign: Design = {
  kind: 'proportion',
  rate: 0.03,
  sd: 30,
  unit: '',
  effect: 0.01,
  units: 20_000,
  control: 0.15,
  power: 0.8,
  alpha: 0.05,
  comparisons: 1,
  correlation: 0,
  clusters: false,
  clusterSize: 100,
  clusterVariation: 0.3,
  clusterCorrelation: 0.01,
  capacityPerDay: 1000,
};

export function testPlanOf(design: Design): TestPlan {
  const { kind, rate, sd, clusters, capacityPerDay } = design;
  return {
    metric: kind === 'proportion' ? { kind, rate } : { kind, sd },
    control: design.control,
    alpha: design.alpha,
    power: design.power,
    comparisons: design.comparisons,
    covariateCorrelation: design.correlation,
    betweenStrata: 0,
    ...(clusters && {
      clusters: {
        size: design.clusterSize,
        sizeVariation: design.clusterVariation,
        correlation: design.clusterCorrelation,
      },
    }),
    ...(design.effect !== 0 && { effect: design.effect }),
    units: design.units,
    ...(capacityPerDay !== null && capacityPerDay > 0 && { capacityPerDay }),
  };
}
