create table audience (
  id text primary key,
  name text not null,
  org_unit_id text not null,
  rule text not null,
  version integer not null,
  changed_at timestamptz not null,
  changed_by text not null
);

create table tag (
  id text primary key,
  name_en text not null,
  name_zh text not null,
  rule text not null,
  version integer not null,
  changed_at timestamptz not null,
  changed_by text not null
);

-- Every rule an audience or tag has ever had.
create table rule_version (
  kind text not null,
  id text not null,
  version integer not null,
  rule text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (kind, id, version)
);

-- What the warehouse holds: the members of a version of an audience or tag in a month. Forgotten when the record is built anew.
create table rule_members (
  kind text not null,
  id text not null,
  period integer not null,
  version integer not null,
  customers bigint not null,
  at timestamptz not null,
  primary key (kind, id, period)
);
