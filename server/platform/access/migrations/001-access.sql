create table account (
  id text primary key,
  login text not null unique,
  password_hash text,
  name_en text not null,
  name_zh text not null,
  roles text[] not null,
  org_unit_id text not null,
  person_id text,
  active boolean not null default true,
  changed_at timestamptz not null default now()
);

create table session (
  token_hash text primary key,
  account_id text not null references account (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_account on session (account_id);

create table login_failure (
  login text not null,
  address text not null,
  at timestamptz not null
);
create index login_failure_login on login_failure (login, at);
create index login_failure_address on login_failure (address, at);

-- Append only, and each row's hash covers its predecessor's, so that a change or a gap shows.
create table audit_log (
  id bigint primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text,
  detail jsonb not null,
  previous_hash text not null,
  hash text not null
);
create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append only';
end $$;
create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function audit_log_is_append_only();
