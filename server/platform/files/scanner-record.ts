import { isUtf8 } from 'node:buffer';
import type { BadReason, BadRecord } from './bad-record.ts';
import { atStart, cr, inPlain, lf, type State } from './scanner-state.ts';

const replacement = Buffer.from('\uFFFD');
const shownBytes = 200;

/** At the line end, or (with i at the end of the input) at the end of the file. */
export function endRecord(s: State): void {
  if (s.i < s.input.length) {
    const before = s.i > 0 ? s.input[s.i - 1] : s.previousByte;
    // CR LF: the CR was taken for a byte of the cell.
    if (before === cr && s.newline === lf && s.mode === inPlain && s.copying) s.o -= 2;
    s.i++;
    s.at++;
  }
  const isBlank = !s.content && s.width !== 1;
  const reason = isBlank ? undefined : reasonAgainst(s);
  if (isBlank) {
    s.o = s.recordStart;
  } else if (reason === undefined) {
    s.out[s.o++] = lf;
    s.rows++;
  } else {
    putAside(s, reason);
  }
  s.open = false;
  s.content = false;
  s.stray = false;
  s.column = 0;
  s.mode = atStart;
}

function reasonAgainst(s: State): BadReason | undefined {
  if (s.stray) return 'quote';
  if (s.width >= 0 && s.column + 1 !== s.width) return 'columns';
  if (!s.suspect) return undefined;
  const cells = s.out.subarray(s.cellsStart, s.o);
  return isUtf8(cells) && !cells.includes(replacement) ? undefined : 'encoding';
}

function putAside(s: State, reason: BadReason): void {
  // As it stands in the file, line end left out; of a record that began in an earlier input only what was copied is left.
  const raw = Buffer.from(s.input.buffer, s.input.byteOffset, s.input.byteLength);
  const shown =
    s.recordFrom >= 0
      ? raw.toString('utf8', s.recordFrom, Math.min(s.i, s.recordFrom + shownBytes)).trimEnd()
      : s.out
          .toString('utf8', s.cellsStart + 1, Math.min(s.o, s.cellsStart + shownBytes))
          .replaceAll('\t', s.delimiter);
  s.bad.push({ line: s.recordLine, column: '', value: shown, reason });
  s.o = s.recordStart;
}

export function take(s: State): { bytes: Buffer; rows: number; bad: BadRecord[] } {
  const end = s.open ? s.recordStart : s.o;
  const taken = { bytes: Buffer.from(s.out.subarray(0, end)), rows: s.rows, bad: s.bad };
  s.out.copyWithin(0, end, s.o);
  s.o -= end;
  s.cellsStart -= end;
  s.recordStart = 0;
  s.rows = 0;
  s.bad = [];
  return taken;
}
