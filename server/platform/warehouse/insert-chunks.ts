import { randomUUID } from 'node:crypto';
import type { InsertBatches } from './warehouse.ts';

/** Small batches are joined up to this size, so that a slow trickle does not make thousands of parts. */
const chunkBytes = 8 * 1024 * 1024;

/** The bounds of an insert with a deduplication token: it is one block in memory, so that it is there whole or not at all. */
export const tokenRowLimit = 100_000;
export const tokenBytesLimit = 256 * 1024 * 1024;

/** Joins batches to chunks of about 8 MB that end with a line. Memory: one chunk and one batch. */
export async function* chunksOf(batches: InsertBatches): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const batch of batches) {
    const piece = wholeLines(batch);
    if (piece.length === 0) continue;
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

/** All batches as the one block of an insert with a token. More than the limit is refused before anything is written. */
export async function blockOf(batches: InsertBatches): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let rows = 0;
  let bytes = 0;
  for await (const batch of batches) {
    const piece = wholeLines(batch);
    rows += lineCount(piece);
    bytes += piece.length;
    if (rows > tokenRowLimit || bytes > tokenBytesLimit) {
      throw new RangeError(
        `An insert with a deduplication token takes at most ${tokenRowLimit} rows and 256 MB; split it`,
      );
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * What is true of every insert: written when acknowledged, and a name that the table does not have is refused. It is told
 * from all others by a token, its own where it is given none: by what it holds, which is what the engine goes by without one,
 * rows would be left out that a killed process had begun to write and lost.
 */
export const insertSettings = (): Readonly<Record<string, string | number>> => ({
  async_insert: 0,
  insert_deduplicate: 1,
  insert_deduplication_token: randomUUID(),
  input_format_skip_unknown_fields: 0,
});

/** An insert that is one block: parsed in one piece, never split, known by its token. */
export function oneBlock(token: string): Readonly<Record<string, string | number>> {
  return {
    insert_deduplication_token: token,
    input_format_parallel_parsing: 0,
    max_insert_block_size: 1_000_000,
    min_insert_block_size_rows: 1_000_000,
  };
}

const newline = 10;

function wholeLines(batch: Uint8Array | string): Buffer {
  const bytes =
    typeof batch === 'string' ? Buffer.from(batch) : Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
  return bytes.length === 0 || bytes.at(-1) === newline ? bytes : Buffer.concat([bytes, Buffer.from('\n')]);
}

function lineCount(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}
