import type { Permission, Role } from '#contract';

const reading: readonly Permission[] = [
  'data.read',
  'customers.read',
  'indicators.read',
  'audiences.read',
  'models.read',
  'campaigns.read',
  'reports.read',
  'organisation.read',
  'work.read',
];

const all: readonly Permission[] = [
  ...reading,
  'data.load',
  'customers.unmask',
  'indicators.write',
  'audiences.write',
  'audiences.export',
  'models.write',
  'models.approve',
  'campaigns.write',
  'campaigns.approve',
  'campaigns.run',
  'work.do',
  'work.assign',
  'organisation.write',
  'catalog.write',
  'administration',
];

/** What each role may do. Which rows it may do it to is decided by the account's org unit. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: all,
  analyst: [...reading, 'data.load', 'indicators.write', 'audiences.write', 'audiences.export', 'models.write'],
  planner: [
    ...reading,
    'indicators.write',
    'audiences.write',
    'audiences.export',
    'campaigns.write',
    'campaigns.run',
    'catalog.write',
  ],
  approver: [...reading, 'campaigns.approve', 'models.approve'],
  'grid-manager': [...reading, 'customers.unmask', 'work.assign', 'work.do'],
  frontline: ['organisation.read', 'customers.read', 'customers.unmask', 'work.read', 'work.do'],
  executive: reading,
};

/** The permissions of several roles together. */
export function permissions(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set<Permission>(['public', 'signed-in', ...roles.flatMap((role) => permissionsOf[role])]);
}
