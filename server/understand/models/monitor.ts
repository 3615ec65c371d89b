import type { ModelTarget, MonitoringRow, Text2 } from '#contract';
import { addMonths, periodText, readFields, readPeriods } from '#know/customers';
import type { Scope } from '#query';
import type { Context } from '#platform/context';
import { areaUnderRoc } from './learners/report.ts';
import type { Column, Table } from './learners/table.ts';
import type { Baseline } from './baseline.ts';
import { findVersion, readModels, type StoredVersion } from './model-store.ts';
import { writeMonitoring } from './monitoring-store.ts';
import { monthsAhead } from './outcome.ts';
import type { ModelPorts } from './ports.ts';
import { drawAndCheck, prepareTraining } from './prepare-training.ts';
import { inputsOf, scoresOf, type ScoreDocument } from './score-document.ts';
import { sharesOf, spreadOf, stabilityIndex } from './stability.ts';
import { trainingField } from './training-fields.ts';
import { drawMonthSample } from './training-set.ts';
import { TrainingInput } from '#contract';

export const alarmLimits = { scorePsi: 0.25, fieldPsi: 0.25, aucFall: 0.05 } as const;
const lookedAt = 20_000;
const everything: Scope = { kind: 'everything' };

/** Looks at champion and challenger of every model on the newest month. Harmless to repeat. Resolves to how many were looked at. */
export async function monitorModels(
  context: Context,
  ports: ModelPorts,
  progress: (fraction: number, message: string) => Promise<void>,
): Promise<{ looked: number; alarms: number }> {
  const newest = (await readPeriods(context.warehouse)).at(-1)?.period;
  if (newest === undefined) return { looked: 0, alarms: 0 };
  const inUse = (await readModels(context.db)).flatMap(({ id, champion, challenger }) =>
    [champion, challenger].flatMap((version) => (version === null ? [] : [{ id, version }])),
  );
  let alarms = 0;
  for (const [i, { id, version }] of inUse.entries()) {
    await progress(i / inUse.length, id);
    const found = await findVersion(context.db, id, version);
    if (!found) continue;
    const row = await lookAt(context, ports, found, newest);
    alarms += row.alarms.length;
    await writeMonitoring(context.db, id, newest, row, context.clock.now());
  }
  return { looked: inUse.length, alarms };
}

async function lookAt(
  context: Context,
  ports: ModelPorts,
  version: StoredVersion,
  period: number,
): Promise<MonitoringRow> {
  const document = JSON.parse(version.document) as ScoreDocument;
  const catalogue = new Map((await readFields(context.db)).map((field) => [field.name, field]));
  const inputs = inputsOf(document);
  const fields = inputs.flatMap(({ name }) => {
    const field = catalogue.get(name);
    return field ? [trainingField(field)] : [];
  });
  const { table, customers } = await drawMonthSample(context, { period, fields, scope: everything, sample: lookedAt });
  const whole = withMissing(table, inputs);
  const scores = scoresOf(document, whole);
  const matured = await maturedAuc(context, ports, version, document, period);
  return {
    version: version.version,
    period: periodText(period),
    customers,
    meanScore: scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length),
    ...drift(version.baseline, whole, scores),
    auc: matured?.auc ?? null,
    positives: matured?.positives ?? null,
    alarms: alarmsOf({
      ...drift(version.baseline, whole, scores),
      trainedAuc: version.quality?.measure === 'auc' ? version.quality.value : null,
      auc: matured?.auc ?? null,
      missing: inputs.filter(({ name }) => !catalogue.has(name)).map(({ name }) => name),
    }),
    at: context.clock.now().toISOString(),
  };
}

/** Inputs that the record does not have any more are missing for everybody. */
function withMissing(table: Table, inputs: readonly { name: string; type: 'number' | 'text' }[]): Table {
  const there = new Map(table.columns.map((column) => [column.name, column]));
  return {
    rows: table.rows,
    columns: inputs.map(
      ({ name, type }): Column =>
        there.get(name) ??
        (type === 'number'
          ? { name, type, values: new Float64Array(table.rows).fill(Number.NaN) }
          : { name, type, codes: new Int32Array(table.rows).fill(-1), values: [] }),
    ),
  };
}

/** The spread of score and fields over the population that the sample stands for. */
export function baselineOf(period: number | null, table: Table, scores: Float64Array, weights: Float64Array): Baseline {
  return {
    period,
    score: spreadOf({ name: 'score', type: 'number', values: scores }, weights),
    fields: Object.fromEntries(table.columns.map((column) => [column.name, spreadOf(column, weights)])),
  };
}

/** How far score and fields are from where they were at training; a model that was brought in has nothing to compare with. */
function drift(baseline: Baseline, table: Table, scores: Float64Array): Pick<MonitoringRow, 'psi' | 'fields'> {
  const score = baseline.score;
  return {
    psi: score ? stabilityIndex(score.shares, sharesOf({ name: 'score', type: 'number', values: scores }, score)) : 0,
    fields: table.columns
      .flatMap((column) => {
        const spread = baseline.fields[column.name];
        return spread ? [{ field: column.name, psi: stabilityIndex(spread.shares, sharesOf(column, spread)) }] : [];
      })
      .toSorted((a, b) => b.psi - a.psi)
      .slice(0, 20),
  };
}

/** What deserves a look, in words. */
export function alarmsOf(seen: {
  readonly psi: number;
  readonly fields: MonitoringRow['fields'];
  readonly trainedAuc: number | null;
  readonly auc: number | null;
  readonly missing: readonly string[];
}): MonitoringRow['alarms'] {
  const alarms: MonitoringRow['alarms'] = [];
  const add = (code: MonitoringRow['alarms'][number]['code'], words: Text2) => void alarms.push({ code, words });
  if (seen.psi > alarmLimits.scorePsi)
    add('score-drift', {
      en: `The score is spread otherwise than at training (PSI ${seen.psi.toFixed(2)}).`,
      zh: `评分分布与训练时不同（PSI ${seen.psi.toFixed(2)}）。`,
    });
  for (const { field, psi } of seen.fields.filter((one) => one.psi > alarmLimits.fieldPsi).slice(0, 5))
    add('field-drift', {
      en: `${field} is spread otherwise than at training (PSI ${psi.toFixed(2)}).`,
      zh: `字段 ${field} 的分布与训练时不同（PSI ${psi.toFixed(2)}）。`,
    });
  if (seen.auc !== null && seen.trainedAuc !== null && seen.auc < seen.trainedAuc - alarmLimits.aucFall)
    add('auc-fallen', {
      en: `On outcomes known by now the area under the ROC curve is ${seen.auc.toFixed(3)}; it was ${seen.trainedAuc.toFixed(3)}.`,
      zh: `按已知结果，AUC 为 ${seen.auc.toFixed(3)}；训练时为 ${seen.trainedAuc.toFixed(3)}。`,
    });
  for (const field of seen.missing)
    add('field-missing', { en: `The record has no field ${field} any more.`, zh: `宽表中已没有字段 ${field}。` });
  return alarms;
}

/** AUC on the newest month whose outcome is known, where the target has months of its own. */
async function maturedAuc(
  context: Context,
  ports: ModelPorts,
  { target }: StoredVersion,
  document: ScoreDocument,
  newest: number,
): Promise<{ auc: number; positives: number } | undefined> {
  if (!hasMonths(target)) return undefined;
  const period = addMonths(newest, -monthsAhead(target));
  const built = (await readPeriods(context.warehouse)).some((month) => month.period === period);
  if (!built) return undefined;
  const input = TrainingInput.parse({
    target,
    period: periodText(period),
    fields: inputsOf(document).map(({ name }) => name),
    sample: lookedAt,
  });
  const prepared = await prepareTraining(context, ports, input, everything, async () => {});
  const { set } = await drawAndCheck(context, prepared);
  return { auc: areaUnderRoc(scoresOf(document, set.table), set.outcome), positives: prepared.counts.positives };
}

const hasMonths = (target: ModelTarget | null): target is Extract<ModelTarget, { months: number }> =>
  target !== null && 'months' in target && target.kind !== 'value';
