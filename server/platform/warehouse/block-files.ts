import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BlockToWrite, writeBlock } from './blocks.ts';

/** Blocks on their way into the engine of this process, which takes the format from a file only. */
export class BlockFiles {
  readonly #directory: string;

  constructor(dataDirectory: string) {
    this.#directory = join(resolve(dataDirectory), 'blocks');
  }

  /** For whoever has the warehouse's directory for itself: what a process that was killed has left there goes. */
  async clear(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** The file is there as long as `use` takes. */
  async with(block: BlockToWrite, use: (file: string) => Promise<void>): Promise<void> {
    const file = join(this.#directory, `${randomUUID()}.arrow`);
    await mkdir(this.#directory, { recursive: true });
    try {
      await writeFile(file, await writeBlock(block));
      await use(file);
    } finally {
      await rm(file, { force: true });
    }
  }
}
