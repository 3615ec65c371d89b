import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** The status ClickHouse gives an exception of this code. */
function statusOf(code: number): number {
  if (code === 194) return 401; // REQUIRED_PASSWORD
  if ([192, 193, 497, 516].includes(code)) return 403; // unknown user, wrong password, access denied
  if ([46, 47, 50, 60, 81, 115].includes(code)) return 404; // unknown function, name, type, table, database, setting
  if ([6, 26, 27, 36, 41, 42, 43, 53, 62, 70, 72, 117, 386, 456, 457].includes(code)) return 400; // what was said is wrong
  if (code === 159) return 408;
  if ([209, 210].includes(code)) return 503;
  return code === 48 ? 501 : 500;
}

/** An answer that begins with the first bytes of the result, so that an error before them still gets its status. */
export class Answer {
  readonly #response: ServerResponse;
  readonly #version: string;
  readonly #gzip: boolean;
  #out: Writable | undefined;
  readonly #tag = 'gridlooptesttag0';

  constructor(response: ServerResponse, options: { version: string; gzip: boolean }) {
    this.#response = response;
    this.#version = options.version;
    this.#gzip = options.gzip;
  }

  get gone(): boolean {
    return this.#response.destroyed;
  }

  /** Resolves when the client can take more. */
  async write(bytes: Uint8Array): Promise<void> {
    const out = this.#begin();
    if (this.gone || out.write(bytes)) return;
    const ready = new AbortController();
    const { signal } = ready;
    await Promise.race([once(out, 'drain', { signal }), once(this.#response, 'close', { signal })]);
    ready.abort();
  }

  end(): void {
    this.#begin().end();
  }

  /** Before the first byte the exception is the answer; after it, it stands in the body and the answer is cut short. */
  fail(message: string): void {
    if (this.gone) return;
    const text = `${message.trim()} (version ${this.#version} (official build))\n`;
    const code = Number(/Code: (\d+)/.exec(text)?.[1] ?? 1002);
    if (this.#out === undefined) {
      this.#response.writeHead(statusOf(code), {
        'X-ClickHouse-Exception-Code': String(code),
        'Content-Type': 'text/plain; charset=UTF-8',
      });
      this.#response.end(text);
      return;
    }
    const frame = `__exception__\r\n${this.#tag}\r\n${text}\r\n${text.length} ${this.#tag}\r\n__exception__\r\n`;
    this.#out.end(`\r\n${frame}`);
  }

  #begin(): Writable {
    if (this.#out) return this.#out;
    this.#response.setHeader('X-ClickHouse-Exception-Tag', this.#tag);
    if (!this.#gzip) return (this.#out = this.#response);
    this.#response.setHeader('Content-Encoding', 'gzip');
    const gzip = createGzip();
    gzip.pipe(this.#response);
    return (this.#out = gzip);
  }
}
