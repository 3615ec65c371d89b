create table campaign (
  id text primary key,
  owner text not null,
  state text not null,
  file jsonb not null,
  version integer not null,
  created_by text not null,
  created_at timestamptz not null,
  submitted_by text,
  -- True while a job works on the targets; no wave begins to be released then.
  scheduling boolean not null default false,
  -- The month of the customer record the targets were drawn from, and what came of it; null before that.
  drawn_period integer,
  audience bigint,
  excluded bigint,
  control bigint,
  treated bigint,
  scheduled bigint,
  unscheduled bigint
);
create index campaign_owner on campaign (owner, created_at desc);
create index campaign_live on campaign (state) where state in ('scheduled', 'running', 'paused');

create table campaign_history (
  id bigserial primary key,
  campaign text not null references campaign (id),
  at timestamptz not null,
  by text not null,
  from_state text,
  to_state text not null,
  why text
);
create index campaign_history_of on campaign_history (campaign, id);

create table campaign_wave (
  campaign text not null references campaign (id),
  wave integer not null,
  start_on date not null,
  days integer not null,
  gate text,
  state text not null default 'planned' check (state in ('planned', 'releasing', 'released', 'held')),
  targets bigint not null default 0,
  released bigint not null default 0,
  -- Targets that refused contact between the schedule and the release.
  refused bigint not null default 0,
  -- Everything up to this customer has been released: the cursor of the release, moved in the batch's transaction.
  released_to_key bigint not null default 0,
  primary key (campaign, wave)
);

-- One schedule at a time, over all processes: promised minutes and contacts are read before they are made.
create table campaign_scheduling_turn (
  one boolean primary key default true check (one),
  holder text,
  until timestamptz not null
);
insert into campaign_scheduling_turn (holder, until) values (null, '-infinity');
