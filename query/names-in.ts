import { parse } from './parse.ts';
import type { Syntax } from './syntax.ts';

/** What a rule names beside fields, each list sorted and without repeats. */
export interface NamesIn {
  readonly tags: readonly string[];
  readonly audiences: readonly string[];
  readonly segments: readonly string[];
  readonly scores: readonly string[];
  readonly indicators: readonly string[];
}

/**
 * The tags, audiences, segments, scores and indicators that a rule or formula names, read from its text or untyped tree alone: so it
 * can be asked of one that holds no longer, and of thousands at once. A text that cannot be parsed names nothing.
 */
export function namesIn(of: string | Syntax): NamesIn {
  const parsed = typeof of === 'string' ? parse(of) : { ok: true as const, tree: of };
  const found = {
    tag: new Set<string>(),
    audience: new Set<string>(),
    segment: new Set<string>(),
    score: new Set<string>(),
    indicator: new Set<string>(),
  };
  if (parsed.ok)
    visit(parsed.tree, (part) => {
      const [first] = part.kind === 'call' ? part.args : [];
      if (part.kind === 'call' && first?.kind === 'text' && Object.hasOwn(found, part.name))
        found[part.name as keyof typeof found].add(first.value);
    });
  const list = (names: Set<string>): readonly string[] => [...names].toSorted();
  return {
    tags: list(found.tag),
    audiences: list(found.audience),
    segments: list(found.segment),
    scores: list(found.score),
    indicators: list(found.indicator),
  };
}

/**
 * The text of a rule or formula with each tag('…') and audience('…') written as `write` says, in brackets; what it gives
 * nothing for stays. A text that cannot be parsed stays as it is.
 */
export function spellOut(text: string, write: (kind: 'tag' | 'audience', name: string) => string | undefined): string {
  const parsed = parse(text);
  if (!parsed.ok) return text;
  const found: { from: number; to: number; words: string }[] = [];
  visit(parsed.tree, (part) => {
    if (part.kind !== 'call' || (part.name !== 'tag' && part.name !== 'audience')) return;
    const [name] = part.args;
    const words = name?.kind === 'text' ? write(part.name, name.value) : undefined;
    if (words !== undefined) found.push({ ...part.at, words: `(${words})` });
  });
  return found
    .toSorted((a, b) => b.from - a.from)
    .reduce((written, { from, to, words }) => written.slice(0, from) + words + written.slice(to), text);
}

function visit(tree: Syntax, look: (part: Syntax) => void): void {
  look(tree);
  for (const child of parts(tree)) visit(child, look);
}

function parts(tree: Syntax): readonly Syntax[] {
  switch (tree.kind) {
    case 'call':
      return tree.args;
    case 'negate':
    case 'not':
      return [tree.operand];
    case 'arithmetic':
    case 'comparison':
      return [tree.left, tree.right];
    case 'between':
      return [tree.subject, tree.low, tree.high];
    case 'in':
      return [tree.subject, ...tree.options];
    case 'like':
      return [tree.subject, tree.pattern];
    case 'missing':
      return [tree.subject];
    case 'and':
    case 'or':
      return tree.parts;
    case 'case':
      return [
        ...(tree.subject ? [tree.subject] : []),
        ...tree.branches.flatMap(({ when, then }) => [when, then]),
        ...(tree.otherwise ? [tree.otherwise] : []),
      ];
    case 'number':
    case 'text':
    case 'boolean':
    case 'date':
    case 'null':
    case 'name':
    case 'unfinished':
      return [];
  }
}
