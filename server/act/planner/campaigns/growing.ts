type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;
type Makers = Readonly<Record<string, new (length: number) => Column>>;
type ColumnsOf<Shape extends Makers> = { [Name in keyof Shape]: InstanceType<Shape[Name]> };

const first = 4096;

/**
 * Columns of one table whose length is not known before it ends, and so many rows that a call for every value would take
 * most of the time: rows are asked for, and their values are written into the columns as they are then.
 */
export class GrowingRows<Shape extends Makers> {
  columns: ColumnsOf<Shape>;
  length = 0;
  #room = first;
  readonly #shape: Shape;

  constructor(shape: Shape) {
    this.#shape = shape;
    this.columns = this.#made((make) => new make(first));
  }

  /** The place of the first of so many new rows, all zero; `columns` may be others after it. */
  add(rows: number): number {
    const at = this.length;
    this.length += rows;
    if (this.length <= this.#room) return at;
    this.#room = Math.ceil(this.length * 1.5);
    this.columns = this.#made((make, name) => {
      const wider = new make(this.#room);
      wider.set(this.columns[name]);
      return wider;
    });
    return at;
  }

  /** The columns as far as they are filled. */
  done(): ColumnsOf<Shape> {
    return this.#made((_, name) => this.columns[name].slice(0, this.length));
  }

  #made(column: (make: new (length: number) => Column, name: keyof Shape & string) => Column): ColumnsOf<Shape> {
    const all = Object.entries(this.#shape).map(([name, make]) => [name, column(make, name)]);
    return Object.fromEntries(all) as ColumnsOf<Shape>;
  }
}
