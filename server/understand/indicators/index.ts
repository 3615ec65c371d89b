import { z } from 'zod';
import type { Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { defineJob } from '#platform/jobs';
import { benchmarkIndicator } from './benchmark.ts';
import { cubeBuilt, fillCube } from './cube.ts';
import { cubeTable } from './cube-table.ts';
import {
  explainIndicator,
  fillJob,
  listIndicators,
  putIndicator,
  putTargets,
  readIndicator,
} from './define-indicator.ts';
import { keepStandard } from './library.ts';
import { indicatorLineage } from './lineage.ts';
import type { IndicatorsPorts } from './ports.ts';
import { queryIndicators } from './query-indicators.ts';
import { renameIndicator, retireIndicator } from './retire-indicator.ts';
import { listWarnings, seeWarning, watchIndicators } from './watch.ts';

export { indicatorRules } from './indicator-rules.ts';
export { indicatorFormulas } from './library.ts';
export type { CustomerFacts, FactSource, IndicatorsPorts, UnitFacts } from './ports.ts';

/** After every build of the record: figures are worked out anew, and those that call for attention are told. */
export async function indicatorsBuilt(
  context: Context,
  ports: IndicatorsPorts,
  periods: readonly number[],
): Promise<void> {
  await keepStandard(context);
  await cubeBuilt(context, ports, periods);
  await watchIndicators(context, ports);
}

/** The library of indicators. After every build of the record `indicatorsBuilt` has to be called (customers' port `afterBuild`). */
export function indicators(ports: IndicatorsPorts): Feature {
  return {
    name: 'indicators',
    migrations: new URL('./migrations/', import.meta.url),
    tables: [cubeTable],
    handlers: {
      listIndicators: (context, { query }) => listIndicators(context, ports, query),
      readIndicator: (context, { params }) => readIndicator(context, ports, params.id),
      putIndicator: (context, { params, body }) => putIndicator(context, ports, params.id, body),
      retireIndicator: (context, { params }) => retireIndicator(context, ports, params.id),
      renameIndicator: (context, { params, body }) => renameIndicator(context, ports, { from: params.id, to: body.to }),
      explainIndicator: (context, { body }) => explainIndicator(context, ports, body),
      queryIndicators: (context, { body }) => queryIndicators(context, ports, body),
      indicatorLineage: (context, { params, query }) => indicatorLineage(context, ports, params.id, query),
      putIndicatorTargets: (context, { params, body }) => putTargets(context, params.id, body.items),
      benchmarkIndicator: (context, { params, query }) => benchmarkIndicator(context, ports, params.id, query),
      listIndicatorWarnings: (context, { query }) => listWarnings(context, query),
      seeIndicatorWarning: (context, { params }) => seeWarning(context, params.warning),
    },
    jobs: [
      defineJob({
        name: fillJob,
        schema: z.object({}),
        handler: async (context) => {
          await fillCube(context, ports);
          await watchIndicators(context, ports);
          return {};
        },
      }),
    ],
    async start(context) {
      await keepStandard(context);
      return async () => {};
    },
  };
}
