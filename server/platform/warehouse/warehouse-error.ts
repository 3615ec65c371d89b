/** What a caller can do about it: mend the query, ask for less, wait longer, nothing (it asked for it), try again later. */
export type WarehouseErrorKind = 'query' | 'memory' | 'timeout' | 'cancelled' | 'unavailable';

/** A failure of the warehouse. The message never holds values of parameters or rows; the cause is the engine's own error, which may. */
export class WarehouseError extends Error {
  readonly kind: WarehouseErrorKind;
  readonly clickhouseCode?: number;

  constructor(kind: WarehouseErrorKind, message: string, options: { cause?: unknown; clickhouseCode?: number } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'WarehouseError';
    this.kind = kind;
    if (options.clickhouseCode !== undefined) this.clickhouseCode = options.clickhouseCode;
  }
}

const kindOfCode: Readonly<Record<number, WarehouseErrorKind>> = {
  241: 'memory', // MEMORY_LIMIT_EXCEEDED
  173: 'memory', // CANNOT_ALLOCATE_MEMORY
  159: 'timeout', // TIMEOUT_EXCEEDED
  160: 'timeout', // TOO_SLOW
  394: 'cancelled', // QUERY_WAS_CANCELLED
  735: 'cancelled', // QUERY_WAS_CANCELLED_BY_CLIENT
  202: 'unavailable', // TOO_MANY_SIMULTANEOUS_QUERIES
  209: 'unavailable', // SOCKET_TIMEOUT
  210: 'unavailable', // NETWORK_ERROR
  225: 'unavailable', // NO_ZOOKEEPER
  236: 'unavailable', // ABORTED, as at shutdown
  242: 'unavailable', // TABLE_IS_READ_ONLY, as when Keeper is away
  243: 'unavailable', // NOT_ENOUGH_SPACE
  252: 'unavailable', // TOO_MANY_PARTS
  279: 'unavailable', // ALL_CONNECTION_TRIES_FAILED
  319: 'unavailable', // UNKNOWN_STATUS_OF_INSERT
  516: 'unavailable', // AUTHENTICATION_FAILED
  999: 'unavailable', // KEEPER_EXCEPTION
};

/** Codes whose text speaks of names and types, not of data: unknown names, syntax, wrong types and counts of arguments. */
const speakingCodes = new Set([10, 16, 36, 42, 43, 46, 47, 50, 53, 57, 60, 62, 81, 115, 184, 215, 218, 386]);

/**
 * Makes the error for ClickHouse's own text `Code: 47. DB::Exception: … (UNKNOWN_IDENTIFIER)`.
 * `secrets` are the texts (parameter values) that must not show; text that holds one of them is left out.
 */
export function errorFromClickhouse(text: string, secrets: readonly string[], cause: unknown): WarehouseError {
  const code = Number(/Code: (\d+)/.exec(text)?.[1] ?? Number.NaN);
  if (!Number.isInteger(code))
    return new WarehouseError('unavailable', 'The warehouse did not answer as expected', { cause });
  const name = [...text.matchAll(/\(([A-Z][A-Z0-9_]{3,})\)/g)].at(-1)?.[1] ?? 'ERROR';
  const kind = kindOfCode[code] ?? 'query';
  const detail = speakingCodes.has(code) ? detailOf(text, secrets) : '';
  const row = /\(at row (\d+)\)/.exec(text)?.[0];
  const message = [`${sentences[kind]}: ${name} (${code})`, detail, detail === '' && row ? row : ''].filter(Boolean);
  return new WarehouseError(kind, message.join(' '), { cause, clickhouseCode: code });
}

const sentences: Readonly<Record<WarehouseErrorKind, string>> = {
  query: 'The warehouse refused the query',
  memory: 'The query needs more memory than it may use',
  timeout: 'The query took longer than it may',
  cancelled: 'The query was cancelled',
  unavailable: 'The warehouse is not available',
};

function detailOf(text: string, secrets: readonly string[]): string {
  const body = text.replace(/^[\s\S]*?DB::Exception: /, '');
  // What stands after these words is the query again, and with it whatever was folded into it.
  const end = body.search(/:? in scope|: while (processing|executing)|\. expected one of|\(version|\n/i);
  const detail = (end < 0 ? body : body.slice(0, end)).slice(0, 300).trim();
  return shows(detail, secrets) ? '' : detail;
}

const telling = 4;

/** Whether a text holds a secret, or as much as four characters of one: the engine sometimes quotes a part. */
function shows(text: string, secrets: readonly string[]): boolean {
  const pieces = new Set(Array.from({ length: text.length }, (_, at) => text.slice(at, at + telling)));
  return secrets.some((secret) => {
    if (secret.length < telling) return secret !== '' && text.includes(secret);
    for (let at = 0; at + telling <= secret.length; at++) if (pieces.has(secret.slice(at, at + telling))) return true;
    return false;
  });
}

/** The error for an abort that the caller asked for. */
export function cancelled(cause?: unknown): WarehouseError {
  return new WarehouseError('cancelled', 'The query was cancelled by its caller', { cause });
}
