import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv } from './download.ts';

/** Reads back one CSV record set by RFC 4180. */
function read(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') ((cell += '"'), i++);
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') (rows.at(-1)!.push(cell), (cell = ''));
    else if (c === '\r' && text[i + 1] === '\n') (rows.at(-1)!.push(cell), (cell = ''), rows.push([]), i++);
    else cell += c;
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
