-- The recent part of the contact ledger, for transactions; all of it is in the warehouse table of the same name.
create table contact (
  contact_id text primary key,
  customer_key bigint not null,
  customer_id text not null,
  org_unit_id text,
  campaign text,
  work_order_id text,
  channel text not null,
  person_id text,
  happened_at timestamptz not null,
  result text not null,
  claimed_success boolean not null
);
create index contact_customer on contact (customer_key, happened_at desc);
create index contact_happened_at on contact (happened_at);

-- Final refusals: of one channel, or of all where channel is null. This is the truth; the warehouse has a copy.
create table do_not_disturb (
  customer_key bigint not null,
  customer_id text not null,
  channel text,
  at timestamptz not null,
  by text not null,
  note text
);
create unique index do_not_disturb_customer on do_not_disturb (customer_key, coalesce(channel, ''));

-- What electronic channels are to send. A campaign has one message for a customer.
create table message (
  campaign text not null,
  customer_key bigint not null,
  customer_id text not null,
  org_unit_id text,
  channel text not null,
  offer text not null,
  arm text not null,
  wave integer not null,
  day date not null,
  state text not null default 'planned' check (state in ('planned', 'exported', 'cancelled')),
  cancelled_why text,
  changed_at timestamptz not null,
  primary key (campaign, customer_key)
);
create index message_planned on message (customer_key) where state = 'planned';
create index message_of_channel on message (campaign, channel, customer_key) where state <> 'cancelled';
