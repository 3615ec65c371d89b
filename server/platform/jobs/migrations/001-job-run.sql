-- What people see of a job: the queue itself is pg-boss's, in the schema `job`, under the same id.
create table job_run (
  id uuid primary key,
  name text not null,
  input jsonb not null,
  singleton_key text,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  -- Times a worker has begun it, and times its handler has failed; the difference are workers that died.
  attempts int not null default 0,
  failures int not null default 0,
  progress float8 not null default 0,
  message text,
  result jsonb,
  problem jsonb,
  cancel_requested boolean not null default false,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
create index job_run_newest on job_run (created_at desc);
create unique index job_run_singleton on job_run (name, singleton_key) where state in ('waiting', 'running');

-- Results of finished steps, so that a job which is taken up again does not repeat them.
create table job_step (
  job_run_id uuid not null references job_run on delete cascade,
  name text not null,
  result jsonb,
  primary key (job_run_id, name)
);
