import { Problem, type Limit } from '#contract';
import { call, column, readFormula, value, valueOf, type Catalogue, type Expr, type Formula, type Order } from '#query';
import { ruleProblem } from './rule-input.ts';

/** A limit as parts of a select over the record: who can be ranked, in which order, how many. */
export interface LimitParts {
  /** What they are ranked by; undefined for a sample. */
  readonly formula: Formula | undefined;
  readonly ranked: Expr | undefined;
  readonly where: readonly Expr[];
  readonly orderBy: readonly Order[];
  readonly limit: number;
}

/**
 * The first `n` by a value, or `n` by the hash of seed and customer number: a simple random sample, the same wherever the
 * same customers are. Whose value is missing has no rank. Equal values (and equal hashes) stand by customer number.
 * @throws Problem (invalid, rule-invalid) when `by` cannot be read, (invalid, not-a-number) when it gives no number.
 */
export function limitParts(limit: Limit, catalogue: Catalogue): LimitParts {
  const byNumber: Order = { expr: column('customer_id') };
  if (limit.kind === 'sample') {
    const chance = call('cityHash64', value('UInt32', limit.seed), column('customer_id'));
    return { formula: undefined, ranked: undefined, where: [], orderBy: [{ expr: chance }, byNumber], limit: limit.n };
  }
  const read = readFormula(limit.by, catalogue);
  if (!read.ok) throw ruleProblem(read.problems, 'limit.by');
  const { type } = read.rule.value;
  if (type !== 'number' && type !== 'integer') {
    const message = `“${limit.by}” is a ${type}; customers are ranked by a number.`;
    throw new Problem('invalid', 'not-a-number', message, {
      problems: [{ code: 'not-a-number', place: 'limit.by', message }],
    });
  }
  const ranked = valueOf(read.rule);
  return {
    formula: read.rule,
    ranked,
    where: [call('isNotNull', ranked)],
    orderBy: [{ expr: ranked, descending: limit.order === 'down' }, byNumber],
    limit: limit.n,
  };
}
