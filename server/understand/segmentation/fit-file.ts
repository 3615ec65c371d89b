import { writeFile } from 'node:fs/promises';
import { Problem, type SegmentFileFit, type SegmentFilePlan } from '#contract';
import { gatherCrew } from './clustering/crew.ts';
import { fitGroups, type Fit } from './clustering/fit.ts';
import { usualPreparation } from './clustering/preparation.ts';
import { readNumberColumns, type FileColumns } from './file-columns.ts';

/** Finds groups in the rows of a file of this machine; no installation is needed. @throws Problem naming what cannot work */
export async function fitFile(
  path: string,
  plan: SegmentFilePlan,
  onProgress?: (fraction: number, message: string) => void,
): Promise<SegmentFileFit> {
  const began = performance.now();
  const file = await readNumberColumns(path, plan.fields);
  refuseTooLittle(file, plan);
  const crew = gatherCrew(plan.threads);
  try {
    const columns = file.columns.map(({ field, values }) => ({
      field,
      values,
      choice: { ...usualPreparation, transform: plan.transform },
    }));
    const fit = await fitGroups(columns, { k: plan.k, seed: plan.seed, crew, ...(onProgress && { onProgress }) });
    if (plan.out !== undefined) await writeLabels(plan.out, fit.label);
    return { ...answerOf(file, fit), seed: plan.seed, ms: Math.round(performance.now() - began) };
  } finally {
    await crew.close();
  }
}

function refuseTooLittle({ rows, columns }: FileColumns, { k: [, most] }: SegmentFilePlan): void {
  if (rows < 2 * most)
    throw new Problem(
      'invalid',
      'too-few-rows',
      `The file has ${rows} records; ${most} groups need at least ${2 * most}.`,
      {
        parameters: { rows, needed: 2 * most },
      },
    );
  if (columns.every(({ values }) => isConstant(values)))
    throw new Problem(
      'invalid',
      'constant-columns',
      'No column has two different values: there is nothing by which records could be told apart.',
    );
}

/** Whether no two known values differ. */
function isConstant(values: Float64Array): boolean {
  const first = values.find((value) => !Number.isNaN(value));
  return !values.some((value) => !Number.isNaN(value) && value !== first);
}

function answerOf(file: FileColumns, fit: Fit): Omit<SegmentFileFit, 'seed' | 'ms'> {
  const warnings = [
    ...fit.constant.map((field) => `${field} has the same value everywhere and was left out.`),
    ...file.columns
      .filter(({ missing }) => missing > 0)
      .map(
        ({ field, missing }) =>
          `${field} is missing in ${missing.toLocaleString('en-US')} records; its median stands in.`,
      ),
    ...file.columns
      .filter(({ wordsRead }) => wordsRead)
      .map(({ field }) => `${field}: yes and no were read as 1 and 0.`),
  ];
  const means = file.columns.map(({ field, values }) => ({ field, byGroup: meansOf(values, fit.label, fit.k) }));
  return {
    rows: file.rows,
    k: fit.k,
    why: fit.why,
    measures: fit.trials.map((trial) => ({
      k: trial.k,
      silhouette: trial.silhouette,
      davies_bouldin: trial.daviesBouldin,
      gap: trial.gap,
      gap_error: trial.gapError,
      stability: trial.stability,
      inertia: trial.inertia,
      smallest: trial.smallest,
    })),
    inertia: fit.inertia,
    fields: fit.preparations.map(({ field, transform, low, high, missing }) => ({
      field,
      transform,
      low,
      high,
      missing,
    })),
    centres: fit.sizes.map((size, group) => ({
      group: group + 1,
      size,
      share: size / file.rows,
      mean: Object.fromEntries(means.map(({ field, byGroup }) => [field, byGroup[group] ?? null])),
      centre: Object.fromEntries(
        fit.preparations.map(({ field }, d) => [field, fit.centres[group * fit.preparations.length + d]!]),
      ),
    })),
    warnings,
  };
}

/** By group, of those whose value is known. */
function meansOf(values: Float64Array, label: Int32Array, k: number): (number | null)[] {
  const [sums, counts] = [new Float64Array(k), new Float64Array(k)];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    sums[label[i]!]! += value;
    counts[label[i]!]! += 1;
  }
  return Array.from(sums, (sum, group) => (counts[group] === 0 ? null : sum / counts[group]!));
}

async function writeLabels(path: string, label: Int32Array): Promise<void> {
  const lines = ['record,group'];
  for (let i = 0; i < label.length; i++) lines.push(`${i + 1},${label[i]! + 1}`);
  await writeFile(path, `${lines.join('\n')}\n`);
}
