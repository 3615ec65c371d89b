import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * CSV written into one reused buffer, number by number: building strings cell by cell would cost five times as much.
 * Every cell function appends its cell and a comma; endRow turns the last comma into the line's end.
 */
export interface CsvWriter {
  bytes(cell: Uint8Array): void;
  empty(): void;
  /** Any whole number. */
  integer(value: number): void;
  /** A value of one decimal, rounded. */
  decimal(value: number): void;
  /** A value of five decimals, not negative, such as a degree. */
  degree(value: number): void;
  /** A fixed number of digits after a letter, such as C00000042. */
  code(letter: number, value: number, digits: number): void;
  /** A day since 1970-01-01 as YYYY-MM-DD. */
  day(day: number): void;
  endRow(): void;
  close(): { readonly rows: number; readonly bytes: number };
}

const bufferBytes = 1 << 20;
const longestRowBytes = 4096;
const comma = 44;
const firstTabledDay = -32_000;
const days = dayTable();

export function createCsv(path: string, header: readonly string[]): CsvWriter {
  const file = openSync(path, 'w');
  const buffer = Buffer.allocUnsafe(bufferBytes);
  let at = 0;
  let rows = 0;
  let written = 0;

  function flush(): void {
    for (let done = 0; done < at;) done += writeSync(file, buffer, done, at - done);
    written += at;
    at = 0;
  }
  function digits(value: number): void {
    let from = at;
    let rest = value;
    do {
      const next = Math.floor(rest / 10);
      buffer[at++] = 48 + rest - next * 10;
      rest = next;
    } while (rest > 0);
    for (let to = at - 1; from < to; from++, to--) {
      const swap = buffer[from] as number;
      buffer[from] = buffer[to] as number;
      buffer[to] = swap;
    }
  }
  function padded(letter: number, value: number, width: number): void {
    buffer[at] = letter;
    let rest = value;
    for (let i = width; i > 0; i--) {
      const next = Math.floor(rest / 10);
      buffer[at + i] = 48 + rest - next * 10;
      rest = next;
    }
    at += width + 1;
  }
  function integer(value: number): void {
    if (value < 0) buffer[at++] = 45;
    digits(value < 0 ? -value : value);
    buffer[at++] = comma;
  }
  const writer: CsvWriter = {
    bytes(cell) {
      for (let i = 0; i < cell.length; i++) buffer[at++] = cell[i] as number;
      buffer[at++] = comma;
    },
    empty() {
      buffer[at++] = comma;
    },
    integer,
    decimal(value) {
      const tenths = Math.round(value * 10);
      const positive = tenths < 0 ? -tenths : tenths;
      if (tenths < 0) buffer[at++] = 45;
      const whole = Math.floor(positive / 10);
      digits(whole);
      const tenth = positive - whole * 10;
      if (tenth > 0) {
        buffer[at++] = 46;
        buffer[at++] = 48 + tenth;
      }
      buffer[at++] = comma;
    },
    degree(value) {
      const whole = Math.floor(value);
      digits(whole);
      padded(46, Math.floor((value - whole) * 100_000), 5);
      buffer[at++] = comma;
    },
    code(letter, value, width) {
      padded(letter, value, width);
      buffer[at++] = comma;
    },
    day(day) {
      const from = (day - firstTabledDay) * 10;
      for (let i = 0; i < 10; i++) buffer[at++] = days[from + i] as number;
      buffer[at++] = comma;
    },
    endRow() {
      buffer[at - 1] = 10;
      rows++;
      if (at > bufferBytes - longestRowBytes) flush();
    },
    close() {
      flush();
      closeSync(file);
      return { rows, bytes: written };
    },
  };
  for (const name of header) writer.bytes(Buffer.from(name));
  writer.endRow();
  rows = 0;
  return writer;
}

/** Ten bytes for each day from 1882 to 2036. */
function dayTable(): Uint8Array {
  const count = 56_500;
  const table = new Uint8Array(count * 10);
  for (let i = 0; i < count; i++) {
    const text = new Date((i + firstTabledDay) * 86_400_000).toISOString();
    for (let k = 0; k < 10; k++) table[i * 10 + k] = text.charCodeAt(k);
  }
  return table;
}
