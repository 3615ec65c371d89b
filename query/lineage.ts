import type { Formula, Rule, Typed } from './tree.ts';

/** What a rule or formula reads, each list sorted and without repeats. */
export interface Used {
  readonly fields: readonly string[];
  readonly segments: readonly string[];
  readonly scores: readonly string[];
  readonly tags: readonly string[];
  readonly audiences: readonly string[];
  readonly indicators: readonly string[];
  readonly contacts: boolean;
}

/** Lineage: everything the rule or formula depends on, by the names of the catalogue. */
export const fieldsUsed = (of: Rule | Formula): Used => usedBy([of.kind === 'rule' ? of.condition : of.value]);

/** What several checked parts read together. */
export function usedBy(parts: readonly Typed[]): Used {
  const found = {
    field: new Set<string>(),
    segment: new Set<string>(),
    score: new Set<string>(),
    tag: new Set<string>(),
    audience: new Set<string>(),
    indicator: new Set<string>(),
  };
  let contacts = false;
  const look = (part: Typed): void => {
    if (part.kind === 'field') found[part.source].add(part.field.name);
    if (part.kind === 'membership') found[part.of].add(part.name);
    if (part.kind === 'contacted') contacts = true;
    if (part.indicator) found.indicator.add(part.indicator.name);
  };
  for (const part of parts) visit(part, look);
  const list = (names: Set<string>): readonly string[] => [...names].toSorted();
  return {
    fields: list(found.field),
    segments: list(found.segment),
    scores: list(found.score),
    tags: list(found.tag),
    audiences: list(found.audience),
    indicators: list(found.indicator),
    contacts,
  };
}

/** Looks at a part and everything in it. */
export function visit(typed: Typed, look: (part: Typed) => void): void {
  look(typed);
  for (const child of children(typed)) visit(child, look);
}

export function children(typed: Typed): readonly Typed[] {
  switch (typed.kind) {
    case 'negate':
    case 'not':
      return [typed.operand];
    case 'arithmetic':
    case 'comparison':
      return [typed.left, typed.right];
    case 'call':
      return typed.args;
    case 'between':
      return [typed.subject, typed.low, typed.high];
    case 'in':
      return [typed.subject, ...typed.options];
    case 'like':
    case 'missing':
      return [typed.subject];
    case 'and':
    case 'or':
      return typed.parts;
    case 'case':
      return [...typed.branches.flatMap((b) => [b.when, b.then]), ...(typed.otherwise ? [typed.otherwise] : [])];
    case 'literal':
    case 'field':
    case 'membership':
    case 'contacted':
      return [];
  }
}
