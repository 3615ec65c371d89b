-- A scheme of strategic segments; every change is a version.
create table segment_scheme (
  id text not null,
  version integer not null,
  scheme jsonb not null,
  -- standard (brought with the product) or own
  origin text not null,
  -- published or retired
  state text not null default 'published',
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (id, version)
);
