/**
 * Writes GB18030, which Node.js reads but does not write: the two-byte part is turned around once from the decoder.
 * Characters beyond it (none of the demonstration's names) are an error.
 */
let table: ReadonlyMap<string, number> | undefined;

function build(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('gb18030');
  const map = new Map<string, number>();
  const pair = new Uint8Array(2);
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue;
      pair[0] = high;
      pair[1] = low;
      const text = decoder.decode(pair);
      if (text.length === 1 && text !== '\ufffd' && !map.has(text)) map.set(text, high * 256 + low);
    }
  }
  return map;
}

export function encodeGb18030(text: string): Uint8Array {
  table ??= build();
  const bytes: number[] = [];
  for (const character of text) {
    if (character < '\u0080') {
      bytes.push(character.charCodeAt(0));
      continue;
    }
    const code = table.get(character);
    if (code === undefined) throw new Error(`GB18030 has no two bytes for ${JSON.stringify(character)}.`);
    bytes.push(code >> 8, code & 255);
  }
  return Uint8Array.from(bytes);
}
