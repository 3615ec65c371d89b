import { pino, type Logger } from 'pino';

/**
 * Levels say what a person must do: error = look now, warn = look today, info = one line a request and a job,
 * debug = only while hunting. Personal data is redacted here, not by hand.
 */
export type Log = Pick<Logger, 'error' | 'warn' | 'info' | 'debug'>;

const personal = ['name', 'phone', 'address', 'password', 'token', 'identity_hash', 'birth_date', 'customerName'];

export function createLog(level: 'error' | 'warn' | 'info' | 'debug' | 'silent' = 'info'): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      redact: { paths: personal.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '•••' },
    },
    // Standard output belongs to the answer of a command; logs go to standard error.
    pino.destination({ dest: 2, sync: false }),
  );
}
