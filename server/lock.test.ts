import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { DirectoryTaken, readLock, takeLock } from './lock.ts';

const node = new URL('../node_modules/node/bin/node', import.meta.url).pathname;
const taker = new URL('./testing/lock-taker.ts', import.meta.url).pathname;
const started: ChildProcess[] = [];
const directories: string[] = [];
const freshDirectory = () => {
  const directory = mkdtempSync(join(tmpdir(), 'gridloop-lock-'));
  directories.push(directory);
  return directory;
};

afterEach(async () => {
  await Promise.all(started.splice(0).map(kill));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Starts a taker; resolves to its first words. */
async function take(directory: string, atMs = 0): Promise<{ said: string; child: ChildProcess }> {
  const child = spawn(node, [taker, directory, 'http://127.0.0.1:7400', String(atMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { said: said.toString().trim(), child };
}

test('a second server is refused, with the address and the process of the first', async () => {
  const directory = freshDirectory();
  const first = await take(directory);
  expect(first.said).toBe('taken');
  expect(readLock(directory)).toMatchObject({ pid: first.child.pid, url: 'http://127.0.0.1:7400', token: 'secret' });
  const second = await take(directory);
  expect(second.said).toMatch(new RegExp(`^refused: .*process ${first.child.pid} at http://127\\.0\\.0\\.1:7400`));
  expect(() => takeLock(directory, 'x')).toThrow(DirectoryTaken);
});

test('the lock of a killed process is taken over', async () => {
  const directory = freshDirectory();
  const { child } = await take(directory);
  await kill(child);
  expect(existsSync(join(directory, 'server.lock'))).toBe(true);
  expect(readLock(directory)).toBeUndefined();
  expect((await take(directory)).said).toBe('taken');
});

test('a lock that names another process’s number, or is no lock at all, is taken over', () => {
  const directory = freshDirectory();
  for (const text of [
    JSON.stringify({ pid: process.pid, started: 'an earlier life', url: '', token: '' }),
    '{"pid":',
    '',
  ]) {
    writeFileSync(join(directory, 'server.lock'), text);
    expect(readLock(directory)).toBeUndefined();
    const lock = takeLock(directory, 'x');
    expect(readLock(directory)?.pid).toBe(process.pid);
    lock.release();
  }
});

test('a released lock leaves nothing behind, and only its owner can read it while it is held', () => {
  const directory = freshDirectory();
  const lock = takeLock(directory, 'x');
  lock.announce('http://127.0.0.1:1');
  expect(statSync(join(directory, 'server.lock')).mode & 0o777).toBe(0o600);
  lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

test('releasing does not remove the lock of another', () => {
  const directory = freshDirectory();
  const lock = takeLock(directory, 'x');
  const others = JSON.stringify({ pid: 1, started: 'other', url: '', token: '' });
  writeFileSync(join(directory, 'server.lock'), others);
  lock.release();
  expect(readFileSync(join(directory, 'server.lock'), 'utf8')).toBe(others);
});

test('of two that start at the same instant exactly one gets the directory, also over a dead lock', async () => {
  for (let round = 0; round < 20; round++) {
    const directory = freshDirectory();
    if (round % 2 === 1)
      writeFileSync(
        join(directory, 'server.lock'),
        JSON.stringify({ pid: 2 ** 22 + 1, started: 'long ago', url: '', token: '' }),
      );
    const instant = Date.now() + 600;
    const takers = await Promise.all([take(directory, instant), take(directory, instant)]);
    const taken = takers.filter(({ said }) => said === 'taken');
    expect([taken.length, takers.length], `round ${round}`).toEqual([1, 2]);
    await Promise.all(started.splice(0).map(kill));
  }
});
