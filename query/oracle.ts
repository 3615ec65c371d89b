import { Session } from 'chdb';
import { check } from './check.ts';
import { conditionOf, selectRecords } from './compile.ts';
import { keyColumn } from './lower-sets.ts';
import { matches } from './meaning.ts';
import { catalogue, fillingStatements, makeCustomers, openChance, period } from './oracle-data.ts';
import type { Chance } from './oracle-data.ts';
import { randomRule } from './oracle-rules.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';
import { scope } from './scope.ts';
import { call, column, not } from './sql.ts';
import type { Expr, Select, SelectColumn } from './sql.ts';
import { toText } from './to-text.ts';
import type { Rule } from './tree.ts';

/** The oracle: random rules over nasty customers, answered by the engine and by the meaning in memory. */
export interface OracleResult {
  readonly rules: number;
  readonly customers: number;
  /** Rules that the engine and the meaning answer differently, in the text form, with what differed. */
  readonly disagreements: readonly string[];
  /** Rules that hold for some customers and not for others: only these prove much. */
  readonly telling: number;
}

export function consult({
  rules: count,
  customers: size,
  seed,
  batch = 20,
}: {
  rules: number;
  customers: number;
  seed: number;
  batch?: number;
}): OracleResult {
  const chance = openChance(seed);
  const customers = makeCustomers(size, chance);
  const session = new Session();
  try {
    // Every rule is asked once: compiling it to machine code would cost more than it saves.
    session.query('set compile_expressions = 0, compile_aggregate_expressions = 0, max_threads = 1');
    for (const statement of fillingStatements(customers)) session.query(statement);
    const disagreements: string[] = [];
    let telling = 0;
    for (let done = 0; done < count; done += batch) {
      const rules = Array.from({ length: Math.min(batch, count - done) }, () => drawRule(chance));
      ask(session, rules).forEach(({ keys, others }, i) => {
        const rule = rules[i]!;
        const expected = customers.filter((c) => matches(rule, c)).map((c) => c.key);
        if (expected.length > 0 && expected.length < size) telling++;
        if (keys.length + others !== size)
          disagreements.push(`${toText(rule.source)}\n  holds for ${keys.length}, not for ${others}, of ${size}`);
        else if (keys.join() !== expected.join())
          disagreements.push(`${toText(rule.source)}\n  ${differ(keys, expected, customers)}`);
      });
    }
    return { rules: count, customers: size, disagreements, telling };
  } finally {
    session.cleanup();
  }
}

function differ(
  keys: readonly number[],
  expected: readonly number[],
  customers: ReturnType<typeof makeCustomers>,
): string {
  const key = keys.find((k) => !expected.includes(k)) ?? expected.find((k) => !keys.includes(k))!;
  const show = (_: string, v: unknown): unknown =>
    typeof v === 'bigint' ? String(v) : v instanceof Set ? [...v] : Object.is(v, -0) ? '-0' : v;
  return `engine ${keys.includes(key) ? 'holds' : 'does not hold'} for ${JSON.stringify(customers[key], show)}`;
}

/** A random rule that has no problem; the units of days and months meet now and then, and then another is drawn. */
export function drawRule(chance: Chance): Rule {
  for (;;) {
    const text = toText(randomRule(chance));
    const parsed = parse(text);
    const checked = parsed.ok ? check(parsed.tree, catalogue) : parsed;
    if (checked.ok) return checked.rule;
    if (!checked.problems.every((p) => p.code === 'unit-mismatch'))
      throw new Error(`the oracle made a rule with problems: ${text}\n${JSON.stringify(checked.problems)}`);
  }
}

/** Answers many rules in one pass over the customers: the keys for which each holds, and how many its complement holds for. */
function ask(session: Session, rules: readonly Rule[]): readonly { keys: readonly number[]; others: number }[] {
  const columns = rules.flatMap((rule, i): SelectColumn[] => {
    const id = {};
    const holds: Expr = { kind: 'named', id, expr: conditionOf(rule) };
    return [
      { expr: call('bitmapToArray', call('groupBitmapStateIf', column(keyColumn), holds)), as: `~keys${i}` },
      { expr: call('countIf', not({ kind: 'name', id })), as: `~others${i}` },
    ];
  });
  const row = query<(number | string | number[])[]>(session, selectRecords({ period, columns }))[0]!;
  return rules.map((_, i) => ({
    keys: (row[i * 2] as number[]).toSorted((a, b) => a - b),
    others: Number(row[i * 2 + 1]),
  }));
}

export function query<T>(session: Session, select: Select): readonly T[] {
  const { sql, params } = print(scope(select, { kind: 'everything' }));
  return session
    .queryBind(sql, params, 'JSONCompactEachRow')
    .trim()
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as T);
}
