import type { OrgUnit } from '#contract';
import { call, column, value, type Expr } from '#query';

/** The org tree as one asks of it. */
export interface OrgTree {
  readonly units: ReadonlyMap<string, OrgUnit>;
  readonly children: ReadonlyMap<string, readonly string[]>;
}

export function orgTree(units: readonly OrgUnit[]): OrgTree {
  const children = new Map<string, string[]>();
  for (const { id, parentId } of units) {
    if (parentId === null) continue;
    const siblings = children.get(parentId);
    if (siblings) siblings.push(id);
    else children.set(parentId, [id]);
  }
  return { units: new Map(units.map((unit) => [unit.id, unit])), children };
}

/** A unit and all below it. */
export function subtree({ children }: OrgTree, root: string): readonly string[] {
  const found = [root];
  for (let i = 0; i < found.length; i++) found.push(...(children.get(found[i]!) ?? []));
  return found;
}

/** Which group each unit belongs to. A unit that is not named belongs to none. */
export type UnitGroups = ReadonlyMap<string, string>;

/** Every unit below `root` belongs to the child of `root` above it; `root` itself belongs to none. */
export function byChild(tree: OrgTree, root: string): UnitGroups {
  return new Map(
    (tree.children.get(root) ?? []).flatMap((child) => subtree(tree, child).map((id): [string, string] => [id, child])),
  );
}

/** Every unit of one kind with what is below it. */
export function byKind(tree: OrgTree, kind: OrgUnit['kind']): UnitGroups {
  const of = [...tree.units.values()].filter((unit) => unit.kind === kind);
  return new Map(of.flatMap(({ id }) => subtree(tree, id).map((below): [string, string] => [below, id])));
}

/** The group of a row as SQL: '' for a row of no unit, or of one that belongs to none. */
export function groupOf(groups: UnitGroups | undefined): Expr {
  if (groups === undefined || groups.size === 0) return value('String', '');
  const unit = call('ifNull', call('toString', column('org_unit_id')), value('String', ''));
  const [units, names] = [[...groups.keys()], [...groups.values()]];
  return call('transform', unit, value('Array(String)', units), value('Array(String)', names), value('String', ''));
}
