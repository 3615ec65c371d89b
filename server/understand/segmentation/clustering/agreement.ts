/** How often a label of `a` stands beside one of `b`; row by row. */
export function crossTable(a: Int32Array, b: Int32Array, ka: number, kb: number): Float64Array {
  const table = new Float64Array(ka * kb);
  for (let i = 0; i < a.length; i++) table[a[i]! * kb + b[i]!]! += 1;
  return table;
}

/**
 * The adjusted Rand index of two labellings of the same rows: 1 where they are the same, about 0 where they agree by
 * chance (Hubert and Arabie 1985).
 */
export function adjustedRandIndex(a: Int32Array, b: Int32Array): number {
  const [ka, kb] = [1 + a.reduce((x, y) => Math.max(x, y), 0), 1 + b.reduce((x, y) => Math.max(x, y), 0)];
  const table = crossTable(a, b, ka, kb);
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const rows = new Float64Array(ka);
  const columns = new Float64Array(kb);
  let both = 0;
  for (let i = 0; i < ka; i++)
    for (let j = 0; j < kb; j++) {
      const n = table[i * kb + j]!;
      both += pairs(n);
      rows[i]! += n;
      columns[j]! += n;
    }
  const ofA = rows.reduce((sum, n) => sum + pairs(n), 0);
  const ofB = columns.reduce((sum, n) => sum + pairs(n), 0);
  const expected = (ofA * ofB) / pairs(a.length);
  const most = (ofA + ofB) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}

/**
 * The assignment of rows to columns that adds up to the least cost (Kuhn and Munkres, with potentials, O(n³)); the table
 * has at least as many columns as rows. Resolves to the column of each row.
 */
export function leastCost(cost: Float64Array, rows: number, columns: number): Int32Array {
  const u = new Float64Array(rows + 1);
  const v = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const before = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    const slack = new Float64Array(columns + 1).fill(Infinity);
    const used = new Uint8Array(columns + 1);
    let at = 0;
    do {
      used[at] = 1;
      const i = rowOf[at]!;
      let delta = Infinity;
      let next = 0;
      for (let j = 1; j <= columns; j++) {
        if (used[j]) continue;
        const reduced = cost[(i - 1) * columns + j - 1]! - u[i]! - v[j]!;
        if (reduced < slack[j]!) {
          slack[j] = reduced;
          before[j] = at;
        }
        if (slack[j]! < delta) {
          delta = slack[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (used[j]) {
          u[rowOf[j]!]! += delta;
          v[j]! -= delta;
        } else slack[j]! -= delta;
      }
      at = next;
    } while (rowOf[at] !== 0);
    for (; at !== 0; at = before[at]!) rowOf[at] = rowOf[before[at]!]!;
  }
  const columnOf = new Int32Array(rows);
  for (let j = 1; j <= columns; j++) if (rowOf[j]! > 0) columnOf[rowOf[j]! - 1] = j - 1;
  return columnOf;
}

/**
 * Which old group each new one goes on as, so that most customers keep their label (optimal assignment); -1 for a new
 * group without an old one. `shared[new * olds + old]` counts the customers of both.
 */
export function matchGroups(shared: Float64Array, news: number, olds: number): Int32Array {
  const size = Math.max(news, olds);
  const most = shared.reduce((a, b) => Math.max(a, b), 0);
  const cost = new Float64Array(size * size).fill(most);
  for (let i = 0; i < news; i++) for (let j = 0; j < olds; j++) cost[i * size + j] = most - shared[i * olds + j]!;
  const found = leastCost(cost, size, size).slice(0, news);
  // Nobody in common is no succession.
  return found.map((old, i) => (old < olds && shared[i * olds + old]! > 0 ? old : -1));
}
