import { readFileSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';

/**
 * Keeps a directory for this process alone, by a file beside it. PGlite does not guard itself, and two processes on
 * one directory would ruin it. The lock of a process that has died is taken over.
 * @throws Error naming the process that holds it.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = `${directory}.lock`;
  if (!(await create(file))) {
    const holder = await readFile(file, 'utf8').catch(() => '');
    if (isAlive(holder)) {
      throw new Error(
        `${directory} is in use by process ${holder.split(' ')[0]}: stop it first, or use another data directory.`,
      );
    }
    await rm(file, { force: true });
    if (!(await create(file))) throw new Error(`${directory} is being opened by another process.`);
  }
  return () => rm(file, { force: true });
}

async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(identity(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(holder: string): boolean {
  const pid = Number(holder.split(' ')[0]);
  return pid > 0 && running(pid) && identity(pid) === holder;
}

function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Process id and, where the system tells it, its start: in a container the next process often has the same id. */
function identity(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[20]}`;
  } catch {
    return `${pid}`;
  }
}
