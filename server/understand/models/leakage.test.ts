import { expect, test } from 'vitest';
import { chance } from './learners/chance.ts';
import { findLeaks } from './leakage.ts';

const rows = 4000;
const outcome = Float64Array.from({ length: rows }, (_, row) => (chance(1, row, 0) < 0.2 ? 1 : 0));
const noise = (row: number, stream: number): number => chance(2, row, stream) + chance(3, row, stream) - 1;
/** A number that is higher where the outcome came; the clearer, the better it tells it. */
const telling = (clear: number, stream: number): Float64Array =>
  outcome.map((y, row) => clear * y + noise(row, stream));

const leaksAmong = (fields: Readonly<Record<string, Float64Array>>) =>
  findLeaks({
    outcome,
    table: {
      rows,
      columns: Object.entries(fields).map(([name, values]) => ({ name, type: 'number', values })),
    },
    fields: Object.keys(fields).map((name) => ({ name, column: name, label: { en: name, zh: name }, type: 'number' })),
  }).map(({ field, certainty }) => `${field} ${certainty}`);

test('a strong field is honest in the company of others, and doubted where it stands alone', () => {
  const strong = telling(0.72, 0);
  expect(leaksAmong({ strong, family: telling(0.6, 1), weak: telling(0.1, 2) })).toEqual([]);
  expect(leaksAmong({ strong, weak: telling(0.1, 2) })).toEqual(['strong doubt']);
});

test('a field that is sure to know the future is flagged in whatever company, and is none itself', () => {
  const leak = telling(1.5, 3);
  expect(leaksAmong({ leak, copy: telling(1.6, 4), weak: telling(0.1, 2) })).toEqual(['copy sure', 'leak sure']);
  expect(leaksAmong({ leak, strong: telling(0.72, 0), weak: telling(0.1, 2) })).toEqual(['leak sure', 'strong doubt']);
});
