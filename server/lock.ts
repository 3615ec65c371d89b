import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync, linkSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Who owns an embedded data directory, and where to reach it. Only the directory's owner can read the file (mode 600). */
const Lock = z.object({
  pid: z.number().int(),
  /** Tells a process from a later one with the same number. */
  started: z.string(),
  /** Empty until the server listens. */
  url: z.string(),
  /** Lets commands on this machine act for the installation. */
  token: z.string(),
});
export type Lock = z.infer<typeof Lock>;

const fileOf = (directory: string) => join(directory, 'server.lock');

/** The live owner of a directory; undefined when there is none, or only the lock of a killed process. */
export function readLock(directory: string): Lock | undefined {
  let text: string;
  try {
    text = readFileSync(fileOf(directory), 'utf8');
  } catch {
    return undefined;
  }
  const parsed = Lock.safeParse(json(text));
  return parsed.success && isAlive(parsed.data) ? parsed.data : undefined;
}

/**
 * Takes the directory for this process, over a dead owner's lock if need be.
 * @throws DirectoryTaken with the owner's address and process id.
 */
export function takeLock(directory: string, token: string): { announce(url: string): void; release(): void } {
  mkdirSync(directory, { recursive: true });
  const mine: Lock = { pid: process.pid, started: startOf(process.pid) ?? randomUUID(), url: '', token };
  const draft = `${fileOf(directory)}.${process.pid}.${randomUUID()}`;
  const write = (lock: Lock) => writeFileSync(draft, JSON.stringify(lock), { mode: 0o600 });
  for (;;) {
    write(mine);
    try {
      linkSync(draft, fileOf(directory)); // Fails when there is one: of two that start at once, one gets it.
      rmSync(draft);
      break;
    } catch (error) {
      rmSync(draft, { force: true });
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = readLock(directory);
      if (owner) throw new DirectoryTaken(directory, owner);
      removeDead(directory);
    }
  }
  return {
    announce(url) {
      // Of three that took over a dead lock at once, one may have come in while another's was moved aside.
      const owner = readLock(directory);
      if (owner && owner.started !== mine.started) throw new DirectoryTaken(directory, owner);
      write({ ...mine, url });
      renameSync(draft, fileOf(directory));
    },
    release() {
      if (readLock(directory)?.started === mine.started) rmSync(fileOf(directory), { force: true });
    },
  };
}

/** Moves a dead lock away under a name of its own first, so that two takers cannot remove each other's fresh lock. */
function removeDead(directory: string): void {
  const aside = `${fileOf(directory)}.dead.${randomUUID()}`;
  try {
    renameSync(fileOf(directory), aside);
  } catch {
    return; // Somebody else did.
  }
  const parsed = Lock.safeParse(json(readFileSync(aside, 'utf8')));
  if (parsed.success && isAlive(parsed.data)) {
    try {
      linkSync(aside, fileOf(directory));
    } catch {
      // A third one has taken it meanwhile; its owner finds out when it announces itself.
    }
  }
  rmSync(aside, { force: true });
}

export class DirectoryTaken extends Error {
  override readonly name = 'DirectoryTaken';
  readonly owner: Lock;
  constructor(directory: string, owner: Lock) {
    super(
      `${directory} belongs to a running server: process ${owner.pid}${owner.url ? ` at ${owner.url}` : ', still starting'}. ` +
        'Use that one, stop it, or choose another directory with --data.',
    );
    this.owner = owner;
  }
}

function isAlive(lock: Lock): boolean {
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(lock.pid);
  return started === undefined || started === lock.started;
}

/** When a process began, in the kernel's words; undefined where the system does not tell (then its number must do). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return 'dead';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
