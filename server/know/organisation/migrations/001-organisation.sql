create table org_unit (
  id text primary key,
  parent_id text references org_unit (id) deferrable initially deferred,
  kind text not null,
  name_en text not null,
  name_zh text not null,
  longitude double precision,
  latitude double precision
);
create index org_unit_parent on org_unit (parent_id);

create table person (
  id text primary key,
  org_unit_id text not null references org_unit (id),
  name_en text not null,
  name_zh text not null,
  role text not null,
  daily_minutes integer not null,
  active boolean not null
);
create index person_org_unit on person (org_unit_id);
