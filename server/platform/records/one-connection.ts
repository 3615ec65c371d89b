import { AsyncLocalStorage } from 'node:async_hooks';
import { PGliteDialect, type DialectAdapter, type Driver, type Kysely } from 'kysely';
import type { Tables } from './index.ts';

/*
 * PGlite has one connection, so whoever stands in a transaction and asks the store itself would wait for ever for the
 * transaction to end. On PostgreSQL the same code would work, outside of its transaction. Neither is meant: here it is
 * an error that says what to do.
 */

const current = new AsyncLocalStorage<{ open: boolean }>();

/** @throws Error inside a transaction of PGlite. */
export function refuseInsideTransaction(): void {
  if (current.getStore()?.open) {
    throw new Error('Inside a transaction use only the transaction: pass `trx` on instead of the store or its `db`.');
  }
}

/** Runs the body of a transaction so that `refuseInsideTransaction` knows. */
export async function insideTransaction<T>(body: () => Promise<T>): Promise<T> {
  const transaction = { open: true };
  try {
    return await current.run(transaction, body);
  } finally {
    transaction.open = false;
  }
}

/**
 * Hands the connection to one after the other. Kysely would do so too, but before it asks anybody: the check has to
 * come first.
 */
export class OneConnectionDialect extends PGliteDialect {
  override createAdapter(): DialectAdapter {
    return Object.defineProperty(super.createAdapter(), 'supportsMultipleConnections', { value: true });
  }

  override createDriver(): Driver {
    const driver = super.createDriver();
    const { acquireConnection, releaseConnection } = driver;
    const waiting: (() => void)[] = [];
    let taken = false;
    driver.acquireConnection = async (options) => {
      refuseInsideTransaction();
      if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
      taken = true;
      return acquireConnection.call(driver, options);
    };
    driver.releaseConnection = async (connection, options) => {
      await releaseConnection.call(driver, connection, options);
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    };
    return driver;
  }
}

/** Makes `db.transaction().execute()` known to `refuseInsideTransaction`. */
export function watchTransactions(db: Kysely<Tables>): Kysely<Tables> {
  const begin = db.transaction.bind(db);
  db.transaction = () => {
    const builder = begin();
    const execute = builder.execute.bind(builder);
    builder.execute = (body) => execute((trx) => insideTransaction(() => body(trx)));
    return builder;
  };
  return db;
}
