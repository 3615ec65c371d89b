import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

/** A request as ClickHouse's HTTP interface understands it. `data` is what follows an INSERT's FORMAT. */
export interface QueryRequest {
  readonly sql: string;
  readonly data: Readable | undefined;
  readonly params: ReadonlyMap<string, string>;
}

/** Reads the query from the parameter `query`, the body, or both; a form in the body adds to the parameters. */
export async function readRequest(request: IncomingMessage, url: URL): Promise<QueryRequest> {
  const params = new Map(url.searchParams);
  const body: Readable = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  const boundary = /^multipart\/form-data;\s*boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary !== undefined) {
    for (const [name, value] of fieldsOf(await buffer(body), boundary)) params.set(name, value);
    return { sql: params.get('query') ?? '', data: undefined, params };
  }
  const query = params.get('query') ?? '';
  if (isInsertWithData(query)) return { sql: query, data: body, params };
  const rest = (await buffer(body)).toString('utf8');
  return { sql: query === '' ? rest : `${query}\n${rest}`, data: undefined, params };
}

function isInsertWithData(query: string): boolean {
  return /^\s*insert\s+into\s[\s\S]*\sformat\s+\w+\s*$/i.test(query);
}

function fieldsOf(body: Buffer, boundary: string): [string, string][] {
  return body
    .toString('utf8')
    .split(`--${boundary}`)
    .flatMap((part): [string, string][] => {
      const match = /^\r\nContent-Disposition: form-data; name="([^"]*)"\r\n\r\n([\s\S]*)\r\n$/.exec(part);
      return match ? [[match[1] ?? '', match[2] ?? '']] : [];
    });
}

/** User and password by basic authorisation, by headers or by parameters. */
export function credentialsOf(
  request: IncomingMessage,
  url: URL,
): { readonly user: string; readonly password: string } {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [user = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return { user, password: password.join(':') };
  }
  const header = (name: string): string | undefined => request.headers[name]?.toString();
  return {
    user: header('x-clickhouse-user') ?? url.searchParams.get('user') ?? 'default',
    password: header('x-clickhouse-key') ?? url.searchParams.get('password') ?? '',
  };
}
