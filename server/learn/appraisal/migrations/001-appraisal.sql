create table appraisal_scheme (
  id text not null,
  version integer not null,
  file jsonb not null,
  by text not null,
  at timestamptz not null,
  primary key (id, version)
);

-- One gathering of a month's indicators; never changed.
create table appraisal_run (
  id bigint generated always as identity primary key,
  month text not null,
  at timestamptz not null,
  by text not null
);
create index appraisal_run_month on appraisal_run (month, id);
create table appraisal_input (
  run_id bigint not null references appraisal_run (id),
  person_id text not null,
  org_unit_id text not null,
  inputs jsonb not null,
  intervals jsonb not null,
  primary key (run_id, person_id)
);

-- A grid's closed month: bound to a run and a version of a scheme for good.
create table appraisal_closing (
  month text not null,
  org_unit_id text not null,
  run_id bigint not null references appraisal_run (id),
  scheme_id text not null,
  scheme jsonb not null,
  scheme_version integer not null,
  closed_by text not null,
  closed_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  primary key (month, org_unit_id)
);
create table appraisal_points (
  month text not null,
  person_id text not null,
  org_unit_id text not null,
  points double precision not null,
  pay_fen bigint not null,
  primary key (month, person_id)
);
create table appraisal_correction (
  id bigint generated always as identity primary key,
  month text not null,
  person_id text not null,
  points double precision not null,
  why text not null,
  by text not null,
  at timestamptz not null
);
create index appraisal_correction_of on appraisal_correction (month, person_id);

create table appraisal_objection (
  id bigint generated always as identity primary key,
  month text not null,
  person_id text not null,
  org_unit_id text not null,
  term text,
  why text not null,
  at timestamptz not null,
  state text not null,
  answer text,
  answered_by text,
  answered_at timestamptz
);
create index appraisal_objection_month on appraisal_objection (month, person_id);

create table contest (
  id text primary key,
  month text not null,
  file jsonb not null,
  by text not null,
  at timestamptz not null
);
