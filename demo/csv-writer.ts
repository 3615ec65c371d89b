import { closeSync, openSync, writeSync } from 'node:fs';

const bufferBytes = 1 << 20;
const longestRowBytes = 4096;
const comma = 44;
const firstTabledDay = -32_000;
const days = dayTable();

/**
 * A CSV file written into one reused buffer, number by number: building strings cell by cell would cost five times as
 * much. Every cell method appends its cell and a comma; endRow turns the last comma into the line's end.
 */
export class CsvWriter {
  private readonly file: number;
  private readonly buffer = Buffer.allocUnsafe(bufferBytes);
  private at = 0;
  private rows = 0;
  private written = 0;

  constructor(path: string, header: readonly string[]) {
    this.file = openSync(path, 'w');
    for (const name of header) this.bytes(Buffer.from(name));
    this.endRow();
    this.rows = 0;
  }
  /** A cell that is encoded already. */
  bytes(cell: Uint8Array): void {
    let at = this.at;
    for (let i = 0; i < cell.length; i++) this.buffer[at++] = cell[i] as number;
    this.buffer[at++] = comma;
    this.at = at;
  }
  empty(): void {
    this.buffer[this.at++] = comma;
  }
  /** Any whole number. */
  integer(value: number): void {
    if (value < 0) this.buffer[this.at++] = 45;
    this.digits(value < 0 ? -value : value);
    this.buffer[this.at++] = comma;
  }
  /** A value of one decimal, rounded. */
  decimal(value: number): void {
    const tenths = Math.round(value * 10);
    const positive = tenths < 0 ? -tenths : tenths;
    if (tenths < 0) this.buffer[this.at++] = 45;
    const whole = Math.floor(positive / 10);
    this.digits(whole);
    const tenth = positive - whole * 10;
    if (tenth > 0) this.padded(46, tenth, 1);
    this.buffer[this.at++] = comma;
  }
  /** A value of five decimals, not negative, such as a degree. */
  degree(value: number): void {
    const whole = Math.floor(value);
    this.digits(whole);
    this.padded(46, Math.floor((value - whole) * 100_000), 5);
    this.buffer[this.at++] = comma;
  }
  /** A fixed number of digits after a letter, such as C00000042. */
  code(letter: number, value: number, digits: number): void {
    this.padded(letter, value, digits);
    this.buffer[this.at++] = comma;
  }
  /** A day since 1970-01-01 as YYYY-MM-DD. */
  day(day: number): void {
    const from = (day - firstTabledDay) * 10;
    for (let i = 0; i < 10; i++) this.buffer[this.at++] = days[from + i] as number;
    this.buffer[this.at++] = comma;
  }
  endRow(): void {
    this.buffer[this.at - 1] = 10;
    this.rows++;
    if (this.at > bufferBytes - longestRowBytes) this.flush();
  }
  close(): { readonly rows: number; readonly bytes: number } {
    this.flush();
    closeSync(this.file);
    return { rows: this.rows, bytes: this.written };
  }

  private digits(value: number): void {
    const { buffer } = this;
    let from = this.at;
    let at = from;
    let rest = value;
    do {
      const next = Math.floor(rest / 10);
      buffer[at++] = 48 + rest - next * 10;
      rest = next;
    } while (rest > 0);
    this.at = at;
    for (let to = at - 1; from < to; from++, to--) {
      const swap = buffer[from] as number;
      buffer[from] = buffer[to] as number;
      buffer[to] = swap;
    }
  }
  private padded(letter: number, value: number, width: number): void {
    this.buffer[this.at] = letter;
    let rest = value;
    for (let i = width; i > 0; i--) {
      const next = Math.floor(rest / 10);
      this.buffer[this.at + i] = 48 + rest - next * 10;
      rest = next;
    }
    this.at += width + 1;
  }
  private flush(): void {
    for (let done = 0; done < this.at;) done += writeSync(this.file, this.buffer, done, this.at - done);
    this.written += this.at;
    this.at = 0;
  }
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
