create table record_field (
  name text primary key,
  ordinal integer not null,
  column_name text not null unique,
  type text not null,
  unit text,
  label_en text not null,
  label_zh text not null,
  family text not null,
  definition text not null,
  source text not null,
  personal boolean not null,
  -- Whether it has held a value in some month that was built; only then is it offered to rules.
  filled boolean not null,
  known_values jsonb,
  values_period integer
);

create table identity_split (
  customer_id text not null,
  from_customer_id text not null,
  why text not null,
  by text not null,
  at timestamptz not null,
  primary key (customer_id, from_customer_id)
);
