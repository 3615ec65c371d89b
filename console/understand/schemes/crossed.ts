interface Cell {
  readonly values: Readonly<Record<string, string | null>>;
  readonly customers: number;
}
type Value = string | null;

/** Cells added up over two dimensions (one, where there is no second); null is where a dimension is not asked. */
export function crossed(cells: readonly Cell[], down: string, across: string | undefined) {
  const sums = new Map<string, number>();
  const key = (row: Value | undefined, column: Value | undefined): string =>
    JSON.stringify([row ?? null, column ?? null]);
  const add = (sum: Map<string, number>, at: string, customers: number): void =>
    void sum.set(at, (sum.get(at) ?? 0) + customers);
  const [rows, columns] = [new Map<string, number>(), new Map<string, number>()];
  for (const { values, customers } of cells) {
    const [row, column] = [values[down], across === undefined ? null : values[across]];
    add(sums, key(row, column), customers);
    add(rows, key(row, null), customers);
    add(columns, key(null, column), customers);
  }
  return {
    at: (row: Value, column: Value): number => sums.get(key(row, column)) ?? 0,
    ofRow: (row: Value): number => rows.get(key(row, null)) ?? 0,
    ofColumn: (column: Value): number => columns.get(key(null, column)) ?? 0,
    /** The fullest, at least 1. */
    most: Math.max(1, ...sums.values()),
  };
}
