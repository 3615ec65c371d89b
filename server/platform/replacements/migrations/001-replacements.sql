-- Partitions of the warehouse that are being replaced: the newest block that each had before, and the rows it is to have.
-- Should the process be killed within, old and new parts can be told apart by them.
create table partition_replacement (
  table_name text not null,
  partition_name text not null,
  newest_block bigint not null,
  row_count bigint not null,
  primary key (table_name, partition_name)
);
