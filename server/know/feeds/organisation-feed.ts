import { OrgUnitKind, PersonRole, type OrgUnit, type Person } from '#contract';
import type { Actor, Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { putPeople, putUnits } from '#know/organisation';
import type { FeedPlan } from './feed-plan.ts';

/** Brings what a feed says of org units and staff into the record store, where the tree and the people live. */
export async function bringOrganisation(context: Context, plan: FeedPlan): Promise<void> {
  // The feed speaks for the operator, whoever has loaded it; without a territory, for all of it.
  const actor: Actor = { ...context.actor, scope: { kind: 'everything' } };
  if (plan.entity === 'org_unit') await bringUnits({ ...context, actor }, plan);
  if (plan.entity === 'staff') await bringPeople({ ...context, actor }, plan);
}

interface UnitRow {
  org_unit_id: string;
  parent_id: string | null;
  kind: string | null;
  name_en: string | null;
  name_zh: string | null;
  longitude: number | null;
  latitude: number | null;
}

async function bringUnits(context: Context, plan: FeedPlan): Promise<void> {
  const rows = await context.warehouse.rows<UnitRow>(
    statement(
      'select org_unit_id, parent_id, kind, name_en, name_zh, longitude, latitude from entity_org_unit where feed = {feed:String} and period = {period:UInt32} order by org_unit_id',
      { feed: plan.feed, period: plan.period },
    ),
  );
  const units = rows.map((row): OrgUnit => {
    const kind = OrgUnitKind.safeParse(row.kind);
    return {
      id: row.org_unit_id,
      parentId: row.parent_id,
      kind: kind.success ? kind.data : 'grid',
      name: namesOf(row, row.org_unit_id),
      longitude: row.longitude,
      latitude: row.latitude,
    };
  });
  if (units.length > 0) await putUnits(context, units);
}

interface StaffRow {
  staff_id: string;
  org_unit_id: string | null;
  name_en: string | null;
  name_zh: string | null;
  role: string | null;
  daily_minutes: number | null;
}
const fullDayMinutes = 420;

async function bringPeople(context: Context, plan: FeedPlan): Promise<void> {
  const rows = await context.warehouse.rows<StaffRow>(
    statement(
      'select staff_id, org_unit_id, name_en, name_zh, role, daily_minutes from entity_staff where feed = {feed:String} and period = {period:UInt32} order by staff_id',
      { feed: plan.feed, period: plan.period },
    ),
  );
  const people = rows.flatMap((row): Person[] => {
    if (row.org_unit_id === null) return [];
    const role = PersonRole.safeParse(row.role);
    return [
      {
        id: row.staff_id,
        orgUnitId: row.org_unit_id,
        name: namesOf(row, row.staff_id),
        role: role.success ? role.data : 'office',
        dailyMinutes: row.daily_minutes ?? fullDayMinutes,
        active: true,
      },
    ];
  });
  if (people.length > 0) await putPeople(context, people);
}

function namesOf(
  { name_en, name_zh }: { name_en: string | null; name_zh: string | null },
  otherwise: string,
): { en: string; zh: string } {
  return { en: name_en ?? name_zh ?? otherwise, zh: name_zh ?? name_en ?? otherwise };
}
