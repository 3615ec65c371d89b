/** A like pattern in parts: text as it stands, `%` any characters, `_` one character (a Unicode code point). */
type Part = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'any' } | { readonly kind: 'one' };

/** A backslash takes %, _ and itself literally; before anything else it is a backslash. */
function parts(pattern: string): readonly Part[] {
  const found: Part[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i]!;
    const next = characters[i + 1];
    if (c === '\\' && (next === '%' || next === '_' || next === '\\')) {
      found.push({ kind: 'text', text: next });
      i++;
    } else found.push(c === '%' ? { kind: 'any' } : c === '_' ? { kind: 'one' } : { kind: 'text', text: c });
  }
  return found;
}

/** The pattern with every escape spelled out, so that the engine has nothing to interpret. */
export const likePattern = (pattern: string): string =>
  parts(pattern)
    .map((p) => (p.kind === 'any' ? '%' : p.kind === 'one' ? '_' : p.text.replace(/[%_\\]/u, '\\$&')))
    .join('');

/** Whether the whole text fits the pattern. */
export function isLike(text: string, pattern: string): boolean {
  const source = parts(pattern)
    .map((p) => (p.kind === 'any' ? '.*' : p.kind === 'one' ? '.' : p.text.replace(/[\\^$.*+?()[\]{}|/-]/u, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 'su').test(text);
}
