/** Rows of numbers, one after the other, none missing. Over shared memory where several threads look at them. */
export interface Points {
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
}

export const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8));
export const sharedIntegers = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));

/** The rows named, in that order; a row may be named more than once. */
export function takePoints({ width, values }: Points, rows: Int32Array): Points {
  const taken = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * width;
    for (let j = 0; j < width; j++) taken[i * width + j] = values[from + j]!;
  }
  return { rows: rows.length, width, values: taken };
}

/** Squared Euclidean distance between two rows of two arrays. */
export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let d = 0, p = i * width, q = j * width; d < width; d++) {
    const difference = a[p + d]! - b[q + d]!;
    sum += difference * difference;
  }
  return sum;
}

/** The nearest centre of every row; of several equally near the first. */
export function nearestCentres(
  { rows, width, values }: Points,
  centres: Float64Array,
  into = new Int32Array(rows),
): Int32Array {
  const k = centres.length / width;
  for (let i = 0; i < rows; i++) {
    let best = 0;
    let least = Infinity;
    for (let c = 0; c < k; c++) {
      const distance = squaredDistance(values, i, centres, c, width);
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    into[i] = best;
  }
  return into;
}
