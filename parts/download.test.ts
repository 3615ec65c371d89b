import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv } from './download.ts';

/** Reads back one CSV record set by RFC 4180, cell by cell: quoted or plain, and what ends it. */
function read(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

test('every text comes back from the file as it went in, but for formulas, which are defused', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', '网', ' ', '=', '-', '+', '@', '\t') });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
      const back = read(csv(['x', 'y'], rows).slice(1)).slice(1);
      expect(back).toEqual(rows.map((row) => row.map((c) => (/^[=+\-@\t\r]/.test(c) ? `'${c}` : c))));
    }),
  );
});

test('a number stays a number, also a negative one; a missing value is an empty cell', () => {
  expect(csv(['a', 'b'], [[-1.5, null]])).toBe('\uFEFFa,b\r\n-1.5,\r\n');
});
