-- Of a plan's seconds those that the planner itself took, without reading and writing; not known of plans made before.
alter table plan add column solve_seconds double precision;
