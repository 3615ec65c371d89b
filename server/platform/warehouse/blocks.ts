import type * as ArrowModule from 'apache-arrow';

/*
 * Many rows travel as columns, in Arrow's format: an object of every row would take longer to make than to read.
 * Arrow is loaded when it is first asked for: most processes never are.
 */

type Arrow = typeof ArrowModule;
type Data = ArrowModule.Data;

export type Numbers =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Of each row the place of its text in `values`, -1 for none. A text may stand there twice. */
export interface Texts {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/** The items of row i are those from `start[i]` up to `start[i + 1]`. */
export interface Lists {
  readonly start: Int32Array;
  readonly items: Numbers;
}

/** Some rows of an answer, column by column. Asking for a column that is not there, or not of that kind, is a TypeError. */
export interface Block {
  readonly rows: number;
  /** NaN where there is none. Integers of 64 bits are Float64; one that is not safe is a RangeError. */
  numbers(column: string): Numbers;
  /** Quick for `LowCardinality`; of other texts each is read. */
  texts(column: string): Texts;
  /** Of `Array` of numbers. */
  lists(column: string): Lists;
}

/** Rows to be written, column by column. A date is its number of days since 1970, in a Uint16Array. */
export interface BlockToWrite {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Numbers | Texts>>;
}

export const blockFormat = 'ArrowStream';

/** For the format, beside those of rows. */
export const blockSettings: Readonly<Record<string, string | number>> = {
  output_format_arrow_compression_method: 'none',
  output_format_arrow_low_cardinality_as_dictionary: 1,
};

let loaded: Promise<Arrow> | undefined;
const loadArrow = (): Promise<Arrow> => (loaded ??= import('apache-arrow'));

/** Reads a stream of the format as it comes. */
export async function* readBlocks(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Block, void, undefined> {
  const arrow = await loadArrow();
  const reader = await arrow.RecordBatchReader.from(source as AsyncIterable<Uint8Array>);
  for await (const batch of reader) if (batch.numRows > 0) yield blockOf(arrow, batch);
}

function blockOf(arrow: Arrow, batch: ArrowModule.RecordBatch): Block {
  const column = (name: string): Data => {
    const [data, ...more] = batch.getChild(name)?.data ?? [];
    if (!data || more.length > 0) throw new TypeError(`The answer has no column ${name}`);
    return data;
  };
  return {
    rows: batch.numRows,
    numbers: (name) => numbersOf(arrow, column(name), name),
    texts: (name) => textsOf(arrow, column(name), name),
    lists(name) {
      const data = column(name);
      if (!arrow.DataType.isList(data.type)) throw notOfKind(name, 'a list');
      return { start: data.valueOffsets as Int32Array, items: numbersOf(arrow, data.children[0]!, name) };
    },
  };
}

const notOfKind = (name: string, kind: string): TypeError => new TypeError(`The column ${name} is not ${kind}`);

function numbersOf({ DataType }: Arrow, data: Data, name: string): Numbers {
  const { type, length } = data;
  if (DataType.isNull(type)) return new Float64Array(length).fill(Number.NaN);
  if (DataType.isBool(type)) return filled(data, (i) => bitOf(data.values as Uint8Array, i + data.offset));
  if (!DataType.isInt(type) && !DataType.isFloat(type)) throw notOfKind(name, 'a number');
  const values = data.values as Numbers | BigInt64Array | BigUint64Array;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    return filled(data, (i) => safe(values[i]!, name));
  if (data.nullCount > 0) return withNaN(new Float64Array(values.subarray(0, length)), data);
  return values.length === length ? values : values.subarray(0, length);
}

function withNaN(values: Float64Array, { nullBitmap, offset }: Data): Float64Array {
  for (let i = 0; i < values.length; i++) if (bitOf(nullBitmap, i + offset) === 0) values[i] = Number.NaN;
  return values;
}

function filled(data: Data, value: (i: number) => number): Float64Array {
  const all = new Float64Array(data.length);
  const isThere = presence(data);
  for (let i = 0; i < all.length; i++) all[i] = isThere(i) ? value(i) : Number.NaN;
  return all;
}

const bitOf = (bits: Uint8Array, i: number): number => (bits[i >> 3]! >> (i & 7)) & 1;

function presence({ nullCount, nullBitmap, offset }: Data): (i: number) => boolean {
  return nullCount === 0 ? () => true : (i) => bitOf(nullBitmap, i + offset) === 1;
}

function safe(value: bigint, name: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`A number in ${name} is too large to be exact`);
  return number;
}

function textsOf({ DataType }: Arrow, data: Data, name: string): Texts {
  const { type, length } = data;
  const codes = new Int32Array(length);
  if (DataType.isNull(type)) return { codes: codes.fill(-1), values: [] };
  const isThere = presence(data);
  if (DataType.isDictionary(type) && data.dictionary) {
    const values = data.dictionary.toArray() as readonly (string | null)[];
    const places = data.values as Numbers;
    for (let i = 0; i < length; i++) codes[i] = isThere(i) && values[places[i]!] !== null ? places[i]! : -1;
    return { codes, values: values.map(String) };
  }
  if (!DataType.isUtf8(type)) throw notOfKind(name, 'a text');
  const { buffer, byteOffset, byteLength } = data.values as Uint8Array;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const ends = data.valueOffsets as Int32Array;
  const values: string[] = [];
  for (let i = 0; i < length; i++)
    codes[i] = isThere(i) ? values.push(bytes.toString('utf8', ends[i], ends[i + 1])) - 1 : -1;
  return { codes, values };
}

/** A block as the format has it. */
export async function writeBlock({ rows, columns }: BlockToWrite): Promise<Uint8Array> {
  const arrow = await loadArrow();
  const vectors = Object.entries(columns).map(([name, column]) => {
    const length = 'codes' in column ? column.codes.length : column.length;
    if (length !== rows) throw new RangeError(`The column ${name} has ${length} rows, not ${rows}`);
    return [name, 'codes' in column ? textVector(arrow, column) : arrow.makeVector(column)] as const;
  });
  return arrow.tableToIPC(new arrow.Table(Object.fromEntries(vectors)), 'stream');
}

function textVector(arrow: Arrow, { codes, values }: Texts): ArrowModule.Vector {
  const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
  const dictionary = arrow.vectorFromArray(values.length > 0 ? values : [''], new arrow.Utf8());
  const missing = codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0);
  if (missing === 0) return arrow.makeVector(arrow.makeData({ type, length: codes.length, data: codes, dictionary }));
  const nullBitmap = new Uint8Array(Math.ceil(codes.length / 8));
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) nullBitmap[i >> 3]! |= 1 << (i & 7);
  const data = codes.map((code) => Math.max(0, code));
  return arrow.makeVector(
    arrow.makeData({ type, length: codes.length, nullCount: missing, nullBitmap, data, dictionary }),
  );
}
