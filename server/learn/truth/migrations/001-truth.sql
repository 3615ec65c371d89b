-- Feedback drawn for verification. The id is the contact's.
create table verification (
  id text primary key,
  month text not null,
  person_id text not null,
  org_unit_id text,
  campaign_id text not null,
  customer_id text not null,
  channel text not null,
  happened_at timestamptz not null,
  result text not null,
  checks jsonb not null,
  -- The chance with which it was drawn: it counts for one over it.
  chance double precision not null,
  method text not null,
  due_on date not null,
  state text not null,
  finding text,
  auditor text,
  note text
);
create index verification_month on verification (month, person_id);

-- What happened to the case; never changed.
create table verification_event (
  id bigint generated always as identity primary key,
  verification_id text not null references verification (id),
  at timestamptz not null,
  by text not null,
  kind text not null,
  note text
);
create index verification_event_of on verification_event (verification_id, id);
