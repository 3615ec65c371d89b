-- Rows on their way to the warehouse. transaction_id tells which rows cannot be overtaken any more: those of
-- transactions older than every running one.
create table outbox (
  id bigserial primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  topic text not null,
  payload jsonb not null,
  created_at timestamptz not null default now(),
  batch bigint
);
create index outbox_waiting on outbox (topic, transaction_id, id) where batch is null;
create index outbox_stamped on outbox (topic, batch, transaction_id, id) where batch is not null;
create sequence outbox_batch;
