import './access-tables.ts';

export { actorOf, findAccount, putAccounts, type ScopeOf } from './accounts.ts';
export { listAccounts, revokeSessions, unitsOfAccounts } from './account-list.ts';
export { appendAudit, type AuditEntry } from './audit.ts';
export { isIntact, verifyAudit } from './audit-check.ts';
export { auditCsv, readAudit } from './audit-list.ts';
export { permissions, permissionsOf } from './role.ts';
export { deleteView, listViews, putView } from './saved-views.ts';
export { openSeal, sealingKeyOf } from './sealing-keys.ts';
export { actorOfToken, logIn, logOut, phoneSessionHours } from './sessions.ts';

/** Its tables in the record store. */
export const accessMigrations = { feature: 'access', directory: new URL('./migrations/', import.meta.url) };
