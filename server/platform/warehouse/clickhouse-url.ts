import type { Topology } from './warehouse.ts';
import { WarehouseError } from './warehouse-error.ts';

/** What `http(s)://user:password@host:8123/database?cluster=NAME` says. User and database default to `default`. */
export interface ClickhouseConnection {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  readonly topology: Topology;
}

/** Reads the URL of a warehouse. The message of a refusal does not repeat the URL, which holds a password. */
export function parseClickhouseUrl(text: string): ClickhouseConnection {
  if (!URL.canParse(text)) throw refusal('it is not a URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refusal(`it begins with ${url.protocol}`);
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'cluster');
  if (unknown !== undefined) throw refusal(`it has the option ${unknown}; only cluster is known`);
  const cluster = url.searchParams.get('cluster');
  return {
    url: `${url.protocol}//${url.host}`,
    username: decodeURIComponent(url.username) || 'default',
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'default',
    topology: cluster ? { kind: 'cluster', cluster } : { kind: 'single' },
  };
}

function refusal(reason: string): WarehouseError {
  const shape = 'http(s)://user:password@host:8123/database?cluster=NAME';
  return new WarehouseError('unavailable', `The warehouse URL should read ${shape}, but ${reason}`);
}
