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
