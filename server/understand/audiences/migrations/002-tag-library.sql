-- Tags saved so far were in force: they are published, and belong to who saved them.
alter table tag
  add column definition_en text not null default '',
  add column definition_zh text not null default '',
  add column category text not null default 'other',
  add column origin text not null default 'own',
  add column state text not null default 'published',
  add column owner text not null default '',
  add column org_unit_id text,
  add column refresh text not null default 'with-record';
update tag set owner = changed_by;

-- Not all of a rule's customers, but the first by a value, or a random sample: { kind, by, order, n } or { kind, n, seed }.
alter table audience add column limited_to jsonb;
alter table rule_version add column limited_to jsonb;

-- How many customers of a month a version of a tag holds for, unit by unit; the tag '' is everybody.
create table tag_coverage (
  tag text not null,
  period integer not null,
  version integer not null,
  customers bigint not null,
  by_unit jsonb not null,
  primary key (tag, period)
);
