import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listed } from './index.ts';

interface Row {
  readonly id: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly size: number | null;
}
const known = {
  words: ({ id, name }: Row) => [id, name.en, name.zh],
  sorts: { place: (_: Row, place: number) => place, name: ({ name }: Row) => name, size: ({ size }: Row) => size },
};
const asked = { text: '', sort: 'place' as 'place' | 'name' | 'size', order: 'up' as 'up' | 'down', offset: 0 };
const rows: readonly Row[] = [
  { id: 'a', name: { en: 'Young', zh: '安静' }, size: 2 },
  { id: 'b', name: { en: 'Active 10', zh: '长期' }, size: null },
  { id: 'c', name: { en: 'active 9', zh: '北方' }, size: 10 },
];
const ids = (query: Partial<typeof asked> & { language?: 'en' | 'zh'; limit?: number }) =>
  listed(rows, { ...asked, language: 'en', ...query }, known).items.map(({ id }) => id);

test('names are sorted as the reader’s language sorts them, numbers in them by value', () => {
  expect(ids({ sort: 'name' })).toEqual(['c', 'b', 'a']);
  expect(ids({ sort: 'name', language: 'zh' })).toEqual(['a', 'c', 'b']);
});

test('what is missing stands last in either order', () => {
  expect(ids({ sort: 'size' })).toEqual(['a', 'c', 'b']);
  expect(ids({ sort: 'size', order: 'down' })).toEqual(['c', 'a', 'b']);
});

test('the text is looked for in every word, whatever its case; the total counts what fits', () => {
  expect(listed(rows, { ...asked, language: 'en', text: ' ACTIVE ', limit: 1 }, known)).toMatchObject({
    total: 2,
    items: [{ id: 'b' }],
  });
  expect(ids({ text: '北' })).toEqual(['c']);
});

test('pages put together are the whole, for every sort, order and size of page', () => {
  const row = fc.record({
    id: fc.string(),
    name: fc.record({ en: fc.string(), zh: fc.string() }),
    size: fc.option(fc.integer({ min: 0, max: 3 })),
  });
  const sort = fc.constantFrom('place' as const, 'name' as const, 'size' as const);
  fc.assert(
    fc.property(
      fc.array(row),
      sort,
      fc.constantFrom('up', 'down'),
      fc.integer({ min: 1, max: 5 }),
      (all, by, order, limit) => {
        const query = { ...asked, sort: by, order, language: 'en' as const };
        const whole = listed(all, query, known);
        const pages = Array.from(
          { length: Math.ceil(all.length / limit) },
          (_, page) => listed(all, { ...query, limit, offset: page * limit }, known).items,
        );
        expect(pages.flat()).toEqual(whole.items);
        expect(whole.total).toBe(all.length);
      },
    ),
  );
});
