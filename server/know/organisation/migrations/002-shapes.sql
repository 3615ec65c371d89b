-- Outlines for maps: GeoJSON geometries, WGS 84.
create table org_unit_shape (
  org_unit_id text primary key references org_unit (id),
  geometry jsonb not null
);
