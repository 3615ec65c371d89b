import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngines } from './engines.ts';
import type { Engines } from './engines.ts';

/** The stand-in must speak as ClickHouse documents its HTTP interface, or the contract tests over it would say nothing. */
let engines: Engines;
beforeAll(async () => void (engines = await openEngines()), 60_000);
afterAll(async () => await engines.close(), 60_000);

async function call(query: Readonly<Record<string, string>>, init: RequestInit = {}, path = '/'): Promise<Response> {
  const { origin, username, password } = new URL(engines.loopback.url);
  const url = new URL(path, origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = {
    'X-ClickHouse-User': decodeURIComponent(username),
    'X-ClickHouse-Key': decodeURIComponent(password),
    ...init.headers,
  };
  return await fetch(url, { method: 'POST', ...init, headers });
}

test('ping needs no name', async () => {
  const answer = await call({}, { method: 'GET', headers: { 'X-ClickHouse-User': 'nobody' } }, '/ping');
  expect([answer.status, await answer.text()]).toEqual([200, 'Ok.\n']);
});

test('a query in the body, in the parameter, and in both; TabSeparated unless another format is asked for', async () => {
  expect(await (await call({}, { body: 'select 1, 2' })).text()).toBe('1\t2\n');
  expect(await (await call({ query: 'select 1, 2 format CSV' })).text()).toBe('1,2\n');
  expect(await (await call({ query: 'select 3,' }, { body: '4' })).text()).toBe('3\t4\n');
  const asked = await call(
    { default_format: 'JSONEachRow', query_id: 'my-id' },
    { body: 'select {x:String} as v'.replace('{x:String}', "'a'") },
  );
  expect(asked.headers.get('X-ClickHouse-Format')).toBe('JSONEachRow');
  expect(asked.headers.get('X-ClickHouse-Query-Id')).toBe('my-id');
  expect(await asked.text()).toBe('{"v":"a"}\n');
});

test('parameters come by URL and by form, and a form in the body may hold the query', async () => {
  expect(
    await (await call({ query: 'select {x:String}', param_x: 'a\\tb', default_format: 'JSONCompactEachRow' })).text(),
  ).toBe('["a\\tb"]\n');
  const form = new FormData();
  form.set('query', 'select {x:UInt8} + 1');
  form.set('param_x', '4');
  expect(await (await call({}, { body: form })).text()).toBe('5\n');
});

test.each([
  ['select nope', 404, '47', 'UNKNOWN_IDENTIFIER'],
  ['select * from nowhere', 404, '60', 'UNKNOWN_TABLE'],
  ['selec', 400, '62', 'SYNTAX_ERROR'],
  ['select throwIf(1)', 500, '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
])('%s is answered with status %i and the exception as text', async (body, status, code, name) => {
  const answer = await call({}, { body });
  expect([answer.status, answer.headers.get('X-ClickHouse-Exception-Code')]).toEqual([status, code]);
  expect(await answer.text()).toMatch(
    new RegExp(`^Code: ${code}\\. DB::Exception: [\\s\\S]*\\(${name}\\) \\(version .*\\(official build\\)\\)\\n$`),
  );
});

test('a wrong password is refused', async () => {
  const answer = await call({ query: 'select 1' }, { headers: { 'X-ClickHouse-Key': 'wrong' } });
  expect([answer.status, answer.headers.get('X-ClickHouse-Exception-Code')]).toEqual([403, '516']);
});

test('an error half-way stands in the body, framed by the tag of the header, unless the end is waited for', async () => {
  const query =
    'select number, throwIf(number = 500000) from numbers(1000000) settings max_block_size = 10000, max_threads = 1';
  const cut = await call({ query });
  expect(cut.status).toBe(200);
  const tag = cut.headers.get('X-ClickHouse-Exception-Tag') ?? 'none';
  expect((await cut.text()).slice(-600)).toMatch(
    new RegExp(`__exception__\\r\\n${tag}\\r\\nCode: 395\\. DB::Exception`),
  );
  expect((await call({ query, wait_end_of_query: '1' })).status).toBe(500);
});

test('an insert takes its rows from the body, a database from the parameter, and says how many it wrote', async () => {
  await call({ database: 'remote', query: 'create table numbers_in (n UInt32) engine = MergeTree order by n' });
  const answer = await call(
    { database: 'remote', query: 'insert into numbers_in (n) format TabSeparated' },
    { body: '1\n2\n3\n' },
  );
  expect(JSON.parse(answer.headers.get('X-ClickHouse-Summary') ?? '{}')).toMatchObject({ written_rows: '3' });
  expect(await (await call({ database: 'remote', query: 'select sum(n) from numbers_in' })).text()).toBe('6\n');
  expect((await call({ query: 'select sum(n) from numbers_in' })).status).toBe(404);
  expect((await call({ database: 'nowhere', query: 'select 1' })).status).toBe(404);
});

test('the answer is compressed when asked for', async () => {
  const { hostname, port, username, password } = new URL(engines.loopback.url);
  const { request } = await import('node:http');
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const path = `/?enable_http_compression=1&query=${encodeURIComponent('select number from numbers(3)')}`;
    const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    request({ hostname, port, path, auth, headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => resolve(Buffer.concat(pieces)));
    })
      .on('error', reject)
      .end();
  });
  expect(gunzipSync(bytes).toString()).toBe('0\n1\n2\n');
});
