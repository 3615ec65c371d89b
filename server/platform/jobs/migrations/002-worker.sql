-- Who is at it. A worker holds a lock under its id for as long as it lives.
alter table job_run add column worker uuid;
