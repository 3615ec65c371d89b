import { glob, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FileRefused } from './bad-record.ts';

/** The files that a path or glob names, relative to the folder given, in the order of their names. @throws FileRefused */
export async function findFiles(pattern: string, directory: string): Promise<string[]> {
  const whole = resolve(directory, pattern);
  // A path that exists is meant literally, whatever brackets it has.
  if (await isFile(whole)) return [whole];
  const found = new Set<string>();
  if (/[*?[{]/.test(pattern))
    for await (const path of glob(pattern, { cwd: directory })) found.add(resolve(directory, path));
  const files: string[] = [];
  for (const path of [...found].sort()) if (await isFile(path)) files.push(path);
  if (files.length > 0) return files;
  throw new FileRefused('not-found', { file: whole }, 'There is no such file.');
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
