import './access-tables.ts';

export { actorOf, findAccount, putAccounts, type ScopeOf } from './accounts.ts';
export { appendAudit, isIntact, readAudit, type AuditEntry } from './audit.ts';
export { permissions } from './role.ts';
export { actorOfToken, logIn, logOut } from './sessions.ts';

/** Its tables in the record store. */
export const accessMigrations = { feature: 'access', directory: new URL('./migrations/', import.meta.url) };
