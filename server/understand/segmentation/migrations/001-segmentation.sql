-- A segmentation as it was fitted last; every fit is a version.
create table segmentation (
  id text not null,
  version integer not null,
  plan jsonb not null,
  period integer not null,
  -- How each number of groups did, and why one was chosen.
  trials jsonb not null,
  why text not null,
  sample integer not null,
  constant_measures jsonb not null,
  -- What assigns a customer: preparations, centres, and the lower bounds of value bands.
  model jsonb not null,
  -- Group by group: id, names, kind, share.
  groups jsonb not null,
  fitted_at timestamptz not null,
  fitted_by text not null,
  primary key (id, version)
);

create table segment_strategy (
  segmentation text not null,
  segment text not null,
  version integer not null,
  strategy jsonb not null,
  at timestamptz not null,
  by text not null,
  primary key (segmentation, segment, version)
);
