/**
 * Rows travel as JSONCompactEachRowWithNamesAndTypes: one line of names, one of types, then one array a row. The types
 * say which texts are 64-bit integers, which a Float64 or a String of digits must not be taken for.
 */
export const rowFormat = 'JSONCompactEachRowWithNamesAndTypes';

/** The settings that make both adapters write values the same way. */
export const rowSettings: Readonly<Record<string, string | number>> = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
  session_timezone: 'UTC',
};

type Decode = (value: unknown) => unknown;

/** Turns lines into rows; the first two lines it is given say how. */
export class RowReader {
  #names: readonly string[] | undefined;
  #decoders: readonly (Decode | undefined)[] | undefined;

  /** The row of a line, or nothing for the two lines of the head. */
  read(line: string): Record<string, unknown> | undefined {
    const cells = JSON.parse(line) as unknown[];
    if (this.#names === undefined) {
      this.#names = cells.map(String);
      return undefined;
    }
    if (this.#decoders === undefined) {
      this.#decoders = cells.map((type) => decoder(String(type)));
      return undefined;
    }
    const row: Record<string, unknown> = {};
    for (let index = 0; index < cells.length; index++) {
      const decode = this.#decoders[index];
      row[this.#names[index] ?? ''] = decode ? decode(cells[index]) : cells[index];
    }
    return row;
  }
}

/** Reads all lines of a whole result. */
export function readRows<T>(text: string): T[] {
  const reader = new RowReader();
  const rows: T[] = [];
  for (const line of text.split('\n')) {
    const row = line === '' ? undefined : reader.read(line);
    if (row) rows.push(row as T);
  }
  return rows;
}

/** A batch is given out when it has about so many rows, or when its first row has waited so long. */
const batchRows = 16_384;
const batchWaitMs = 100;

/**
 * Reads rows as they come. A server that fails half-way writes its exception where the next row would stand: whatever
 * is not a row is taken for that, to the end, and thrown as an error whose message is the text.
 */
export async function* readRowStream<T>(chunks: AsyncIterable<Buffer>): AsyncGenerator<T[]> {
  const reader = new RowReader();
  const utf8 = new TextDecoder();
  let rows: T[] = [];
  let failure = '';
  let rest = '';
  let given = performance.now();
  const take = (line: string): void => {
    const row = failure === '' ? tryRead(reader, line) : 'failed';
    if (row === 'failed') failure += `${line}\n`;
    else if (row) rows.push(row as T);
  };
  for await (const chunk of chunks) {
    const lines = (rest + utf8.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
    if (rows.length === 0 || (rows.length < batchRows && performance.now() - given < batchWaitMs)) continue;
    yield rows;
    rows = [];
    given = performance.now();
  }
  if (rest !== '') take(rest);
  if (rows.length > 0) yield rows;
  if (failure !== '') throw new Error(failure);
}

function tryRead(reader: RowReader, line: string): Record<string, unknown> | undefined | 'failed' {
  if (!line.startsWith('[')) return 'failed';
  try {
    return reader.read(line);
  } catch {
    return 'failed';
  }
}

/** What to do with the JSON value of a ClickHouse type; nothing when JSON already says it right. */
export function decoder(type: string): Decode | undefined {
  const [outer, inner] = splitType(type);
  switch (outer) {
    case 'Nullable':
    case 'LowCardinality':
      return decoder(inner[0] ?? '');
    case 'SimpleAggregateFunction':
      return decoder(inner.at(-1) ?? '');
    case 'Array':
      return listDecoder(decoder(inner[0] ?? ''));
    case 'Map':
      return mapDecoder(decoder(inner[1] ?? ''));
    case 'Tuple':
      return tupleDecoder(inner);
    case 'Float32':
    case 'Float64':
    case 'BFloat16':
      return (value) => (typeof value === 'string' ? floatOf(value) : value);
    default:
      return /^U?Int(64|128|256)$/.test(outer) ? integerOf : undefined;
  }
}

function integerOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}

function floatOf(text: string): number {
  if (text === 'inf') return Infinity;
  return text === '-inf' ? -Infinity : Number.NaN;
}

function listDecoder(element: Decode | undefined): Decode | undefined {
  return element && ((value) => (Array.isArray(value) ? value.map(element) : value));
}

function mapDecoder(of: Decode | undefined): Decode | undefined {
  return (
    of &&
    ((value) =>
      isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, of(item)])) : value)
  );
}

function tupleDecoder(elements: readonly string[]): Decode | undefined {
  const named = elements.map((element) => /^(`(?:[^`\\]|\\.)*`|[A-Za-z_]\w*) (.+)$/s.exec(element));
  const decoders = elements.map((element, index) => decoder(named[index]?.[2] ?? element));
  if (decoders.every((decode) => decode === undefined)) return undefined;
  const of = (value: unknown, index: number): unknown => decoders[index]?.(value) ?? value;
  // A named tuple is an object whose keys stand in the order of the type.
  return (value) => {
    if (Array.isArray(value)) return value.map(of);
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, item], index) => [key, of(item, index)]))
      : value;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Map(String, UInt64)` gives ['Map', ['String', 'UInt64']]; a type without arguments gives an empty list. */
function splitType(type: string): [string, string[]] {
  const open = type.indexOf('(');
  if (open < 0) return [type.trim(), []];
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = open + 1;
  for (let at = from; at < type.length - 1; at++) {
    const character = type[at] ?? '';
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '`') quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(type.slice(from, at).trim());
      from = at + 1;
    }
  }
  parts.push(type.slice(from, -1).trim());
  return [type.slice(0, open).trim(), parts];
}
