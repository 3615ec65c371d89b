import { binary, call, column, value, type Expr } from '#query';

/*
 * A sample of whole blocks of the record: the record lies in the order of the key, so a block that is not in the sample
 * is not read at all. Customers of one block may be alike (they were loaded together): who estimates from such a sample
 * has to reckon with blocks, not with customers.
 */
export const blockSize = 8192;
const parts = 10_000;

export const blockOf: Expr = call('floor', binary(column('customer_key'), '/', value('UInt32', blockSize)));

/** Holds for the customers of about this share of the blocks (above 0 to 1), the same ones each time. */
export function inSample(share: number): readonly Expr[] {
  if (share >= 1) return [];
  const place = binary(call('cityHash64', blockOf), '%', value('UInt32', parts));
  return [binary(place, '<', value('UInt32', Math.max(1, Math.round(share * parts))))];
}
