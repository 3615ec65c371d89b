import { addMonths, lastPeriodFor } from './calendar.ts';
import type { Connect, DemoClient } from './client.ts';

/**
 * Begins what people need not wait for: the months before, so that indicators have a past to be compared with, groups of
 * customers and a first model. They are jobs of the server: this resolves as soon as they are waiting.
 */
export async function beginLaterParts(options: {
  readonly administrator: DemoClient;
  readonly connect: Connect;
  readonly months: number;
  readonly today?: string;
}): Promise<void> {
  const newest = lastPeriodFor(options.today ?? new Date().toISOString().slice(0, 10));
  // The newest first: it is looked at first.
  for (let back = 1; back < options.months; back++)
    await options.administrator.rebuildRecord({ body: { periods: [addMonths(newest, -back)] } });
  await beginInsight(await options.connect('analyst'));
}

/** The groups wait for their names, the model for somebody who reads its report. */
async function beginInsight(analyst: DemoClient): Promise<void> {
  const { items } = await analyst.suggestMeasures({});
  await analyst.fitSegmentation({
    params: { id: 'behaviour' },
    body: {
      name: { en: 'By behaviour and value', zh: '按行为与价值' },
      measures: items.filter(({ chosen }) => chosen).map(({ family: _, chosen: __, ...measure }) => measure),
      k: [3, 10],
      value: {
        formula: 'arpu.mean6',
        bands: [
          { id: 'high', name: { en: 'High', zh: '高' }, share: 0.2 },
          { id: 'middle', name: { en: 'Middle', zh: '中' }, share: 0.5 },
          { id: 'low', name: { en: 'Low', zh: '低' }, share: 0.3 },
        ],
      },
    },
  });
  await analyst.trainModel({
    params: { id: 'churn' },
    body: {
      name: { en: 'Leaves within two months', zh: '两个月内离网' },
      training: { target: { kind: 'churn', months: 2 }, learner: 'trees' },
    },
  });
}
