import { Problem, ProblemDocument, problemStatus, type ProblemKind } from './problem.ts';
import type { Call, Result, Route, Routes } from './route.ts';

export type Client<C extends Routes> = {
  readonly [K in keyof C]: (
    ...call: keyof Call<C[K]> extends never
      ? [call?: Record<never, never>, options?: CallOptions]
      : [call: Call<C[K]>, options?: CallOptions]
  ) => Promise<C[K] extends { streams: string } ? Response : Result<C[K]>>;
};
export interface CallOptions {
  readonly signal?: AbortSignal;
}
export interface ClientOptions {
  /** Where the server is, without a trailing slash, e.g. `http://127.0.0.1:7400`; empty in a browser. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`; browsers leave it out and use the session cookie. */
  readonly token?: () => string | undefined;
  readonly fetch?: typeof fetch;
}

/** A typed client of the given routes. An answer that is not 2xx is thrown as a Problem. Streaming routes give the Response. */
export function createClient<const C extends Routes>(routes: C, options: ClientOptions): Client<C> {
  const calls = Object.entries(routes).map(([name, route]) => [
    name,
    (call: LooseCall = {}, callOptions: CallOptions = {}) => send(route, call, options, callOptions),
  ]);
  return Object.fromEntries(calls) as Client<C>;
}

interface LooseCall {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

async function send(route: Route, call: LooseCall, options: ClientOptions, { signal }: CallOptions): Promise<unknown> {
  const token = options.token?.();
  const response = await (options.fetch ?? fetch)(options.url + '/api' + address(route, call), {
    method: route.method,
    headers: {
      ...(route.body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(route.body && { body: JSON.stringify(call.body ?? {}) }),
    ...(signal && { signal }),
    credentials: 'same-origin',
  });
  if (!response.ok) throw await problemOf(response);
  if (route.streams) return response;
  return response.status === 204 ? undefined : response.json();
}

/** The path with its parameters and query filled in. */
export function address(route: Route, call: LooseCall): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(call.params?.[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  const parsed = ProblemDocument.safeParse(tryJson(text));
  const kind =
    (Object.keys(problemStatus) as ProblemKind[]).find((k) => problemStatus[k] === response.status) ?? 'unavailable';
  if (!parsed.success)
    return new Problem(kind, 'unexpected-answer', `The server answered ${response.status}: ${text.slice(0, 200)}`);
  const { code, title, parameters, problems, incident } = parsed.data;
  return new Problem(kind, code, title, {
    parameters: { ...parameters, ...(incident !== undefined && { incident }) },
    ...(problems && { problems }),
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
