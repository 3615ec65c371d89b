import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Problem, route, type Routes } from '#contract';
import type { AuditEntry } from '#platform/access';
import type { Actor, Context } from '#platform/context';
import { createLog } from '#platform/log';
import { sessionCookie, startHttp, tokenOf, type HttpServer } from './index.ts';

const routes = {
  greet: route({
    method: 'POST',
    path: '/greet/:name',
    summary: 'Greet',
    permission: 'signed-in',
    audit: true,
    params: z.object({ name: z.string().max(5) }),
    query: z.object({ times: z.coerce.number().int().max(3).default(1) }),
    body: z.object({
      words: z.array(z.string()).max(50),
      password: z.string().optional(),
      deep: z.object({ n: z.number() }).optional(),
    }),
    response: z.unknown(),
  }),
  govern: route({
    method: 'POST',
    path: '/govern',
    summary: 'Govern',
    permission: 'administration',
    audit: true,
    body: z.object({}),
    response: z.unknown(),
  }),
  open: route({ method: 'GET', path: '/open', summary: 'Open', permission: 'public', response: z.unknown() }),
  break: route({ method: 'GET', path: '/break', summary: 'Break', permission: 'public', response: z.unknown() }),
  rows: route({
    method: 'GET',
    path: '/rows',
    summary: 'Rows',
    permission: 'public',
    streams: 'text/csv',
    response: z.string(),
  }),
} satisfies Routes;

const actor = { login: 'zhang', permissions: new Set(['public', 'signed-in']) } as unknown as Actor;
const nobody = { login: 'nobody', permissions: new Set(['public']) } as unknown as Actor;
let server: HttpServer | undefined;
afterEach(() => server?.close());

async function serve(
  change: {
    handlers?: Record<string, (context: Context, input: never) => Promise<unknown>>;
    audit?: (entry: AuditEntry) => Promise<void>;
  } = {},
) {
  const done: string[] = [];
  const audited: AuditEntry[] = [];
  const faults: unknown[] = [];
  server = await startHttp({
    host: '127.0.0.1',
    port: 0,
    consoleDirectory: join(tmpdir(), 'gridloop-no-console'),
    fieldDirectory: join(tmpdir(), 'gridloop-no-field'),
    log: { ...createLog('silent'), error: (fault: unknown) => void faults.push(fault), info: () => {} } as never,
    binding: {
      routes,
      nobody,
      authenticate: async (request) => {
        if (tokenOf(request) !== 'good') throw new Problem('unauthenticated', 'no-session', 'Log in first.');
        return actor;
      },
      audit: change.audit ?? (async (entry) => void (audited.push(entry), done.push('audited'))),
      context: (who, call) => ({ actor: who, ...call }) as unknown as Context,
      cookie: () => undefined,
      handlers: {
        greet: async (_, input) => (done.push('greeted'), input),
        govern: async () => (done.push('governed'), {}),
        open: async ({ actor: who }) => ({ who: who.login }),
        break: async () => {
          throw new Error('the secret of the house', { cause: new Error('select password from account') });
        },
        rows: async () => ['a\n', 'b\n'],
        ...change.handlers,
      },
    },
  });
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { authorization: 'Bearer good' },
  ) => {
    const response = await fetch(`${server?.url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      headers: response.headers,
      text,
      json: () => JSON.parse(text) as Record<string, unknown>,
    };
  };
  return { call, done, audited, faults };
}

test('every route has a handler, or the server does not start', async () => {
  await expect(serve({ handlers: { open: undefined as never } })).rejects.toThrow('These routes have no handler: open');
});

test('a valid call reaches its handler with defaults filled in', async () => {
  const { call } = await serve();
  const answer = await call('POST', '/api/greet/li', { words: ['hi'] });
  expect([answer.status, answer.json()]).toEqual([
    200,
    { params: { name: 'li' }, query: { times: 1 }, body: { words: ['hi'] } },
  ]);
});

test('everything wrong is told at once, each with its place; nothing is audited or done', async () => {
  const { call, done } = await serve();
  const answer = await call('POST', '/api/greet/too-long-a-name?times=9', { words: [1], deep: { n: 'x' } });
  expect([answer.status, answer.type]).toEqual([422, expect.stringContaining('application/problem+json')]);
  const { problems, code } = answer.json() as { code: string; problems: { place: string; message: string }[] };
  expect(code).toBe('request-invalid');
  expect(problems.map(({ place }) => place).sort()).toEqual([
    'body.deep.n',
    'body.words.0',
    'params.name',
    'query.times',
  ]);
  expect(done).toEqual([]);
});

test('a body that is no JSON, or of another kind, is the caller’s problem', async () => {
  const { call } = await serve();
  expect(await call('POST', '/api/greet/li', '{"words": [')).toMatchObject({
    status: 400,
    type: expect.stringContaining('problem+json'),
  });
  const form = await call('POST', '/api/greet/li', 'a=b', { authorization: 'Bearer good', 'content-type': 'text/csv' });
  expect(form.status).toBeGreaterThanOrEqual(400);
  expect(form.status).toBeLessThan(500);
});

test('an unknown address is a problem, with and without /api', async () => {
  const { call } = await serve();
  for (const path of ['/api/nothing?secret=1', '/nothing']) {
    const answer = await call('GET', path);
    expect([answer.status, answer.json()['code']]).toEqual([404, 'no-such-address']);
    expect(answer.text).not.toContain('secret');
  }
  expect((await call('DELETE', '/api/open')).status).toBe(404);
});

test('without a session nothing but what is public; without the permission nothing is validated, audited or done', async () => {
  const { call, done } = await serve();
  expect((await call('POST', '/api/greet/li', { words: [] }, {})).status).toBe(401);
  expect((await call('GET', '/api/open', undefined, {})).json()).toEqual({ who: 'nobody' });
  const refused = await call('POST', '/api/govern', {});
  expect([refused.status, refused.json()]).toEqual([
    403,
    expect.objectContaining({ code: 'not-allowed', parameters: { permission: 'administration' } }),
  ]);
  expect(done).toEqual([]);
});

test('the audit row is written before the act, without secrets; when it cannot be written the act is not done', async () => {
  const { call, done, audited } = await serve();
  await call('POST', '/api/greet/li', { words: Array.from({ length: 30 }, String), password: 'hunter2\0' });
  expect(done).toEqual(['audited', 'greeted']);
  expect(audited).toEqual([
    {
      actor: 'zhang',
      action: 'greet',
      subject: 'li',
      detail: { params: { name: 'li' }, query: { times: 1 }, body: { words: { items: 30 }, password: '•••' } },
    },
  ]);
  await call('POST', '/api/greet/li', { words: ['a\0b', 'half \ud800'] });
  expect(audited[1]?.detail).toMatchObject({ body: { words: ['a␀b', 'half \ufffd'] } });
  await server?.close();

  const broken = await serve({ audit: () => Promise.reject(new Error('disk full')) });
  expect((await broken.call('POST', '/api/greet/li', { words: [] })).status).toBe(500);
  expect(broken.done).toEqual([]);
});

test('a fault gives an incident number, logged with its cause, and tells nothing else', async () => {
  const { call, faults } = await serve();
  const answer = await call('GET', '/api/break');
  const document = answer.json() as { incident: string; code: string };
  expect([answer.status, document.code]).toEqual([500, 'fault']);
  expect(answer.text).not.toMatch(/secret|select|password|Error|at /);
  expect(faults).toEqual([
    {
      incident: document.incident,
      place: 'GET /api/break',
      err: expect.objectContaining({ message: 'the secret of the house', cause: expect.any(Error) }),
    },
  ]);
});

test('a stream goes out piece by piece, and its reader’s leaving ends it', async () => {
  let given = 0;
  let ended: (why: boolean) => void = () => {};
  const end = new Promise<boolean>((resolve) => (ended = resolve));
  const { call } = await serve({
    handlers: {
      rows: async ({ signal }) =>
        (async function* () {
          try {
            for (; ; given++) yield `${'x'.repeat(1000)}\n`;
          } finally {
            ended(signal.aborted);
          }
        })(),
    },
  });
  const response = await fetch(`${server?.url}/api/rows`);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await end;
  expect(given).toBeLessThan(100_000);
  await server?.close();
  void call;
  const whole = await serve();
  expect((await whole.call('GET', '/api/rows')).text).toBe('a\nb\n');
});

test('answers forbid sniffing and framing', async () => {
  const { call } = await serve();
  const { headers } = await call('GET', '/api/open');
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  });
});

test('the session’s cookie is out of reach of scripts and other sites', () => {
  expect(sessionCookie('t')).toBe('gridloop_session=t; Path=/; HttpOnly; SameSite=Strict');
  expect(sessionCookie('')).toContain('Max-Age=0');
  const from = (headers: Record<string, string>) => tokenOf({ headers } as never);
  expect(from({ cookie: 'a=b; gridloop_session=t1; c=d' })).toBe('t1');
  expect(from({ authorization: 'Bearer t2', cookie: 'gridloop_session=t1' })).toBe('t2');
  expect(from({ authorization: 'Basic x' })).toBeUndefined();
});
