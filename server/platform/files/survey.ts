import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { bytesOf, lineAligned } from './byte-source.ts';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le';

/** What one reading of a file tells before its records are read. */
export interface Survey {
  readonly path: string;
  /** SHA-256 of its (unpacked) bytes, hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
  readonly encoding: Encoding;
  /** Some bytes do not fit the encoding: every record has to be looked at. */
  readonly suspect: boolean;
  /** How many bytes the byte-order mark takes. */
  readonly markBytes: number;
}

/** Of the lines that are not plain ASCII, this share must be UTF-8 for the others to count as damaged UTF-8 and not as GB18030. */
const utf8Share = 0.5;
const lineFeed = 10;

/**
 * Reads a file once: its hash and its encoding. A byte-order mark decides, else what the caller says, else the bytes:
 * all UTF-8 → UTF-8; else, line by line, whether most of the lines beyond ASCII are UTF-8 (a file with damaged lines) or
 * not (GB18030). GB18030 takes nearly any bytes, so asking whether a file could be decoded with it would turn one
 * damaged line into a file of wrong characters.
 */
export async function surveyFile(path: string, said?: Encoding): Promise<Survey> {
  const hash = createHash('sha256');
  const count = { bytes: 0, wide: 0, invalid: 0 };
  let mark: { encoding: Encoding; markBytes: number } | undefined;
  for await (const chunk of lineAligned(bytesOf(path))) {
    if (count.bytes === 0) mark = markOf(chunk);
    hash.update(chunk);
    count.bytes += chunk.length;
    if (mark?.encoding !== 'utf-16le' && said !== 'utf-16le') countLines(chunk, count);
  }
  const encoding = mark?.encoding ?? said ?? (count.invalid > count.wide * (1 - utf8Share) ? 'gb18030' : 'utf-8');
  return {
    path,
    hash: hash.digest('hex'),
    bytes: count.bytes,
    encoding,
    suspect: encoding !== 'utf-8' || count.invalid > 0,
    markBytes: mark?.markBytes ?? 0,
  };
}

function markOf(head: Buffer): { encoding: Encoding; markBytes: number } | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  return undefined;
}

/** Counts the lines beyond ASCII, and those of them that are not UTF-8. */
function countLines(chunk: Buffer, count: { wide: number; invalid: number }): void {
  if (isAscii(chunk)) return;
  const valid = isUtf8(chunk);
  for (let from = 0; from < chunk.length;) {
    const found = chunk.indexOf(lineFeed, from);
    const end = found < 0 ? chunk.length : found + 1;
    const line = chunk.subarray(from, end);
    if (!isAscii(line)) {
      count.wide++;
      if (!valid && !isUtf8(line)) count.invalid++;
    }
    from = end;
  }
}
