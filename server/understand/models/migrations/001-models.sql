create table model (
  id text primary key,
  name_en text not null,
  name_zh text not null,
  owner text not null,
  org_unit_id text not null,
  champion integer,
  challenger integer,
  changed_at timestamptz not null
);

create table model_version (
  model text not null references model (id),
  version integer not null,
  state text not null,
  origin text not null,
  learner text not null,
  target jsonb,
  training jsonb,
  quality jsonb,
  leaks jsonb not null,
  fields jsonb not null,
  -- What SQL and meaning are made of, as it was trained or brought in: it is never changed.
  document text not null,
  report jsonb,
  -- Distributions at training, against which months are compared.
  baseline jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  submitted_by text,
  decided_by text,
  why text,
  primary key (model, version)
);

create table model_history (
  id bigserial primary key,
  model text not null,
  version integer not null,
  from_state text,
  to_state text not null,
  at timestamptz not null,
  by text not null,
  why text
);
create index model_history_of on model_history (model, id);

create table model_monitoring (
  model text not null,
  version integer not null,
  period integer not null,
  row jsonb not null,
  at timestamptz not null,
  primary key (model, version, period)
);
