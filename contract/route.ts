import type { z } from 'zod';

type Schema = z.ZodType;

export type Permission =
  | 'public' // anyone, without a session
  | 'signed-in' // any session
  | 'data.read'
  | 'data.load'
  | 'customers.read'
  | 'customers.unmask'
  | 'indicators.read'
  | 'indicators.write'
  | 'audiences.read'
  | 'audiences.write'
  | 'audiences.export'
  | 'models.read'
  | 'models.write'
  | 'models.approve'
  | 'campaigns.read'
  | 'campaigns.write'
  | 'campaigns.approve'
  | 'campaigns.run'
  | 'work.read'
  | 'work.do'
  | 'work.assign'
  | 'reports.read'
  | 'organisation.read'
  | 'organisation.write'
  | 'catalog.write'
  | 'administration';

/** One HTTP operation, described as data: the server binds it, the client calls it, OpenAPI prints it. */
export interface Route<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  R extends Schema = Schema,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: `/${string}`;
  readonly summary: string;
  readonly permission: Permission;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
  /** Set where the call must leave a row in the audit log: unmasked looks, exports, approvals, changes of rules. */
  readonly audit?: true;
  /** Set where the answer is a stream of text of this media type; the handler yields chunks and `response` describes one. */
  readonly streams?: 'text/csv' | 'text/html' | 'text/event-stream' | 'application/octet-stream';
}

export const route = <const T extends Route>(definition: T): T => definition;

type In<S> = S extends Schema ? z.input<S> : undefined;
type Out<S> = S extends Schema ? z.output<S> : undefined;
type Given<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };
type Part<T, K extends string> = K extends keyof T ? T[K] : undefined;

/** What a client passes. */
export type Call<T extends Route> = Given<{
  params: In<Part<T, 'params'>>;
  query: In<Part<T, 'query'>>;
  body: In<Part<T, 'body'>>;
}>;
/** What a handler receives: validated, with defaults filled in. */
export type Input<T extends Route> = Given<{
  params: Out<Part<T, 'params'>>;
  query: Out<Part<T, 'query'>>;
  body: Out<Part<T, 'body'>>;
}>;
/** What a client gets back. */
export type Result<T extends Route> = z.output<T['response']>;
/** What a handler returns. */
export type Reply<T extends Route> = T extends { streams: string }
  ? AsyncIterable<string | Uint8Array>
  : z.input<T['response']>;

export type Routes = Readonly<Record<string, Route>>;
export type Handlers<C extends Routes, Context> = {
  readonly [K in keyof C]: (context: Context, input: Input<C[K]>) => Promise<Reply<C[K]>>;
};
