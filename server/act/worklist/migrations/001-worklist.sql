create table work_order (
  id text primary key, -- campaign and customer key: one order a customer and campaign, however often it is released
  campaign_id text not null,
  customer_key bigint not null,
  customer_id text not null,
  org_unit_id text,
  person_id text,
  channel text not null,
  offer_id text not null,
  wave integer not null,
  day date not null,
  due_on date not null,
  state text not null,
  result text,
  decline_reason text,
  follow_up_on date,
  -- When the newest result happened, on the phone's clock.
  result_at timestamptz,
  -- When it left the person's hands without a result: cancelled, expired, or given to somebody else.
  closed_at timestamptz,
  assigned_at timestamptz not null,
  previous_person_id text,
  version integer not null
);
-- No index names what results change (state, result), so that writing a result touches no index.
create index work_order_person on work_order (person_id, day);
create index work_order_pool on work_order (org_unit_id) where person_id is null;
create index work_order_campaign on work_order (campaign_id);
create index work_order_customer on work_order (customer_key);

create table client_action (
  id uuid primary key,
  work_order_id text not null,
  person_id text,
  login text not null,
  kind text not null,
  happened_at timestamptz not null,
  received_at timestamptz not null,
  status text not null,
  state text,
  problem jsonb,
  detail jsonb not null
);
create index client_action_order on client_action (work_order_id, happened_at);

-- What was done to an order from the office: reassigned, cancelled, expired.
create table work_order_event (
  id bigint generated always as identity primary key,
  work_order_id text not null,
  kind text not null,
  by text not null,
  at timestamptz not null,
  detail jsonb not null
);
create index work_order_event_order on work_order_event (work_order_id);
