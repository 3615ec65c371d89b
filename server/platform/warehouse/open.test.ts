import { spawnSync } from 'node:child_process';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseClickhouseUrl } from './clickhouse-url.ts';
import { openWarehouse, statement } from './index.ts';

const door = new URL('index.ts', import.meta.url).href;

/** Runs a module text in a process of its own and gives what it printed. */
function run(text: string): string {
  return spawnSync(process.execPath, ['--input-type=module', '-e', text], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  }).stdout.trim();
}

const openAndTell = (directory: string): string =>
  `const { openWarehouse } = await import(${JSON.stringify(door)});
   await openWarehouse({ dataDirectory: ${JSON.stringify(directory)} }).then(() => console.log('opened'), (e) => console.log(e.kind, e.message));
   process.exit(0);`;

test('a missing chdb package is told with its two remedies', () => {
  const hide = `import { registerHooks } from 'node:module';
    registerHooks({ resolve(name, context, next) { if (name === 'chdb') throw new Error('not installed'); return next(name, context); } });`;
  const said = run(hide + openAndTell('/nonexistent-is-never-made'));
  expect(said).toMatch(/^unavailable .*npm install chdb.*WAREHOUSE_URL/);
});

test('a directory that another process has open is refused', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-open-'));
  const warehouse = await openWarehouse({ dataDirectory: directory });
  expect(run(openAndTell(directory))).toMatch(/^unavailable .*cannot be opened; is it in use/);
  await warehouse.close();
  expect(run(openAndTell(directory))).toBe('opened');
  await rm(directory, { recursive: true });
});

test('what a killed process left of a block on its way goes at the next start, not at a start that is refused', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-blocks-'));
  const left = join(directory, 'blocks', 'left.arrow');
  const warehouse = await openWarehouse({ dataDirectory: directory });
  await mkdir(join(directory, 'blocks'));
  await writeFile(left, 'half a block');
  expect(run(openAndTell(directory))).toMatch(/is it in use/);
  await access(left);
  await warehouse.close();
  expect(run(openAndTell(directory))).toBe('opened');
  await expect(access(left)).rejects.toThrow('ENOENT');
  await rm(directory, { recursive: true });
});

test('closing waits for what is under way and refuses what comes after', { timeout: 60_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-close-'));
  const warehouse = await openWarehouse({ dataDirectory: directory });
  const slow = warehouse.rows(statement('select sum(sleepEachRow(0.1)) as s from numbers(5)'));
  await warehouse.close();
  expect(await slow).toEqual([{ s: 0 }]);
  await expect(warehouse.rows(statement('select 1'))).rejects.toMatchObject({ kind: 'unavailable' });
  await rm(directory, { recursive: true });
});

test('a server that is not there, and one that is no ClickHouse, are unavailable; no message holds the password', async () => {
  const server = createServer((_request, response) => response.writeHead(502).end('<html>Bad gateway</html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const open = async (): Promise<unknown> =>
    await openWarehouse({ url: `http://u:hidden-word@127.0.0.1:${port}` }).catch((error: unknown) => error);
  const strange = await open();
  await new Promise((resolve) => server.close(resolve));
  for (const error of [strange, await open()]) {
    expect(error).toMatchObject({
      name: 'WarehouseError',
      kind: 'unavailable',
      message: expect.not.stringContaining('hidden-word'),
    });
  }
});

test('the URL says user, password, database and cluster', () => {
  expect(parseClickhouseUrl('https://planner:p%40ss%2F@ch.example:8443/telco?cluster=main')).toEqual({
    url: 'https://ch.example:8443',
    username: 'planner',
    password: 'p@ss/',
    database: 'telco',
    topology: { kind: 'cluster', cluster: 'main' },
  });
  expect(parseClickhouseUrl('http://localhost:8123')).toMatchObject({
    username: 'default',
    database: 'default',
    topology: { kind: 'single' },
  });
});

test.each(['nonsense', 'postgres://u:hidden-word@h/d', 'http://u:hidden-word@h:8123/d?clutser=x'])(
  '%s is refused with the shape it should have',
  (url) => {
    expect(() => parseClickhouseUrl(url)).toThrow('user:password@host:8123/database?cluster=NAME');
    expect(() => parseClickhouseUrl(url)).not.toThrow('hidden-word');
  },
);
