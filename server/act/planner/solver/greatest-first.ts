let numbers = new Float64Array(1024);
let words = new Uint32Array(numbers.buffer);

/**
 * The items by a finite number, the greatest first; of those that agree in all but its last digits, in the order they have.
 * Their places stand in those digits while numbers alone are sorted: comparing items with one another takes ten times as long.
 */
export function greatestFirst<Item>(items: readonly Item[], of: (item: Item) => number): Item[] {
  const count = items.length;
  if (numbers.length < count) {
    numbers = new Float64Array(2 * count);
    words = new Uint32Array(numbers.buffer);
  }
  const digits = 2 ** (32 - Math.clz32(count)) - 1;
  for (let i = 0; i < count; i++) {
    // No −0: its places would be taken for those of a number above it.
    const number = of(items[i]!) + 0;
    numbers[i] = number;
    const place = number < 0 ? i : digits - i;
    words[2 * i] = (words[2 * i]! & ~digits) | place;
  }
  numbers.subarray(0, count).sort();
  const sorted: Item[] = [];
  for (let i = count - 1; i >= 0; i--) {
    const place = words[2 * i]! & digits;
    sorted.push(items[numbers[i]! < 0 ? place : digits - place]!);
  }
  return sorted;
}
