import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Problem, type ProblemDetail, type Route, type Routes } from '#contract';
import type { Actor, Context } from '#platform/context';
import type { AuditEntry } from '#platform/access';

type Handler = (context: Context, input: never) => Promise<unknown>;

/** What binds routes to handlers: every call is validated, authenticated, authorised, audited and answered here, and nowhere else. */
export interface Binding {
  readonly routes: Routes;
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Who calls; throws a Problem when the call carries no valid session. */
  readonly authenticate: (request: FastifyRequest) => Promise<Actor>;
  /** The actor of calls that need no session. */
  readonly nobody: Actor;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  readonly context: (actor: Actor, call: { signal: AbortSignal; session: Context['session'] }) => Context;
  /** The cookie that an answer sets, for logging in and out. */
  readonly cookie: (name: string, result: unknown) => string | undefined;
}

/** @throws Error naming every route without a handler, at start, not at the first call. */
export function bindRoutes(app: FastifyInstance, binding: Binding): void {
  const unbound = Object.keys(binding.routes).filter((name) => !binding.handlers[name]);
  if (unbound.length > 0) throw new Error(`These routes have no handler: ${unbound.join(', ')}`);
  for (const [name, route] of Object.entries(binding.routes)) {
    app.route({
      method: route.method,
      url: '/api' + route.path,
      handler: (request, reply) => answer(binding, name, route, request, reply),
    });
  }
}

async function answer(
  binding: Binding,
  name: string,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const actor = route.permission === 'public' ? binding.nobody : await binding.authenticate(request);
  if (!actor.permissions.has(route.permission)) {
    throw new Problem('forbidden', 'not-allowed', `Your roles do not allow this: ${route.summary}.`, {
      parameters: { permission: route.permission },
    });
  }
  const input = validate(route, request);
  const abort = new AbortController();
  reply.raw.once('close', () => abort.abort());
  // Written before it happens: nothing audited can be done without its row.
  if (route.audit)
    await binding.audit({ actor: actor.login, action: name, subject: subjectOf(input), detail: redacted(input) });
  const handle = binding.handlers[name] as Handler;
  const session = { token: tokenOf(request) ?? null, address: request.ip };
  const result = await handle(binding.context(actor, { signal: abort.signal, session }), input as never);
  const cookie = binding.cookie(name, result);
  if (cookie !== undefined) reply.header('set-cookie', cookie);
  if (!route.streams) return result;
  reply.header('content-type', `${route.streams}; charset=utf-8`);
  reply.header('cache-control', 'no-store');
  return reply.send(Readable.from(result as AsyncIterable<string | Uint8Array>, { objectMode: false }));
}

const cookieName = 'gridloop_session';

/** The session's token: from the Authorization header, or from the browser's cookie. */
export function tokenOf(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return cookies.find(([name]) => name === cookieName)?.[1];
}

/** A cookie that scripts cannot read and other sites cannot send; an empty token removes it. */
export function sessionCookie(token: string): string {
  return `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict${token === '' ? '; Max-Age=0' : ''}`;
}

interface Parts {
  params?: unknown;
  query?: unknown;
  body?: unknown;
}

function validate(route: Route, request: FastifyRequest): Parts {
  const problems: ProblemDetail[] = [];
  const parts: Parts = {};
  for (const place of ['params', 'query', 'body'] as const) {
    const schema = route[place];
    if (!schema) continue;
    const parsed = schema.safeParse(request[place] ?? {});
    if (parsed.success) parts[place] = parsed.data;
    else problems.push(...parsed.error.issues.map((issue) => detail(place, issue)));
  }
  if (problems.length === 0) return parts;
  const [only] = problems;
  const sentence =
    problems.length === 1 && only
      ? `${only.place}: ${only.message}`
      : `${problems.length} things are wrong with the request.`;
  throw new Problem('invalid', 'request-invalid', sentence, { problems });
}

const detail = (place: string, issue: z.core.$ZodIssue): ProblemDetail => ({
  code: issue.code,
  place: [place, ...issue.path.map(String)].join('.'),
  message: issue.message,
});

function subjectOf({ params }: Parts): string | null {
  const values = Object.values((params ?? {}) as Record<string, unknown>);
  return values.length > 0 ? values.map(String).join('/') : null;
}

const secrets = new Set(['password', 'token', 'text']);

/** The input as the audit log keeps it: no passwords, no file contents, long lists as their length, only text that jsonb takes. */
function redacted(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\u2400');
  if (Array.isArray(value)) return value.length > 20 ? { items: value.length } : value.map(redacted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => [key, secrets.has(key) && typeof v === 'string' ? '•••' : redacted(v)]),
  );
}
