import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { FileRefused } from './bad-record.ts';

const chunkBytes = 512 * 1024;

/** The bytes of a file, unpacked when its name ends with `.gz`. A pack that ends early is refused as truncated. */
export async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const raw = createReadStream(path, { highWaterMark: chunkBytes });
  const packed = path.toLowerCase().endsWith('.gz');
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  if (packed) raw.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  try {
    for await (const chunk of packed ? gunzip : raw) yield chunk as Buffer;
  } catch (error) {
    throw refusalOf(path, error);
  } finally {
    raw.destroy();
    gunzip.destroy();
  }
}

function refusalOf(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOENT':
      return new FileRefused('not-found', { file: path }, 'There is no such file.', error);
    case 'EISDIR':
      return new FileRefused('unreadable', { file: path }, 'It is a folder, not a file.', error);
    case 'EACCES':
      return new FileRefused('unreadable', { file: path }, 'The server may not read it.', error);
    case 'Z_BUF_ERROR':
      return new FileRefused('truncated', { file: path }, 'The packed file ends early: it was cut off.', error);
    case 'Z_DATA_ERROR':
      return new FileRefused('unreadable', { file: path }, 'It is not a whole gzip file.', error);
    default:
      return error;
  }
}

const lf = 10;

/** Cuts a stream of bytes after line breaks; what has none for long is handed on as it is. */
export async function* lineAligned(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const whole = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = whole.lastIndexOf(lf) + 1;
    if (end === 0 && whole.length < 4 * chunkBytes) {
      rest = whole;
      continue;
    }
    const cut = end === 0 ? whole.length : end;
    yield whole.subarray(0, cut);
    rest = Buffer.from(whole.subarray(cut));
  }
  if (rest.length > 0) yield rest;
}
