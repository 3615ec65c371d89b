create table load (
  id text primary key,
  feed text not null,
  entity text not null,
  -- YYYYMM; 0 when the load had no period
  period integer not null,
  state text not null check (state in ('running', 'loaded', 'unchanged', 'refused')),
  content_hash text,
  report jsonb,
  -- Bins and shares per field, against which the next period's drift is measured
  profile jsonb,
  job text,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
create index load_newest on load (started_at desc);
create index load_of_feed on load (feed, period, finished_at desc);

-- Fields that feeds have added to the standard ones. One type for an entity's field, whoever feeds it.
create table feed_field (
  entity text not null,
  name text not null,
  type text not null,
  unit text,
  label_en text,
  label_zh text,
  feed text not null,
  place text not null,
  primary key (entity, name)
);

-- Periods whose customer record is older than their data. Period 0 stands for the snapshots.
create table record_due (
  period integer primary key,
  since timestamptz not null default now()
);
