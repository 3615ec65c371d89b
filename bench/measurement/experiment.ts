import type { Experiment } from '../../server/learn/measurement/experiment/experiment.ts';

export const metricCount = 20;
export const clusterSize = 100;
const names = Array.from({ length: metricCount }, (_, i) => `m${i}`);

/** Units in clusters of 100, whole clusters drawn into three arms; half of the metrics rates, half amounts. */
export function unitsSql(from: number, to: number): string {
  const metrics = names.map((_, i) =>
    i % 2 === 0
      ? `toFloat64(cityHash64(number, ${i}) % 1000 < 100 + 10 * (grid % 3) + noise)`
      : `round(50 + 0.5 * history + noise + 2 * (grid % 3) + randNormal(0, 20, ${i}), 2)`,
  );
  return `
    select ['control', 'letter', 'visit'][grid % 3 + 1] as arm, grid, history, ${metrics.join(', ')}
    from (
      select number, toUInt32(intDiv(number, ${clusterSize})) as grid, toFloat64(cityHash64(grid, 7) % 20) as noise,
        round(randExponential(1 / 80), 2) as history
      from numbers(${from}, ${to - from})
    )`;
}

export function experimentOf(units: number): Experiment {
  const share = Math.round(units / 3);
  return {
    table: { from: 'unit', params: {}, arm: 'arm', cluster: 'grid' },
    metrics: names.map((name, i) => ({
      metric: { name, text: `${name}:mean`, measure: { kind: i % 2 === 0 ? 'proportion' : 'mean', column: name } },
      columns: { variables: [name, 'history'], present: null },
    })),
    covariateNames: ['history'],
    sizes: new Map(['control', 'letter', 'visit'].map((arm) => [arm, share])),
    plan: {
      control: 'control',
      covariates: ['history'],
      level: 0.95,
      adjust: 'holm',
      normal: false,
      bayesian: false,
      observed: false,
    },
  };
}

/** What the product asks of its warehouse, for DuckDB. */
const variables = [...names, 'history'];
const shifted = (origins: readonly number[]) =>
  `select arm, grid, 1.0::double as one, ${variables.map((name, i) => `${name} - ${origins[i]}::double as ${name}`).join(', ')} from unit`;
const products = names
  .map((name, i) => `sum(one * ${name}) as s${i}, sum(${name} * ${name}), sum(${name} * history)`)
  .concat('sum(one * history), sum(history * history), sum(one * one)')
  .join(', ');
export const duckdbQueries = {
  origins: () => `select ${variables.map((name) => `avg(${name}) as ${name}`).join(', ')} from unit`,
  units: (origins: readonly number[]) =>
    `select arm, count(*) as n, ${products} from (${shifted(origins)}) group by arm`,
  clusters: (origins: readonly number[]) =>
    `select arm, count(*) as n, ${products} from (select arm, grid, sum(one) as one, ${variables.map((name) => `sum(${name}) as ${name}`).join(', ')} from (${shifted(origins)}) group by arm, grid) group by arm`,
  nesting: () => 'select count(*), max(arms) from (select grid, count(distinct arm) as arms from unit group by grid)',
};
