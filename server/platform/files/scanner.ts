import type { BadRecord } from './bad-record.ts';
import { endRecord, take } from './scanner-record.ts';
import {
  atStart,
  closing,
  cr,
  delimiting,
  digits,
  ending,
  escapes,
  initialState,
  inPlain,
  inQuotes,
  lf,
  plain,
  quote,
  room,
  tab,
  zeroDigit,
  backslash,
  type ScannerOptions,
  type State,
} from './scanner-state.ts';

export type { LineEnd } from './scanner-state.ts';

/**
 * A scanner of delimited UTF-8 bytes. It copies the wanted cells to `out`, escaped for TabSeparated:
 *
 *   start ─┬─ plain:   cell bytes … delimiter → start │ line end → the record is kept or put aside
 *          └─ quoted:  bytes, delimiters, line breaks … " → closing ─┬─ " again: one quote, back to quoted
 *                                                                    └─ delimiter │ line end │ else: stray
 *
 * The inner loops look up the kind of one byte at a time and make no strings.
 */
export interface Scanner {
  /** Reads on; a record may continue in the next call. With `records` it stops after so many. Returns where it stopped. */
  scan(input: Uint8Array, from: number, records?: number): number;
  /** The whole records since the last call. */
  take(): { bytes: Buffer; rows: number; bad: BadRecord[] };
  /** Tells that no more comes: the last record is whole, or it was cut off in quotes, or short and without line end. */
  finish(): { readonly cut: false } | { readonly cut: true; readonly line: number; readonly inQuotes: boolean };
  /** Bytes of the record that is being read, to notice one without end, and where it began. */
  pending(): { readonly bytes: number; readonly line: number };
  /** The physical line that is being read, from 1. */
  line(): number;
}

export function createScanner(options: ScannerOptions): Scanner {
  const s = initialState(options);
  return {
    scan: (input, from, records = Number.POSITIVE_INFINITY) => scan(s, input, from, records),
    take: () => take(s),
    finish: () => finish(s),
    pending: () => ({ bytes: s.pendingBytes, line: s.mode === inQuotes ? s.quoteLine : s.recordLine }),
    line: () => s.at,
  };
}

function scan(s: State, input: Uint8Array, from: number, records: number): number {
  s.input = input;
  s.i = from;
  s.recordFrom = from - s.pendingBytes;
  s.counting = Number.isFinite(records);
  room(s, 2 * (input.length - from) + 64);
  const enough = s.rows + s.bad.length + records;
  while (s.i < input.length) {
    if (s.mode === inPlain) copyPlain(s);
    else if (s.mode === atStart) startCell(s);
    else if (s.mode === inQuotes) copyQuoted(s);
    else afterQuote(s);
    if (s.counting && !s.open && s.rows + s.bad.length >= enough) break;
  }
  s.pendingBytes = s.open ? s.i - s.recordFrom : 0;
  s.previousByte = s.i > 0 ? (input[s.i - 1] ?? 0) : s.previousByte;
  return s.i;
}

function startCell(s: State): void {
  if (!s.open) startRecord(s);
  openCell(s);
  if (s.input[s.i] !== quote) {
    s.mode = inPlain;
    return;
  }
  s.quoteLine = s.at;
  s.content = true;
  s.mode = inQuotes;
  s.i++;
}

function startRecord(s: State): void {
  // Every byte that is left may have to be escaped, and becomes two.
  room(s, 2 * (s.input.length - s.i) + s.prefix.length + digits + 64);
  s.o = beginRecord(s, s.i, s.o);
}

/** Writes the head of a line at `o`; gives where its cells begin. */
function beginRecord(s: State, from: number, o: number): number {
  s.open = true;
  s.content = false;
  s.recordFrom = from;
  s.recordLine = s.at;
  s.recordStart = o;
  const { out, prefix } = s;
  let to = o;
  for (let k = 0; k < prefix.length; k++) out[to++] = prefix[k]!;
  let scale = 1;
  while (scale * 10 <= s.at) scale *= 10;
  for (let left = s.at; scale >= 1; scale /= 10) {
    const digit = Math.floor(left / scale);
    out[to++] = zeroDigit + digit;
    left -= digit * scale;
  }
  s.cellsStart = to;
  return to;
}

function openCell(s: State): void {
  s.copying = s.wantsAll || s.wanted[s.column] === 1;
  if (s.copying) s.out[s.o++] = tab;
}

/**
 * The loop that nearly all bytes go through: cells without quotes, delimiters, and the line ends of whole records.
 * Whatever else comes up is left to the slower ways, with the state as they expect it.
 */
function copyPlain(s: State): void {
  const { input, kind, out, wanted, wantsAll, width } = s;
  const end = input.length;
  const endsRecords = width > 1 && !s.suspect && !s.stray && !s.counting;
  const needed = s.prefix.length + digits + 64;
  let { i, o, column, copying } = s;
  const from = i;
  for (; i < end; i++) {
    const byte = input[i]!;
    const found = kind[byte];
    if (found === plain) {
      if (copying) out[o++] = byte;
      continue;
    }
    if (i === 0 || i + 1 >= end || input[i + 1] === quote) break;
    if (found === delimiting) {
      column++;
    } else {
      const isWhole = found === ending && endsRecords && column + 1 === width && input[i - 1] !== cr;
      if (!isWhole || out.length - o < 2 * (end - i) + needed) break;
      out[o++] = lf;
      s.rows++;
      s.at++;
      o = beginRecord(s, i + 1, o);
      column = 0;
    }
    copying = wantsAll || wanted[column] === 1;
    if (copying) out[o++] = tab;
  }
  if (i > Math.max(from, s.recordFrom)) s.content = true;
  s.i = i;
  s.o = o;
  s.column = column;
  s.copying = copying;
  if (i < end) endPlain(s);
}

function endPlain(s: State): void {
  const found = s.kind[s.input[s.i]!];
  if (found === delimiting) endCell(s);
  else if (found === ending) endRecord(s);
  else escape(s);
}

function endCell(s: State): void {
  s.i++;
  s.column++;
  s.content = true;
  s.mode = atStart;
}

/** Writes the byte in ClickHouse's escaping. */
function escape(s: State): void {
  const byte = s.input[s.i++]!;
  if (byte !== cr) s.content = true;
  if (!s.copying) return;
  s.out[s.o++] = backslash;
  s.out[s.o++] = escapes[byte]!;
}

function copyQuoted(s: State): void {
  const { input, quotedKind, out } = s;
  const end = input.length;
  let { i, o } = s;
  if (s.copying) while (i < end && quotedKind[input[i]!] === plain) out[o++] = input[i++]!;
  else while (i < end && quotedKind[input[i]!] === plain) i++;
  s.i = i;
  s.o = o;
  if (i >= end) return;
  if (input[i] === quote) {
    s.i++;
    s.mode = closing;
    return;
  }
  if (input[i] === s.newline) s.at++;
  escape(s);
}

function afterQuote(s: State): void {
  const byte = s.input[s.i]!;
  if (byte === quote) {
    if (s.copying) s.out[s.o++] = quote;
    s.i++;
    s.mode = inQuotes;
  } else if (s.kind[byte] === delimiting) {
    endCell(s);
  } else if (s.kind[byte] === ending) {
    endRecord(s);
  } else if (byte === cr) {
    // It belongs to the line end; if none follows, the next byte is a stray one.
    s.i++;
  } else {
    s.stray = true;
    s.mode = inPlain;
  }
}

function finish(s: State): ReturnType<Scanner['finish']> {
  if (!s.open) return { cut: false };
  if (s.mode === inQuotes) return { cut: true, line: s.quoteLine, inQuotes: true };
  if (s.width >= 0 && s.content && s.column + 1 < s.width) return { cut: true, line: s.recordLine, inQuotes: false };
  room(s, 64);
  // The file ends with a delimiter: an empty cell follows it.
  if (s.mode === atStart) openCell(s);
  endRecord(s);
  return { cut: false };
}
