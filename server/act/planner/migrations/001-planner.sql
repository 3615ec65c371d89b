-- What a person may do and when not, as far as planning goes.
create table work_terms (
  person_id text primary key,
  -- Null: nobody has said; such a person does what asks for no skill.
  skills jsonb,
  -- ISO weekdays off, 1 for Monday.
  days_off jsonb not null default '[]'
);

-- Days on which a person has fewer minutes than usual: illness, leave, training.
create table absence (
  person_id text not null,
  first_on date not null,
  last_on date not null,
  minutes integer not null default 0,
  why text,
  noted_by text not null,
  noted_at timestamptz not null,
  primary key (person_id, first_on)
);

-- A plan that became a schedule. What it holds is in the warehouse.
create table plan (
  id text primary key,
  number bigserial,
  -- Owners of its campaigns: a plan is seen by whoever may see all of them.
  owners jsonb not null,
  campaigns jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  first_on date,
  last_on date,
  value double precision not null,
  bound double precision not null,
  -- The bound at exactly the plan's prices, with channels' days as they were told: what a what-if counts from.
  price_bound double precision not null,
  contacts bigint not null,
  targets bigint not null,
  candidates bigint not null,
  people integer not null,
  seconds double precision not null,
  peak_mb integer not null,
  violated jsonb not null,
  contradiction jsonb,
  methods jsonb not null,
  replanned jsonb
);
create index plan_newest on plan (number desc);
