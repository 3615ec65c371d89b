type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** A column whose length is not known before it ends. */
export interface Growing<T extends Column> {
  readonly length: number;
  /** Resolves to the new length, as arrays do. */
  push(value: number): number;
  /** The column as far as it is filled. */
  done(): T;
}

const first = 4096;

export function growing<T extends Column>(make: new (length: number) => T): Growing<T> {
  let held = new make(first);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === held.length) {
        const wider = new make(Math.ceil(held.length * 1.5));
        wider.set(held);
        held = wider;
      }
      held[length] = value;
      return ++length;
    },
    done: () => held.slice(0, length) as T,
  };
}

type Makers = Readonly<Record<string, new (length: number) => Column>>;
type ColumnsOf<Shape extends Makers> = { [Name in keyof Shape]: InstanceType<Shape[Name]> };

/**
 * Columns of one table, so many rows that a call for every value would take most of the time: a row is asked for, and its
 * values are written into the columns as they are then.
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

  /** The place of a new row, all zero; `columns` may be others after it. */
  next(): number {
    if (this.length === this.#room) {
      this.#room = Math.ceil(this.#room * 1.5);
      this.columns = this.#made((make, name) => {
        const wider = new make(this.#room);
        wider.set(this.columns[name]);
        return wider;
      });
    }
    return this.length++;
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
