import fc from 'fast-check';

// What breaks escaping, quoting and binding somewhere, alone and together.
const nastyPieces = [
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '\t',
  '\r',
  '\0',
  '\b',
  '\\N',
  '\\t',
  '\\0',
  '客户',
  '😀',
  '{p0:String}',
  '--',
  ';',
  '/*',
  '%',
  '_',
  'NULL',
  ' ',
];
/** Texts that any store and any wire format must give back unchanged. */
export const nastyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...nastyPieces)).map((pieces) => pieces.join('')),
);
