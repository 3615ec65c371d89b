-- What people call the values of a segment: {"group-1": {"en": "…", "zh": "…"}}.
alter table published_field add column value_names jsonb;
