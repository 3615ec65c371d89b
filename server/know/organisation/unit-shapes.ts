import { sql, type ColumnType } from 'kysely';
import type { AreaGeometry, OrgUnitShape } from '#contract';
import type { Context } from '#platform/context';
import { json, type Db } from '#platform/records';
import { refuse } from './organisation.ts';
import { readUnits } from './organisation-store.ts';
import { readShapes } from './unit-shape.ts';

interface OrgUnitShapeTable {
  org_unit_id: string;
  geometry: ColumnType<AreaGeometry, unknown, unknown>;
}

declare module '#platform/records' {
  interface Tables {
    org_unit_shape: OrgUnitShapeTable;
  }
}

type Viewer = Pick<Context, 'db' | 'actor'>;
const unitsOf = ({ actor }: Pick<Viewer, 'actor'>) => (actor.scope.kind === 'units' ? actor.scope.units : undefined);

/** The outlines of the viewer's subtree. */
export async function listShapes({ db, actor }: Viewer): Promise<OrgUnitShape[]> {
  const units = unitsOf({ actor });
  const rows = await db
    .selectFrom('org_unit_shape')
    .selectAll()
    .$if(units !== undefined, (query) => query.where(sql<boolean>`org_unit_id = any(${units})`))
    .orderBy('org_unit_id')
    .execute();
  return rows.map((row) => ({ orgUnitId: row.org_unit_id, geometry: row.geometry }));
}

/**
 * Takes a file whole or not at all.
 * @throws Problem 'shapes-invalid' with every feature that cannot be taken, and why.
 */
export async function putShapes(
  { db, actor }: Viewer,
  file: { readonly property: string; readonly geojson: { readonly features: readonly unknown[] } },
): Promise<{ written: number; gridsWithout: number }> {
  const units = await readUnits(db, unitsOf({ actor }));
  const known = new Set(units.map((unit) => unit.id));
  const { shapes, problems } = readShapes(file.geojson.features, file.property, known);
  refuse(problems.slice(0, mostToldProblems), 'shapes-invalid');
  await db.transaction().execute((trx) => writeShapes(trx, shapes));
  const shaped = new Set((await listShapes({ db, actor })).map((shape) => shape.orgUnitId));
  return {
    written: shapes.length,
    gridsWithout: units.filter((unit) => unit.kind === 'grid' && !shaped.has(unit.id)).length,
  };
}

/** A file in the wrong projection is wrong at every feature; nobody reads fifty thousand lines. */
const mostToldProblems = 100;

async function writeShapes(trx: Db, shapes: readonly OrgUnitShape[]): Promise<void> {
  for (const { orgUnitId, geometry } of shapes) {
    await trx
      .insertInto('org_unit_shape')
      .values({ org_unit_id: orgUnitId, geometry: json(geometry) })
      .onConflict((conflict) => conflict.column('org_unit_id').doUpdateSet({ geometry: json(geometry) }))
      .execute();
  }
}
