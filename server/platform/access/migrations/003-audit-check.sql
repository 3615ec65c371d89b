-- What checks of the audit log's chain have found; an incremental check goes on from the newest one that was intact.
create table audit_check (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  up_to bigint not null,
  hash text not null,
  intact boolean not null
);
create index audit_log_of_actor on audit_log (actor, id desc);
create index audit_log_of_action on audit_log (action, id desc);
create index audit_log_at on audit_log (at);

-- Addresses of the console under a name, one person's own.
create table saved_view (
  id text primary key,
  login text not null,
  screen text not null,
  name text not null,
  search text not null,
  at timestamptz not null
);
create index saved_view_of_login on saved_view (login, screen);
