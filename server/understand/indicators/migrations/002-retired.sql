-- Indicators out of use. Their definitions stay, and figures by `id@version`; a new definition brings one back.
create table indicator_retired (
  id text primary key,
  at timestamptz not null,
  by text not null
);
