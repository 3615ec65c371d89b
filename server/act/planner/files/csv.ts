import { closeSync, openSync, readSync } from 'node:fs';

/*
 * Comma-separated values as RFC 4180 has them, read in pieces of bytes: quoted fields may hold commas, doubled quotes and
 * newlines; lines end in LF or CRLF; a byte-order mark is skipped. Fields are handed out as stretches of bytes, so that
 * twenty million rows make no strings.
 */

export interface CsvRecord {
  /** The line the record begins on, from 1. */
  line: number;
  fields: number;
  /** Where the bytes of fields lie; only until the next record. */
  bytes: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

export interface CsvDefect {
  readonly line: number;
  readonly message: string;
}

const pieceBytes = 1 << 22;
const mostFields = 256;
const [quote, comma, lineFeed, carriageReturn] = [34, 44, 10, 13];

/**
 * Reads a file record by record; empty lines are no records. A record that is broken is told as a defect and not handed on.
 *
 * @throws Error as node:fs does when the file cannot be read.
 */
export function readCsv(
  path: string,
  onRecord: (record: CsvRecord) => void,
  onDefect: (defect: CsvDefect) => void,
): void {
  const file = openSync(path, 'r');
  try {
    let buffer = new Uint8Array(pieceBytes * 2);
    let kept = 0;
    let first = true;
    const state = { line: 1, record: emptyRecord() };
    for (;;) {
      if (buffer.length - kept < pieceBytes) {
        const wider = new Uint8Array(buffer.length * 2);
        wider.set(buffer.subarray(0, kept));
        buffer = wider;
      }
      const read = readSync(file, buffer, kept, pieceBytes, null);
      const length = kept + read;
      let from = 0;
      if (first && length >= 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) from = 3;
      if (first && (buffer[0] === 0xff || buffer[0] === 0xfe) && length >= 2)
        return onDefect({ line: 1, message: 'The file is not UTF-8 (it begins like UTF-16).' });
      first = false;
      const used = parse(buffer, from, length, read === 0, state, onRecord, onDefect);
      kept = length - used;
      if (read === 0) return;
      buffer.copyWithin(0, used, length);
    }
  } finally {
    closeSync(file);
  }
}

function emptyRecord(): CsvRecord {
  return {
    line: 1,
    fields: 0,
    bytes: new Uint8Array(0),
    start: new Int32Array(mostFields),
    end: new Int32Array(mostFields),
  };
}

/** Hands out the records that are whole; gives where the first that is not begins. */
function parse(
  bytes: Uint8Array,
  from: number,
  length: number,
  last: boolean,
  state: { line: number; record: CsvRecord },
  onRecord: (record: CsvRecord) => void,
  onDefect: (defect: CsvDefect) => void,
): number {
  const { record } = state;
  record.bytes = bytes;
  let at = from;
  while (at < length) {
    record.line = state.line;
    const next = parseRecord(bytes, at, length, last, record);
    if (next < 0) return at;
    state.line += 1 + found.lines;
    for (let i = 0; i < doubled.count; i++) undouble(record, doubled.field[i]!);
    if (found.defect !== '') onDefect({ line: record.line, message: found.defect });
    else if (!(record.fields === 1 && record.start[0] === record.end[0])) onRecord(record);
    at = next;
  }
  return at;
}

/** What was met while a record was parsed: a defect, and newlines within quotes. */
const found = { defect: '', lines: 0 };
/** Fields with doubled quotes, to be undone once the record is whole. */
const doubled = { count: 0, field: new Int32Array(mostFields) };

/** Finds the fields of the record that begins here; gives where the next begins, -1 when more bytes are needed. */
function parseRecord(bytes: Uint8Array, from: number, length: number, last: boolean, record: CsvRecord): number {
  record.fields = 0;
  found.defect = '';
  found.lines = 0;
  doubled.count = 0;
  let at = from;
  for (;;) {
    let end = at;
    let to = -1;
    if (at < length && bytes[at] === quote) {
      to = closingQuote(bytes, at + 1, length, last, record.fields);
      if (to < 0) return -1;
      end = to + 1;
      if (end < length && bytes[end] !== comma && bytes[end] !== lineFeed && bytes[end] !== carriageReturn)
        found.defect ||= 'There is text after a closing quote.';
    }
    while (end < length && bytes[end] !== comma && bytes[end] !== lineFeed) end++;
    if (end >= length && !last) return -1;
    if (record.fields < mostFields) {
      const bare =
        end > at && bytes[end - 1] === carriageReturn && (end >= length || bytes[end] === lineFeed) ? end - 1 : end;
      record.start[record.fields] = to < 0 ? at : at + 1;
      record.end[record.fields] = to < 0 ? bare : Math.min(to, length);
    }
    record.fields++;
    if (end >= length) return length;
    if (bytes[end] === lineFeed) return end + 1;
    at = end + 1;
  }
}

/** Where the quote closes that was opened before `from`; -1 when more bytes are needed. */
function closingQuote(bytes: Uint8Array, from: number, length: number, last: boolean, field: number): number {
  let isDoubled = false;
  for (let at = from; ; at++) {
    if (at >= length) {
      if (!last) return -1;
      found.defect = 'A quote is opened and never closed: the file ends within it.';
      return length;
    }
    if (bytes[at] === lineFeed) found.lines++;
    if (bytes[at] !== quote) continue;
    if (at + 1 >= length && !last) return -1;
    if (at + 1 < length && bytes[at + 1] === quote) {
      at++;
      isDoubled = true;
      continue;
    }
    if (isDoubled && doubled.count < mostFields) doubled.field[doubled.count++] = field;
    return at;
  }
}

function undouble(record: CsvRecord, field: number): void {
  if (field >= mostFields) return;
  const { bytes } = record;
  let write = record.start[field]!;
  for (let at = write; at < record.end[field]!; at++) {
    bytes[write++] = bytes[at]!;
    if (bytes[at] === quote) at++;
  }
  record.end[field] = write;
}

/** A field's text. @throws TypeError when it is not UTF-8. */
export function textOf({ bytes, start, end }: CsvRecord, field: number): string {
  return utf8.decode(bytes.subarray(start[field], end[field]));
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const [zero, nine, point, minus, plus, space, tab] = [48, 57, 46, 45, 43, 32, 9];
const powers = Array.from({ length: 23 }, (_, i) => 10 ** i);
/** How many decimals the number that was read last was written with; 99 for an exponent. */
export const lastNumber = { decimals: 0 };

/** A field as a decimal number, the same double as Number() gives; NaN for whatever is none: `NaN`, `Infinity`, `0x10`, nothing. */
export function numberOf(record: CsvRecord, field: number): number {
  const { bytes } = record;
  let at = record.start[field]!;
  let end = record.end[field]!;
  while (at < end && (bytes[at] === space || bytes[at] === tab)) at++;
  while (end > at && (bytes[end - 1] === space || bytes[end - 1] === tab)) end--;
  const negative = bytes[at] === minus;
  if (negative || bytes[at] === plus) at++;
  let mantissa = 0;
  let digits = 0;
  let seen = 0;
  let decimals = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= zero && byte <= nine) {
      mantissa = mantissa * 10 + byte - zero;
      seen++;
      if (mantissa > 0) digits++;
      if (decimals >= 0) decimals++;
    } else if (byte === point && decimals < 0) decimals = 0;
    else return slowNumber(record, field);
  }
  if (digits > 15 || decimals > 22 || seen === 0) return slowNumber(record, field);
  lastNumber.decimals = Math.max(0, decimals);
  const value = decimals > 0 ? mantissa / powers[decimals]! : mantissa;
  return negative ? -value : value;
}

const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function slowNumber({ bytes, start, end }: CsvRecord, field: number): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start[field]!, end[field]! - start[field]!)
    .toString('latin1')
    .trim();
  if (!decimalNumber.test(text)) return Number.NaN;
  lastNumber.decimals = /[eE]/.test(text) ? 99 : (text.split('.')[1]?.length ?? 0);
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}
