/** A table as text: numbers to the right, the rest to the left, wide (Chinese) characters counted as two. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = [headings, ...rows].map((row) =>
    row.map((cell) => (cell === null ? '–' : typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)),
  );
  const right = headings.map(
    (_, column) =>
      rows.length > 0 &&
      rows.every(
        (row) =>
          row[column] === null ||
          typeof row[column] === 'number' ||
          /^[-+–]?[\d.,]+\s?%?( .*)?$/.test(String(row[column])),
      ),
  );
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - width(cell));
        return right[column] ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = cells;
  return [line(head), widths.map((w) => '─'.repeat(w)).join('  '), ...body.map(line)].join('\n');
}

function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/.test(
      character,
    )
      ? 2
      : 1;
  return columns;
}
