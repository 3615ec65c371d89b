import type { BinValue, ScorecardBin, ScorecardDocument, ScorecardField } from '#query';
import { foldsOf } from '../folds.ts';
import type { Learned, ScorecardOptions } from '../options.ts';
import type { Table } from '../table.ts';
import { binTable, type Binned, type BinnedField } from '../trees/bin-table.ts';
import { coarsen, type CoarseBin, type Counts } from './coarse-bins.ts';
import { fitLogistic, type Fitted } from './logistic.ts';

export interface ScorecardTraining {
  readonly table: Table;
  readonly target: Float64Array;
  readonly options: Omit<ScorecardOptions, 'signal'>;
}

/** Numbers are first cut into so many bins of equal size. */
const fineBins = 100;
/** A field that tells less is left out (information value: Siddiqi 2006 calls below 0.02 unpredictive). */
const leastInformation = 0.003;
/** At most so many fields, those that tell most. */
const mostFields = 150;
/** Every bin is counted as if it had so many rows more of the mean rate. */
const smoothing = 5;

/** The regression reads a row's evidence from bins that were made without its fold, or noise would count as evidence. */
const folds = 5;

/** A field ready for the regression. */
interface Evidence {
  readonly at: number;
  readonly field: BinnedField;
  readonly bins: readonly CoarseBin[];
  readonly missing: Counts;
  readonly woe: (counts: Counts) => number;
  /** For each fold, the weight of evidence of each fine bin, by the rows of the other folds. */
  readonly unseen: readonly Float64Array[];
  /** Information value, each fold's rows by the evidence of the others: about 0, or below, where there is none. */
  readonly information: number;
}

export function fitScorecard({ table, target, options }: ScorecardTraining): Learned<ScorecardDocument> {
  const { weights, seed = 42, l2 = 1, scale = { points: 600, odds: 1, double: 20 } } = options;
  const binned = binTable(table, { bins: fineBins, seed, monotone: options.monotone ?? {} });
  const all = countAll(target, weights);
  const fold = foldsOf(target, folds, seed);
  const evidence = binned.fields
    .map((field, at) => evidenceOf(binned, field, at, { target, fold, all, options }))
    .filter(({ information }) => information >= leastInformation)
    .toSorted((a, b) => b.information - a.information || a.at - b.at)
    .slice(0, mostFields)
    .toSorted((a, b) => a.at - b.at);
  const { used, fitted, dropped } = regress(binned, evidence, { target, fold, weights, l2 });
  const document: ScorecardDocument = {
    format: 'gridloop-model',
    version: 1,
    kind: 'scorecard',
    inputs: used.map(({ field }) => ({ name: field.name, type: field.type })),
    link: 'logit',
    base: fitted.intercept,
    fields: used.map((one, i) => fieldOf(one, i, fitted, all, scale, used.length)),
    scale,
    about: { learner: 'scorecard', rows: table.rows, seed },
  };
  const notes = [
    ...(used.length === 0 ? ['No field tells anything: every row gets the same score.'] : []),
    ...(dropped.length === 0
      ? []
      : [`Left out, since beside the others they would count against their own evidence: ${dropped.join(', ')}.`]),
  ];
  return { document, notes };
}

function countAll(target: Float64Array, weights: Float64Array | undefined): Counts {
  let positive = 0;
  let all = 0;
  for (const [row, y] of target.entries()) {
    const weight = weights ? weights[row]! : 1;
    positive += weight * y;
    all += weight;
  }
  return { positive, negative: all - positive };
}

interface Rows {
  readonly target: Float64Array;
  readonly fold: Int32Array;
}

function evidenceOf(
  binned: Binned,
  field: BinnedField,
  at: number,
  { target, fold, all, options }: Rows & { readonly all: Counts; readonly options: ScorecardTraining['options'] },
): Evidence {
  const counts = countFine(binned, field, at, { target, fold }, options.weights);
  const fine = sumOf(counts);
  const rate = all.positive / (all.positive + all.negative);
  const woe = ({ positive, negative }: Counts) =>
    Math.log((positive + smoothing * rate) / (negative + smoothing * (1 - rate))) - Math.log(rate / (1 - rate));
  const missing = fine[field.count]!;
  const unseen = counts.map((_, left) => {
    const others = sumOf(counts.filter((__, one) => one !== left));
    const woeOfFine = new Float64Array(field.count + 1);
    for (const bin of coarseOf(field, others, options)) for (const one of bin.fine) woeOfFine[one] = woe(bin);
    woeOfFine[field.count] = woe(others[field.count]!);
    return woeOfFine;
  });
  const information = unseen.reduce(
    (sum, woeOfFine, left) =>
      counts[left]!.reduce(
        (part, bin, one) => part + (bin.positive / all.positive - bin.negative / all.negative) * woeOfFine[one]!,
        sum,
      ),
    0,
  );
  return { at, field, bins: coarseOf(field, fine, options), missing, woe, unseen, information };
}

/** For each fold, the rows of each fine bin; those without a value come last. */
function countFine(
  binned: Binned,
  field: BinnedField,
  at: number,
  { target, fold }: Rows,
  weights: Float64Array | undefined,
): { positive: number; negative: number }[][] {
  const counts = Array.from({ length: folds }, () =>
    Array.from({ length: field.count + 1 }, () => ({ positive: 0, negative: 0 })),
  );
  const places = binned.bins.subarray(at * binned.rows, (at + 1) * binned.rows);
  for (const [row, y] of target.entries()) {
    const weight = weights ? weights[row]! : 1;
    const bin = counts[fold[row]!]![places[row]!]!;
    bin.positive += weight * y;
    bin.negative += weight * (1 - y);
  }
  return counts;
}

const sumOf = (counts: readonly (readonly Counts[])[]): Counts[] =>
  counts.reduce<Counts[]>(
    (sum, part) =>
      part.map(({ positive, negative }, i) => ({
        positive: positive + (sum[i]?.positive ?? 0),
        negative: negative + (sum[i]?.negative ?? 0),
      })),
    [],
  );

function coarseOf(
  field: BinnedField,
  fine: readonly Counts[],
  { bins = 12, minShare = 0.02, monotoneBins = false, monotone }: ScorecardTraining['options'],
): CoarseBin[] {
  const total = fine.reduce((sum, { positive, negative }) => sum + positive + negative, 0);
  const asked = monotone && Object.hasOwn(monotone, field.name) ? monotone[field.name] : undefined;
  return coarsen(field, fine.slice(0, field.count), {
    bins,
    least: Math.max(minShare * total, Math.min(10, total / 20)),
    direction: asked ?? (monotoneBins ? 0 : undefined),
  });
}

/**
 * One coefficient a field. A negative one would give points against the evidence of the field's own bins, which nobody
 * could read: such fields are left out, the most negative first, until none is left.
 */
function regress(
  binned: Binned,
  evidence: readonly Evidence[],
  { target, fold, weights, l2 }: Rows & { readonly weights: Float64Array | undefined; readonly l2: number },
): { used: readonly Evidence[]; fitted: Fitted; dropped: string[] } {
  let used = evidence;
  const dropped: string[] = [];
  for (;;) {
    const places = used.map(({ at }) => binned.bins.subarray(at * binned.rows, (at + 1) * binned.rows));
    const data = { rows: binned.rows, places, fold, values: used.map(({ unseen }) => unseen) };
    const fitted = fitLogistic(data, target, weights, l2);
    const least = Math.min(0, ...fitted.coefficients);
    if (least === 0) return { used, fitted, dropped };
    // Several at once where there are many, so that it ends.
    const out = new Set(used.filter((_, i) => fitted.coefficients[i]! <= least / 2));
    for (const { field } of out) dropped.push(field.name);
    used = used.filter((one) => !out.has(one));
  }
}

type Scale = NonNullable<ScorecardDocument['scale']>;

function fieldOf(
  { field, bins, missing, woe }: Evidence,
  input: number,
  { intercept, coefficients }: Fitted,
  all: Counts,
  { points, odds, double }: Scale,
  fields: number,
): ScorecardField {
  const factor = double / Math.LN2;
  const share = (points - factor * Math.log(odds) + factor * intercept) / fields;
  const total = all.positive + all.negative;
  const valueOf = (counts: Counts, evidence: number): BinValue => {
    const value = coefficients[input]! * evidence;
    const weight = counts.positive + counts.negative;
    return {
      value,
      points: Math.round(factor * value + share),
      woe: evidence,
      share: weight / total,
      ...(weight > 0 ? { rate: counts.positive / weight } : {}),
    };
  };
  const none: Counts = { positive: 0, negative: 0 };
  const shown = bins.map((bin) => ({ bin, value: valueOf(bin, woe(bin)) }));
  const ofMissing = valueOf(missing, woe(missing));
  if (field.type === 'number') {
    const numbered = shown.map(({ bin, value }, i): ScorecardBin => ({
      upTo: i === shown.length - 1 ? null : field.edges[bin.fine.at(-1)!]!,
      ...value,
    }));
    return { input, bins: numbered.length > 0 ? numbered : [{ upTo: null, ...valueOf(none, 0) }], missing: ofMissing };
  }
  const rare = field.hasOther ? shown.find(({ bin }) => bin.fine.includes(field.count - 1)) : undefined;
  const named = shown.map(({ bin, value }): ScorecardBin => ({
    among: bin.fine.flatMap((one) => field.values[one] ?? []),
    ...value,
  }));
  // Texts never seen count as those too rare for a place of their own, and otherwise as evidence of nothing.
  const other = rare ? { ...rare.value, share: 0 } : valueOf(none, 0);
  return { input, bins: named.filter((bin) => 'among' in bin && bin.among.length > 0), missing: ofMissing, other };
}
