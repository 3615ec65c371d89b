-- The newest row of the audit log, so that rows missing from its end show too.
create table audit_head (
  only_one boolean primary key default true check (only_one),
  id bigint not null,
  hash text not null
);
insert into audit_head (id, hash) select id, hash from audit_log order by id desc limit 1;
