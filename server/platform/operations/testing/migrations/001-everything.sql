-- One column of every kind that could be lost on the way.
create table tree (
  id text primary key,
  parent_id text references tree (id),
  names text[] not null default '{}'
);
create table everything (
  id bigint generated always as identity primary key,
  tree_id text not null references tree (id),
  exact numeric(20, 6),
  near float8,
  at timestamptz,
  day date,
  span interval,
  bytes bytea,
  document jsonb not null,
  plain json,
  grid int[],
  written text,
  length int generated always as (length(written)) stored
);
create table locked (n int primary key, note text not null);
create function locked_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'locked';
end $$;
create trigger locked_append_only before update or delete on locked for each row execute function locked_is_append_only();
create sequence tickets;
