import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asksElsewhere, columnsRead, readExpression, writeExpression } from './expression.ts';
import { printExpression } from './print.ts';
import { binary, call, column, float, value, word, type Expr } from './sql.ts';

const leaf = fc.oneof(
  fc.constantFrom('arpu', 'age', 'id').map(column),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(float),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => value('Int64', n)),
  fc.string().map((text) => value('String', text)),
  fc.constant(word('null')),
);
const expressions: fc.Arbitrary<Expr> = fc.letrec<{ any: Expr }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.tuple(tie('any'), tie('any')).map(([left, right]) => binary(left, '+', right)),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((args) => call('multiIf', ...args)),
    fc.tuple(tie('any'), tie('any')).map(([low, high]) => {
      const id = {};
      const subject: Expr = { kind: 'named', id, expr: low };
      return call('if', { kind: 'between', negated: false, subject, low: { kind: 'name', id }, high }, low, high);
    }),
  ),
})).any;

test('an expression that was kept prints the same', () => {
  fc.assert(
    fc.property(expressions, (expr) => {
      const text = (of: Expr) =>
        JSON.stringify(printExpression(of), (_, part) => (typeof part === 'bigint' ? String(part) : part));
      expect(text(readExpression(writeExpression(expr)))).toBe(text(expr));
    }),
    { numRuns: 300 },
  );
});

test('what an expression reads is told, and whether it asks another table', () => {
  const sub: Expr = { kind: 'subquery', select: { columns: [], from: 'tag_bitmap', where: [column('tag')] } };
  const member: Expr = { kind: 'in', negated: false, global: false, subject: column('customer_key'), options: sub };
  expect([...columnsRead(call('if', member, column('arpu'), column('age')))]).toEqual(['customer_key', 'arpu', 'age']);
  expect(asksElsewhere(call('if', member, word('1'), word('0')))).toBe(true);
  expect(asksElsewhere(binary(column('arpu'), '>', float(1)))).toBe(false);
});
