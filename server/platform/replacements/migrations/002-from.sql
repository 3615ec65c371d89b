-- A replacement that was caught by a kill is done again from where its new partition stands. (Old and new parts cannot be
-- told apart by their block numbers: the engine may merge them before anybody looks.)
delete from partition_replacement;
alter table partition_replacement drop column newest_block, drop column row_count, add column from_table text not null;
