-- Before a running load replaces its partition: the newest block that the partition has, and the rows it is to have.
-- Should it be killed within, old and new parts can be told apart by them. Null: it has not come so far.
alter table load add column replaced_block bigint, add column replaced_rows bigint;
