import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished, pipeline } from 'node:stream/promises';

/** Writes a file that is there whole or not at all: under another name first. */
export async function writeWhole(path: string, content: string | AsyncIterable<string>): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const stream = createWriteStream(draft);
    if (typeof content === 'string') {
      stream.end(content);
      await finished(stream);
    } else await pipeline(content, stream);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
