-- Every definition an indicator has ever had; the newest version counts. `standard`: it came with the product.
create table indicator_version (
  id text not null,
  version integer not null,
  definition jsonb not null,
  standard boolean not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (id, version)
);

create table indicator_target (
  indicator text not null,
  org_unit_id text not null,
  period integer not null,
  value double precision not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (indicator, org_unit_id, period)
);

-- Which rows of the cube in the warehouse count: those that this build wrote. Rows of other builds are leftovers.
create table indicator_cube (
  component text not null,
  dimension text not null,
  period integer not null,
  build text not null,
  primary key (period, dimension, component)
);

create table indicator_warning (
  id text primary key,
  indicator text not null,
  version integer not null,
  org_unit_id text not null,
  period integer not null,
  rule jsonb not null,
  value double precision,
  expected double precision,
  z double precision,
  at timestamptz not null,
  seen_at timestamptz,
  seen_by text
);
create index indicator_warning_period on indicator_warning (indicator, period);
