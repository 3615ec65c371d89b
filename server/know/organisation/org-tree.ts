import type { OrgUnit, ProblemDetail } from '#contract';

/** Everything that is wrong with a tree: parents that are not there, cycles. Each with its place in `changed`. */
export function treeProblems(
  units: ReadonlyMap<string, Pick<OrgUnit, 'id' | 'parentId'>>,
  changed: readonly Pick<OrgUnit, 'id' | 'parentId'>[],
): ProblemDetail[] {
  const problems: ProblemDetail[] = [];
  for (const [i, unit] of changed.entries()) {
    const seen = new Set<string>([unit.id]);
    for (let parentId = unit.parentId; parentId !== null;) {
      const parent = units.get(parentId);
      if (!parent) {
        problems.push({
          code: 'unknown-parent',
          place: `items.${i}.parentId`,
          message: `There is no org unit ${parentId}.`,
        });
        break;
      }
      if (seen.has(parentId)) {
        problems.push({ code: 'cycle', place: `items.${i}.parentId`, message: `${unit.id} would stand below itself.` });
        break;
      }
      seen.add(parentId);
      parentId = parent.parentId;
    }
  }
  return problems;
}

/** Parents before children, siblings by id: the order screens and imports want. */
export function parentsFirst<T extends Pick<OrgUnit, 'id' | 'parentId'>>(units: readonly T[]): T[] {
  const ids = new Set(units.map((unit) => unit.id));
  const children = new Map<string | null, T[]>();
  for (const unit of [...units].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const parent = unit.parentId !== null && ids.has(unit.parentId) ? unit.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), unit]);
  }
  const ordered: T[] = [];
  const waiting = [...(children.get(null) ?? [])];
  for (let unit = waiting.shift(); unit; unit = waiting.shift()) {
    ordered.push(unit);
    waiting.push(...(children.get(unit.id) ?? []));
  }
  return ordered;
}
