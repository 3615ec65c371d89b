import type { BadRecord } from './bad-record.ts';

/** Files end their lines with LF (CR before it belongs to it) or, of old, with CR alone. */
export type LineEnd = 'lf' | 'cr';

export interface ScannerOptions {
  readonly delimiter: string;
  readonly lineEnd: LineEnd;
  /** 1 for the columns to be copied; left out: all of them. */
  readonly wanted?: Uint8Array;
  /** How many cells a record must have; left out: any number. */
  readonly width?: number;
  /** Stands before the line number in every line of the output. */
  readonly prefix: string;
  /** Looks into every record for bytes that are no UTF-8, or that stand for such (U+FFFD). */
  readonly suspect: boolean;
  readonly line: number;
}

// The kinds of bytes.
export const plain = 0;
export const delimiting = 1;
export const ending = 2;
export const quoting = 3;
export const escaping = 4;

// Bytes.
export const tab = 9;
export const lf = 10;
export const cr = 13;
export const quote = 34;
export const backslash = 92;
const zero = 0;
export const zeroDigit = 48;
export const escapes: Readonly<Record<number, number>> = {
  [tab]: 116,
  [lf]: 110,
  [cr]: 114,
  [backslash]: 92,
  [zero]: 48,
};
/** A line number has at most so many digits. */
export const digits = 16;

// The modes: before a cell, in a cell without quotes, in one with, behind a quote that may close it.
export const atStart = 0;
export const inPlain = 1;
export const inQuotes = 2;
export const closing = 3;

/** Where a scanner is. One object, its fields always the same, for the sake of the inner loops. */
export interface State {
  readonly delimiter: string;
  readonly prefix: Buffer;
  readonly suspect: boolean;
  /** -1 when any number will do. */
  readonly width: number;
  /** Every column is wanted; else `wanted` says which. */
  readonly wantsAll: boolean;
  readonly wanted: Uint8Array;
  readonly kind: Uint8Array;
  readonly quotedKind: Uint8Array;
  readonly newline: number;
  input: Uint8Array;
  i: number;
  out: Buffer;
  o: number;
  mode: number;
  column: number;
  copying: boolean;
  /** Whether a record has begun, and whether it has any byte beside its line end. */
  open: boolean;
  content: boolean;
  stray: boolean;
  at: number;
  recordLine: number;
  quoteLine: number;
  recordStart: number;
  cellsStart: number;
  /** Where in the input the record began; below 0 when it began in an earlier one. */
  recordFrom: number;
  pendingBytes: number;
  /** Only so many records are asked for: each is looked at by itself. */
  counting: boolean;
  previousByte: number;
  rows: number;
  bad: BadRecord[];
}

export function initialState(options: ScannerOptions): State {
  const newline = options.lineEnd === 'lf' ? lf : cr;
  const quotedKind = new Uint8Array(256);
  for (const byte of [tab, lf, cr, backslash, zero]) quotedKind[byte] = escaping;
  const kind = quotedKind.slice();
  kind[newline] = ending;
  kind[options.delimiter.charCodeAt(0)] = delimiting;
  quotedKind[quote] = quoting;
  return {
    delimiter: options.delimiter,
    prefix: Buffer.from(options.prefix),
    suspect: options.suspect,
    width: options.width ?? -1,
    wantsAll: options.wanted === undefined,
    wanted: options.wanted ?? new Uint8Array(0),
    kind,
    quotedKind,
    newline,
    input: new Uint8Array(0),
    i: 0,
    out: Buffer.allocUnsafe(1 << 20),
    o: 0,
    mode: atStart,
    column: 0,
    copying: false,
    open: false,
    content: false,
    stray: false,
    at: options.line,
    recordLine: options.line,
    quoteLine: options.line,
    recordStart: 0,
    cellsStart: 0,
    recordFrom: 0,
    pendingBytes: 0,
    counting: false,
    previousByte: 0,
    rows: 0,
    bad: [],
  };
}

/** Makes room for so many bytes more, so that the inner loops need not ask. */
export function room(s: State, bytes: number): void {
  if (s.out.length - s.o >= bytes) return;
  const larger = Buffer.allocUnsafe(Math.max(s.out.length * 2, s.o + bytes));
  s.out.copy(larger, 0, 0, s.o);
  s.out = larger;
}
