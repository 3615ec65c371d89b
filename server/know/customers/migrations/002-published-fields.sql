-- What later features have worked out of the record and given back to it as a column: segments and scores.
create table published_field (
  kind text not null,
  id text not null,
  column_name text not null unique,
  label_en text not null,
  label_zh text not null,
  -- SQL as data over columns of the record.
  expression text not null,
  known_values jsonb,
  feature text not null,
  version text not null,
  published_at timestamptz not null,
  published_by text not null,
  -- Offered to rules: its column has been filled once, and it has not been taken back.
  offered boolean not null,
  retired boolean not null,
  -- Months that are still to be filled after this publication; null when it is done.
  to_fill jsonb,
  primary key (kind, id)
);

-- How often a month of the record has been put in its place: whoever prepares one aside finds out that another was quicker.
create table record_month (
  period integer primary key,
  generation bigint not null
);
