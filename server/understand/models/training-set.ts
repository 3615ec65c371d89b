import type { ModelTarget } from '#contract';
import {
  call,
  column,
  conditionOf,
  print,
  scope,
  selectRecords,
  value,
  type Rule,
  type Scope,
  type SelectColumn,
} from '#query';
import type { Context } from '#platform/context';
import {
  localJoins,
  numbered,
  sql,
  statement,
  value as bound,
  type Block,
  type Numbers,
  type Statement,
} from '#platform/warehouse';
import type { Column, Table } from './learners/table.ts';
import type { Outcomes } from './outcome-sql.ts';
import type { TrainingField } from './training-fields.ts';

/*
 *   customer_record of month t ─territory, population─▶ features ─┐
 *   entities and record of t+1 … t+n ─────────────────▶ outcomes ─┴─join─▶ counts by class ─▶ sample by class ─▶ columns
 *
 * Everything up to the sample stays in the warehouse.
 */

export interface TrainingAsk {
  readonly target: ModelTarget['kind'];
  /** YYYYMM of the features. */
  readonly period: number;
  readonly population: Rule | undefined;
  readonly scope: Scope;
  readonly outcomes: Outcomes;
  readonly fields: readonly TrainingField[];
  /** About so many customers at most. */
  readonly sample: number;
  readonly seed: number;
}

/** Customers of the population by outcome; of a number all are in `negatives`. */
export interface ClassCounts {
  readonly positives: number;
  readonly negatives: number;
}

/** What left the warehouse. Rows are in an order that chance (the seed) gave, the same each time. */
export interface TrainingSet {
  readonly table: Table;
  readonly outcome: Float64Array;
  /** How many customers of the population each row stands for. */
  readonly weights: Float64Array;
  readonly keys: Uint32Array;
  /** Of a campaign, each row's arm. */
  readonly arms: readonly string[];
  readonly counts: ClassCounts;
}

const parts = 1_000_000;
/** At least so many of each class are drawn where there are so many. */
const enoughOfClass = 0.25;

/** The shares of each class that are drawn: alike, unless the rarer would be too few to learn from. */
export function sampleRates(
  { positives, negatives }: ClassCounts,
  sample: number,
): { positive: number; negative: number } {
  const all = positives + negatives;
  const share = Math.min(1, sample / Math.max(1, all));
  const [rare, often] = [Math.min(positives, negatives), Math.max(positives, negatives)];
  const wanted = Math.min(rare, sample * enoughOfClass);
  if (rare * share >= wanted || rare === 0) return { positive: share, negative: share };
  const rareShare = Math.min(1, wanted / rare);
  const oftenShare = Math.min(1, (sample - wanted) / Math.max(1, often));
  return positives <= negatives
    ? { positive: rareShare, negative: oftenShare }
    : { positive: oftenShare, negative: rareShare };
}

const columnsOf = (fields: readonly TrainingField[]): SelectColumn[] => [
  { expr: column('customer_key'), as: 'customer_key' },
  ...fields.map((field, i) => ({ expr: column(field.column), as: `f${i}` })),
];

/** The population's rows with their outcome: { customer_key, outcome, …columns }. */
function joined(ask: TrainingAsk, fields: readonly TrainingField[], where: Statement): Statement {
  const features = print(
    scope(
      selectRecords({
        period: ask.period,
        columns: columnsOf(fields),
        where: ask.population ? [conditionOf(ask.population)] : [],
      }),
      ask.scope,
    ),
  );
  const { rows, absent, campaign } = ask.outcomes;
  const arm = campaign && fields.length > 0 ? ', toString(o.arm) as arm' : '';
  const columns = statement(arm + fields.map((_, i) => `, r.f${i} as f${i}`).join(''));
  return absent === 0
    ? sql`select r.customer_key as customer_key, if(o.customer_key = 0, 0., o.outcome) as outcome${columns} from (${features}) r left join (${rows}) o on o.customer_key = r.customer_key where ${where}`
    : sql`select r.customer_key as customer_key, o.outcome as outcome${columns} from (${features}) r inner join (${rows}) o on o.customer_key = r.customer_key where ${where}`;
}

/** Of a campaign's response only those who were treated are learnt from. */
const whoCounts = ({ outcomes }: TrainingAsk): Statement =>
  statement(outcomes.campaign === 'response' ? "toString(o.arm) != 'control'" : '1');

/** Counts the population by class without moving it. */
export async function countClasses(
  { warehouse, signal }: Pick<Context, 'warehouse' | 'signal'>,
  ask: TrainingAsk,
  isNumber: boolean,
): Promise<ClassCounts> {
  const [row] = await warehouse.rows<{ n: number; positives: number }>(
    sql`select count() as n, countIf(outcome >= 0.5) as positives from (${joined(ask, [], whoCounts(ask))})`,
    { ...localJoins(warehouse.topology), signal },
  );
  const n = Number(row?.n ?? 0);
  const positives = isNumber ? 0 : Number(row?.positives ?? 0);
  return { positives, negatives: n - positives };
}

/** Draws the sample, class by class (or, where classes do not matter, alike), and brings it here as columns. */
export async function drawTrainingSet(
  { warehouse, signal }: Pick<Context, 'warehouse' | 'signal'>,
  ask: TrainingAsk,
  counts: ClassCounts,
  isAlike: boolean,
): Promise<TrainingSet> {
  const total = counts.positives + counts.negatives;
  const rates = sampleRates(isAlike ? { positives: 0, negatives: total } : counts, ask.sample);
  const [positive, negative] = [Math.round(rates.positive * parts), Math.round(rates.negative * parts)];
  const chance = sql`cityHash64(customer_key, ${bound('UInt32', ask.seed)})`;
  const drawn = isAlike
    ? sql`${chance} % ${bound('UInt32', parts)} < ${bound('UInt32', negative)}`
    : sql`${chance} % ${bound('UInt32', parts)} < if(outcome >= 0.5, ${bound('UInt32', positive)}, ${bound('UInt32', negative)})`;
  const rows = sql`select * from (${joined(ask, ask.fields, whoCounts(ask))}) where ${drawn} order by cityHash64(customer_key, ${bound('UInt32', ask.seed)}, 1), customer_key`;
  const builder = openColumns(ask.fields, { outcome: true, arm: ask.outcomes.campaign !== undefined });
  for await (const batch of warehouse.blocks(rows, {
    ...localJoins(warehouse.topology),
    signal,
  }))
    builder.add(batch);
  const set = builder.finish();
  const weights = set.outcome.map((y) => (isAlike || y < 0.5 ? 1 / rates.negative : 1 / rates.positive));
  return { ...set, weights, counts };
}

/** The same fields of the same customers in another month, in the order of their keys there; who is gone has no row. */
export async function drawMonth(
  { warehouse, signal }: Pick<Context, 'warehouse'> & Partial<Pick<Context, 'signal'>>,
  ask: {
    readonly period: number;
    readonly fields: readonly TrainingField[];
    readonly scope: Scope;
    readonly keys: Uint32Array;
  },
): Promise<{ table: Table; keys: Uint32Array }> {
  const select = selectRecords({
    period: ask.period,
    columns: columnsOf(ask.fields),
    where: [
      {
        kind: 'in',
        negated: false,
        global: false,
        subject: column('customer_key'),
        options: value('Array(Int64)', [...ask.keys]),
      },
    ],
    orderBy: [{ expr: column('customer_key') }],
  });
  const builder = openColumns(ask.fields, featuresOnly);
  for await (const batch of warehouse.blocks(print(scope(select, ask.scope)), signal ? { signal } : {}))
    builder.add(batch);
  const { table, keys } = builder.finish();
  return { table, keys };
}

/** About so many customers of a month, the same ones each time, and how many there are in all. */
export async function drawMonthSample(
  { warehouse, signal }: Pick<Context, 'warehouse' | 'signal'>,
  ask: {
    readonly period: number;
    readonly fields: readonly TrainingField[];
    readonly scope: Scope;
    readonly sample: number;
  },
): Promise<{ table: Table; customers: number }> {
  const count = selectRecords({ period: ask.period, columns: [{ expr: call('count'), as: 'n' }] });
  const [row] = await warehouse.rows<{ n: number }>(print(scope(count, ask.scope)), signal ? { signal } : {});
  const customers = Number(row?.n ?? 0);
  const select = selectRecords({
    period: ask.period,
    columns: columnsOf(ask.fields),
    orderBy: [{ expr: column('customer_key') }],
    ...(customers > ask.sample && { sample: ask.sample / customers }),
  });
  const builder = openColumns(ask.fields, featuresOnly);
  for await (const batch of warehouse.blocks(print(scope(select, ask.scope)), {
    signal,
  }))
    builder.add(batch);
  return { table: builder.finish().table, customers };
}

const featuresOnly = { outcome: false, arm: false };

/** Blocks of { customer_key, outcome?, arm?, f0, f1, … } put together. */
function openColumns(fields: readonly TrainingField[], has: { readonly outcome: boolean; readonly arm: boolean }) {
  const texts = fields.map(() => new Map<string, number>());
  const arms: string[] = [];
  const pieces: { keys: Numbers; outcome: Numbers; cells: readonly Numbers[] }[] = [];
  return {
    add(block: Block): void {
      if (has.arm) {
        const { codes, values } = block.texts('arm');
        for (const code of codes) arms.push(values[code]!);
      }
      pieces.push({
        keys: block.numbers('customer_key'),
        outcome: has.outcome ? block.numbers('outcome') : new Float64Array(block.rows),
        cells: fields.map(({ type }, i) =>
          type === 'number' ? block.numbers(`f${i}`) : numbered(block.texts(`f${i}`), texts[i]!),
        ),
      });
    },
    finish(): { table: Table; outcome: Float64Array; keys: Uint32Array; arms: readonly string[] } {
      const rows = pieces.reduce((sum, { keys }) => sum + keys.length, 0);
      const whole = <T extends Uint32Array | Float64Array | Int32Array>(
        all: T,
        of: (piece: (typeof pieces)[number]) => Numbers,
      ) => {
        let at = 0;
        for (const piece of pieces) {
          all.set(of(piece), at);
          at += piece.keys.length;
        }
        return all;
      };
      const columns = fields.map(({ name, type }, i): Column =>
        type === 'number'
          ? { name, type, values: whole(new Float64Array(rows), ({ cells }) => cells[i]!).map(finite) }
          : {
              name,
              type,
              codes: whole(new Int32Array(rows), ({ cells }) => cells[i]!),
              values: [...texts[i]!.keys()],
            },
      );
      return {
        table: { rows, columns },
        outcome: whole(new Float64Array(rows), ({ outcome }) => outcome).map((y) => (Number.isNaN(y) ? 0 : y)),
        keys: whole(new Uint32Array(rows), ({ keys }) => keys),
        arms,
      };
    },
  };
}

const finite = (n: number): number => (Number.isFinite(n) ? n : Number.NaN);
