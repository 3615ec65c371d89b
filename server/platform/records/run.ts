import { CompiledQuery, sql, type RawBuilder } from 'kysely';
import type { Db, Row } from './index.ts';

/** Runs one SQL text with `$1` placeholders on a store or within the caller's transaction. */
export async function run<T = Row>(db: Db, text: string, values: readonly unknown[] = []): Promise<T[]> {
  const result = await db.executeQuery<T>(CompiledQuery.raw(text, [...values]));
  return result.rows;
}

/** A value for a jsonb column, in Kysely's insert and update. */
export function json<T>(value: T): RawBuilder<T> {
  return sql`${JSON.stringify(value)}::text::jsonb`;
}
