import type { ColumnType, Generated } from 'kysely';
import type { Role } from '#contract';

interface AccountTable {
  id: string;
  login: string;
  password_hash: string | null;
  name_en: string;
  name_zh: string;
  roles: Role[];
  org_unit_id: string;
  person_id: string | null;
  active: boolean;
  changed_at: Date;
}
interface SessionTable {
  token_hash: string;
  account_id: string;
  created_at: Date;
  expires_at: Date;
}
interface LoginFailureTable {
  login: string;
  address: string;
  at: Date;
}
interface SealingKeyTable {
  account_id: string;
  public_key: string;
  private_key: string;
  created_at: Date;
}
interface AuditLogTable {
  id: number;
  at: Date;
  actor: string;
  action: string;
  subject: string | null;
  detail: ColumnType<unknown, unknown, never>;
  previous_hash: string;
  hash: string;
}
interface AuditHeadTable {
  only_one: Generated<boolean>;
  id: number;
  hash: string;
}
interface AuditCheckTable {
  id: Generated<number>;
  at: Date;
  up_to: number;
  hash: string;
  intact: boolean;
}
interface SavedViewTable {
  id: string;
  login: string;
  screen: string;
  name: string;
  search: string;
  at: Date;
}

declare module '#platform/records' {
  interface Tables {
    account: AccountTable;
    session: SessionTable;
    login_failure: LoginFailureTable;
    sealing_key: SealingKeyTable;
    audit_log: AuditLogTable;
    audit_head: AuditHeadTable;
    audit_check: AuditCheckTable;
    saved_view: SavedViewTable;
  }
}
