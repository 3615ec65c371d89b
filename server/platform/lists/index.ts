import type { Text2 } from '#contract';

/** What a list is asked with: `listQuery` of the contract. */
interface Asked<Sort extends string> {
  readonly text: string;
  readonly sort: Sort;
  readonly order: 'up' | 'down';
  readonly language: keyof Text2;
  readonly limit?: number | undefined;
  readonly offset: number;
}
interface Known<Row, Sort extends string> {
  /** Where the text is looked for. */
  readonly words: (row: Row) => readonly string[];
  /** What each sort compares, given the place the row came in at; a name is compared in the viewer's language. */
  readonly sorts: Readonly<Record<Sort, (row: Row, place: number) => string | number | boolean | Text2 | null>>;
}

const collators = { en: new Intl.Collator('en', { numeric: true }), zh: new Intl.Collator('zh', { numeric: true }) };

/**
 * The one way of the lists whose rows the server works out before it can sort them (definitions: hundreds, never
 * millions). What is missing stands last in either order; equals stay in the order they came in.
 */
export function listed<Row, Sort extends string>(
  rows: readonly Row[],
  { text, sort, order, language, limit, offset }: Asked<Sort>,
  { words, sorts }: Known<Row, Sort>,
): { total: number; items: Row[] } {
  const wanted = text.trim().toLowerCase();
  const found = rows.filter((row) => words(row).some((word) => word.toLowerCase().includes(wanted)));
  const turn = order === 'down' ? -1 : 1;
  const items = found
    .map((row, place) => ({ row, value: plain(sorts[sort](row, place), language) }))
    .toSorted((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      if (typeof a.value === 'string') return turn * collators[language].compare(a.value, String(b.value));
      return turn * (a.value - Number(b.value));
    })
    .map(({ row }) => row);
  return { total: items.length, items: items.slice(offset, limit === undefined ? undefined : offset + limit) };
}

function plain(value: string | number | boolean | Text2 | null, language: keyof Text2): string | number | null {
  if (typeof value === 'object') return value && (value[language] || value.en);
  return typeof value === 'boolean' ? Number(value) : value;
}
