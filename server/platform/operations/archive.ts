import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { Problem } from '#contract';

/*
 * A backup is a tar file, so that any machine can look into it. Its last entry, `checksums.json`, names every entry
 * before it with its SHA-256: a file that was cut off has none, a damaged one does not fit it.
 */

const blockBytes = 512;
const pieceBytes = 1 << 20;
const largestOctal = 8 ** 11;
export const checksumsName = 'checksums.json';

export interface ArchiveWriter {
  add(name: string, content: Uint8Array): Promise<void>;
  addFile(name: string, path: string): Promise<void>;
  /** Writes the checksums and sees that all is on the disk. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Begins an archive; only its owner can read it. Memory is one entry of `add`, or one megabyte of `addFile`. */
export async function createArchive(path: string): Promise<ArchiveWriter> {
  const handle = await open(path, 'w', 0o600);
  const checksums: Record<string, string> = {};
  const begin = async (name: string, bytes: number) => void (await handle.write(headerOf(name, bytes)));
  const end = async (name: string, bytes: number, hash: Hash) => {
    await handle.write(new Uint8Array(padding(bytes)));
    checksums[name] = hash.digest('hex');
  };
  const add = async (name: string, content: Uint8Array) => {
    await begin(name, content.length);
    for (let at = 0; at < content.length;) at += (await handle.write(content, at)).bytesWritten;
    await end(name, content.length, createHash('sha256').update(content));
  };
  return {
    add,
    async addFile(name, file) {
      const source = await open(file);
      try {
        const { size } = await source.stat();
        const hash = createHash('sha256');
        await begin(name, size);
        for await (const piece of pieces(source, 0, size)) {
          hash.update(piece);
          for (let at = 0; at < piece.length;) at += (await handle.write(piece, at)).bytesWritten;
        }
        await end(name, size, hash);
      } finally {
        await source.close();
      }
    },
    async finish() {
      await add(checksumsName, Buffer.from(JSON.stringify(checksums)));
      await handle.write(new Uint8Array(2 * blockBytes));
      await handle.sync();
    },
    close: () => handle.close(),
  };
}

export interface ArchiveEntry {
  readonly name: string;
  readonly bytes: number;
  /** Its content piece by piece. */
  pieces(): AsyncIterable<Uint8Array>;
  /** Its whole content: only for entries that were made by `add`. */
  content(): Promise<Buffer>;
}

/** The entries in order. @throws Problem `backup-damaged` when the file is no such archive or was cut off. */
export async function* readArchive(path: string): AsyncGenerator<ArchiveEntry> {
  const handle = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Problem('missing', 'no-backup', `The backup ${path} cannot be read: ${cause.message}`, { cause });
  });
  try {
    const { size } = await handle.stat();
    for (let position = 0; ;) {
      const header = Buffer.alloc(blockBytes);
      const { bytesRead } = await handle.read(header, 0, blockBytes, position);
      if (bytesRead < blockBytes) throw damaged('it ends in the middle');
      if (header.every((byte) => byte === 0)) return;
      const { name, bytes } = readHeader(header);
      const start = position + blockBytes;
      if (start + bytes > size) throw damaged('it ends in the middle');
      const read = () => pieces(handle, start, bytes);
      yield { name, bytes, pieces: read, content: () => whole(read()) };
      position = start + bytes + padding(bytes);
    }
  } finally {
    await handle.close();
  }
}

/**
 * Reads the whole archive once and compares every entry with its checksum.
 * @throws Problem `backup-damaged` naming the first entry that does not fit.
 */
export async function verifyArchive(path: string, onBytes: (read: number) => void): Promise<void> {
  const found = new Map<string, string>();
  let read = 0;
  let expected: Record<string, string> | undefined;
  for await (const entry of readArchive(path)) {
    if (expected) throw damaged(`${entry.name} stands after its end`);
    if (entry.name === checksumsName) {
      expected = JSON.parse((await entry.content()).toString()) as Record<string, string>;
      continue;
    }
    const hash = createHash('sha256');
    for await (const piece of entry.pieces()) {
      hash.update(piece);
      onBytes((read += piece.length));
    }
    found.set(entry.name, hash.digest('hex'));
  }
  if (!expected) throw damaged('its end is missing');
  for (const name of new Set([...Object.keys(expected), ...found.keys()])) {
    if (expected[name] !== found.get(name)) throw damaged(`${name} is not what was written`);
  }
}

export function damaged(reason: string): Problem {
  return new Problem(
    'invalid',
    'backup-damaged',
    `This is no whole backup: ${reason}. Take another copy of the file.`,
    {
      parameters: { reason },
    },
  );
}

const padding = (bytes: number) => (blockBytes - (bytes % blockBytes)) % blockBytes;

async function* pieces(handle: FileHandle, start: number, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes;) {
    const piece = Buffer.alloc(Math.min(pieceBytes, bytes - at));
    const { bytesRead } = await handle.read(piece, 0, piece.length, start + at);
    if (bytesRead === 0) throw damaged('it ends in the middle');
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

async function whole(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of content) all.push(piece);
  return Buffer.concat(all);
}

/** POSIX ustar; sizes from 8 GiB in GNU's binary form, which every tar of today reads. */
function headerOf(name: string, bytes: number): Uint8Array {
  if (Buffer.byteLength(name) > 100) throw new Error(`The name ${name} is too long for the backup`);
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0);
  header.write(['0000600', '0000000', '0000000', ''].join('\0'), 100);
  if (bytes < largestOctal) header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(bytes), 128);
  }
  header.write(`00000000000\0${' '.repeat(8)}0`, 136);
  header.write(['ustar', '00'].join('\0'), 257);
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function readHeader(header: Buffer): { name: string; bytes: number } {
  const text = (from: number, length: number) => header.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  const sum = Number.parseInt(text(148, 8), 8);
  header.fill(' ', 148, 156);
  if (text(257, 5) !== 'ustar' || sum !== sumOf(header))
    throw damaged('it is not such a file, or a part of it is broken');
  const bytes = header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(text(124, 12), 8);
  return { name: text(0, 100), bytes };
}

const sumOf = (header: Uint8Array) => header.reduce((sum, byte) => sum + byte, 0);
