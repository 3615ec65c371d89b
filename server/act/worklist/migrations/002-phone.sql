-- What a phone asks is "what has changed since": each row carries the transaction that changed it last. A cursor is the
-- oldest transaction that was still open when the phone asked; everything before it had been seen. Not indexed, so
-- that results stay cheap to write: one person's orders are found by person.
alter table work_order add column changed_in xid8 not null default pg_current_xact_id();

-- Whose list an order has left, so that a phone can be told to forget it: a person's, or a grid's pool.
create table work_order_left (
  work_order_id text not null,
  person_id text,
  org_unit_id text,
  changed_in xid8 not null default pg_current_xact_id()
);
create index work_order_left_person on work_order_left (person_id, changed_in) where person_id is not null;
create index work_order_left_pool on work_order_left (org_unit_id, changed_in) where person_id is null;

create function work_order_changes() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  if tg_op = 'UPDATE' and old.person_id is distinct from new.person_id then
    insert into work_order_left (work_order_id, person_id, org_unit_id, changed_in)
    values (old.id, old.person_id, old.org_unit_id, new.changed_in);
  end if;
  return new;
end $$;
create trigger work_order_changes before insert or update on work_order
  for each row execute function work_order_changes();

-- What stood against a result when it came in; a repeat gets the same answer.
alter table client_action add column theirs jsonb;
