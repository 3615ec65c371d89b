import type { Leak, Text2 } from '#contract';
import { take, takeRows, type Column, type Table } from './learners/table.ts';
import { bandAt, bandsOf } from './bands.ts';
import { populationStability } from './stability.ts';
import type { TrainingField } from './training-fields.ts';

/*
 * A field that knows the future makes a model that shines in the report and fails in use. Each field is asked by itself:
 *
 *   how well does its value tell the outcome?          too well: it was written after it
 *   how well does its being missing tell the outcome?  it is filled only once the outcome is there
 *   is it spread in the month of the outcome as in its own?  no: it means something else there
 *   does it never differ between the two months, though it tells the outcome?  it is today's value, not that month's
 */
const limits = {
  equals: 0.999,
  /** No honest field of a telecom operator tells leaving, ordering or arrears by itself so well. */
  sure: 0.97,
  doubt: 0.92,
  /**
   * Below that a strong field is doubted only where it stands alone: what customers honestly do shows in several fields
   * (arrears in amounts, days and reminders), what was written afterwards in one.
   */
  lonely: 0.85,
  lead: 0.1,
  missingSure: 0.95,
  missingDoubt: 0.75,
  /** Population stability index between the two months; 0.25 is usually called a shift, and seasons shift too. */
  stability: 0.5,
  /** A field of the wrong month matters only where it tells something. */
  frozen: 0.7,
} as const;
const mostGroups = 50;
const fewestToJudge = 20;

export interface LeakageInput {
  readonly table: Table;
  readonly outcome: Float64Array;
  /** The same fields in the month of the outcome, of the customers that are there: rows of `table`, and theirs. */
  readonly later?: { readonly table: Table; readonly rowOf: Int32Array };
  readonly fields: readonly TrainingField[];
}

/** Fields that may know the future, the surest first. Of an outcome that is a number, whether it is above its median. */
export function findLeaks({ table, outcome, later, fields }: LeakageInput): Leak[] {
  const classes = asClasses(outcome);
  const positives = classes.reduce((sum, y) => sum + y, 0);
  if (positives < fewestToJudge || outcome.length - positives < fewestToJudge) return [];
  const laterOf = new Map(later?.table.columns.map((column) => [column.name, column]));
  const asked = table.columns.flatMap((column) => {
    const field = fields.find(({ name }) => name === column.name);
    if (!field) return [];
    const { groups, count } = groupsOf(column);
    return [{ field, column, tells: heldOutAuc(groups, count, classes) }];
  });
  // What is sure to know the future keeps nobody company.
  const honest = asked.filter(({ tells }) => tells < limits.sure).toSorted((a, b) => b.tells - a.tells);
  const found = asked.flatMap((one) => {
    const after = laterOf.get(one.column.name);
    return leaksOf(
      { ...one, next: honest.find((other) => other !== one)?.tells ?? 0.5 },
      classes,
      after && later ? { column: after, rowOf: later.rowOf } : undefined,
    );
  });
  return found.toSorted((a, b) =>
    a.certainty === b.certainty ? b.measure - a.measure : a.certainty === 'sure' ? -1 : 1,
  );
}

interface Asked {
  readonly field: TrainingField;
  readonly column: Column;
  /** How well it tells the outcome by itself, and how well the best of the others does. */
  readonly tells: number;
  readonly next: number;
}

function leaksOf(
  { field, column, tells, next }: Asked,
  classes: Float64Array,
  after: { column: Column; rowOf: Int32Array } | undefined,
): Leak[] {
  const missing = heldOutAuc(missingOf(column), 2, classes);
  const leak = (reason: Leak['reason'], certainty: Leak['certainty'], measure: number): Leak => ({
    field: field.name,
    label: field.label,
    reason,
    certainty,
    measure,
    words: words[reason](measure),
  });
  if (missing >= limits.missingDoubt && missing >= tells - 0.02)
    return [leak('missing-tells-target', missing >= limits.missingSure ? 'sure' : 'doubt', missing)];
  if (tells >= limits.equals) return [leak('equals-target', 'sure', tells)];
  if (tells >= limits.doubt || (tells >= limits.lonely && tells >= next + limits.lead))
    return [leak('tells-target', tells >= limits.sure ? 'sure' : 'doubt', tells)];
  if (!after) return [];
  if (tells >= limits.frozen && isFrozen(column, after)) return [leak('not-of-its-month', 'doubt', tells)];
  const shift = populationStability(column, after.column);
  return shift >= limits.stability ? [leak('changes-meaning', 'doubt', shift)] : [];
}

const percent = (auc: number): string => auc.toFixed(3);
const words: Readonly<Record<Leak['reason'], (measure: number) => Text2>> = {
  'equals-target': (auc) => ({
    en: `It says the outcome itself: alone it reaches an area under the ROC curve of ${percent(auc)}.`,
    zh: `它就是结果本身：单字段 AUC 达 ${percent(auc)}。`,
  }),
  'tells-target': (auc) => ({
    en: `It foretells the outcome too well to have been known before (area under the ROC curve ${percent(auc)} alone).`,
    zh: `它预测得过好，不像事前可知（单字段 AUC ${percent(auc)}）。`,
  }),
  'missing-tells-target': (auc) => ({
    en: `Whether it is filled tells the outcome (area under the ROC curve ${percent(auc)}): it seems to be written once the outcome is there.`,
    zh: `是否有值就能说明结果（AUC ${percent(auc)}）：像是结果发生后才填写。`,
  }),
  'changes-meaning': (psi) => ({
    en: `It is spread quite differently in the month of the outcome (population stability index ${psi.toFixed(2)}).`,
    zh: `到结果所在月份，其分布大不相同（PSI ${psi.toFixed(2)}）。`,
  }),
  'not-of-its-month': (auc) => ({
    en: `It is the same in both months for everybody and yet tells the outcome (area under the ROC curve ${percent(auc)}): it may be today’s value, not that month’s.`,
    zh: `两个月份对所有人都相同，却能说明结果（AUC ${percent(auc)}）：可能是当前值而非当月值。`,
  }),
};

function asClasses(outcome: Float64Array): Float64Array {
  if (outcome.every((y) => y === 0 || y === 1)) return outcome;
  const sorted = outcome.toSorted();
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return outcome.map((y) => (y > median ? 1 : 0));
}

function missingOf(column: Column): Int32Array {
  return column.type === 'number'
    ? Int32Array.from(column.values, (v) => (Number.isNaN(v) ? 1 : 0))
    : Int32Array.from(column.codes, (c) => (c < 0 ? 1 : 0));
}

/** Each row's group: values where they are few, else bands of about equally many; the missing are a group of their own. */
export function groupsOf(column: Column): { groups: Int32Array; count: number } {
  if (column.type === 'text') return { groups: column.codes.map((code) => code + 1), count: column.values.length + 1 };
  const bounds = bandsOf(column.values, mostGroups);
  return {
    groups: Int32Array.from(column.values, (v) => (Number.isNaN(v) ? 0 : 1 + bandAt(bounds, v))),
    count: bounds.length + 2,
  };
}

/** Rates of the groups are learnt on the even rows and judged on the odd ones: a field of many values does not shine by chance. */
function heldOutAuc(groups: Int32Array, count: number, classes: Float64Array): number {
  const [seen, hit] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < groups.length; i += 2) {
    seen[groups[i]!]! += 1;
    hit[groups[i]!]! += classes[i]!;
  }
  const [positive, negative] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 1; i < groups.length; i += 2) (classes[i] === 1 ? positive : negative)[groups[i]!]! += 1;
  const overall =
    hit.reduce((a, b) => a + b, 0) /
    Math.max(
      1,
      seen.reduce((a, b) => a + b, 0),
    );
  const rate = (g: number): number => (hit[g]! + overall) / (seen[g]! + 1);
  const order = Array.from({ length: count }, (_, g) => g).sort((a, b) => rate(a) - rate(b));
  const [p, n] = [positive, negative].map((of) => of.reduce((a, b) => a + b, 0)) as [number, number];
  if (p === 0 || n === 0) return 0.5;
  let below = 0;
  let sum = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    let [tiedPositive, tiedNegative] = [0, 0];
    while (end < order.length && rate(order[end]!) === rate(order[start]!)) {
      tiedPositive += positive[order[end]!]!;
      tiedNegative += negative[order[end]!]!;
      end++;
    }
    sum += tiedPositive * (below + tiedNegative / 2);
    below += tiedNegative;
    start = end;
  }
  return sum / (p * n);
}

/** Whether the value is the same in both months for everybody who is in both. */
function isFrozen(column: Column, after: { column: Column; rowOf: Int32Array }): boolean {
  const now = takeRows({ rows: 0, columns: [column] }, after.rowOf).columns[0]!;
  const later = after.column;
  if (later.type === 'number') {
    const before = take((column as typeof later).values, after.rowOf);
    return later.values.length > 0 && later.values.every((v, i) => Object.is(v, before[i]) || v === before[i]);
  }
  if (now.type === 'number') return false;
  const text = (of: typeof now, i: number): string | undefined => of.values[of.codes[i]!];
  return later.codes.length > 0 && later.codes.every((_, i) => text(now, i) === text(later, i));
}
