/** One field of a protobuf message (encoding: protobuf.dev/programming-guides/encoding), its value as it travels. */
export type WireField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly number: number; readonly kind: 'fixed32' | 'fixed64'; readonly value: Uint8Array };

export class BadMessage extends Error {}

/** The fields of a message in their order. @throws BadMessage */
export function fieldsOf(bytes: Uint8Array): WireField[] {
  const found: WireField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [key, next] = varint(bytes, at);
    at = next;
    const number = Number(key >> 3n);
    const type = Number(key & 7n);
    if (type === 0) {
      const [value, after] = varint(bytes, at);
      found.push({ number, kind: 'varint', value });
      at = after;
      continue;
    }
    const size = type === 5 ? 4 : type === 1 ? 8 : undefined;
    const [length, start] = size === undefined ? lengthAt(bytes, at, type) : [size, at];
    if (start + length > bytes.length) throw new BadMessage(`A field ends after the file does, at byte ${at}`);
    const value = bytes.subarray(start, start + length);
    found.push({ number, kind: size === 4 ? 'fixed32' : size === 8 ? 'fixed64' : 'bytes', value });
    at = start + length;
  }
  return found;
}

function lengthAt(bytes: Uint8Array, at: number, type: number): [length: number, start: number] {
  if (type !== 2) throw new BadMessage(`A field of the unknown kind ${type} at byte ${at}`);
  const [length, start] = varint(bytes, at);
  return [Number(length), start];
}

function varint(bytes: Uint8Array, from: number): [value: bigint, next: number] {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) throw new BadMessage(`The file ends within a number, at byte ${from}`);
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return [value, from + i + 1];
  }
  throw new BadMessage(`A number without end at byte ${from}`);
}

const last = (fields: readonly WireField[], number: number) => fields.findLast((field) => field.number === number);

export function textIn(fields: readonly WireField[], number: number): string {
  const field = last(fields, number);
  return field?.kind === 'bytes' ? new TextDecoder().decode(field.value) : '';
}
export function wholeIn(fields: readonly WireField[], number: number): number {
  const field = last(fields, number);
  return field?.kind === 'varint' ? Number(BigInt.asIntN(64, field.value)) : 0;
}
export const messagesIn = (fields: readonly WireField[], number: number): Uint8Array[] =>
  fields.flatMap((field) => (field.number === number && field.kind === 'bytes' ? [field.value] : []));

/** A repeated number of 32 bits, packed or one by one. */
export function floatsIn(fields: readonly WireField[], number: number): number[] {
  return fields.flatMap((field) => {
    if (field.number !== number || field.kind === 'varint') return [];
    const view = new DataView(field.value.buffer, field.value.byteOffset, field.value.byteLength);
    return Array.from({ length: Math.floor(view.byteLength / 4) }, (_, i) => view.getFloat32(i * 4, true));
  });
}

/** A repeated whole number, packed or one by one. */
export function wholesIn(fields: readonly WireField[], number: number): number[] {
  return fields.flatMap((field) => {
    if (field.number !== number) return [];
    if (field.kind === 'varint') return [Number(BigInt.asIntN(64, field.value))];
    const found: number[] = [];
    for (let at = 0; at < field.value.length;) {
      const [value, next] = varint(field.value, at);
      found.push(Number(BigInt.asIntN(64, value)));
      at = next;
    }
    return found;
  });
}
