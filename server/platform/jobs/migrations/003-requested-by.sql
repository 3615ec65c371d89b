-- The login of whoever asked for it; null: the installation itself.
alter table job_run add column requested_by text;
