-- The league table as it stood when the results were published. What becomes known later changes it no more.
create table contest_result (
  contest_id text primary key references contest (id),
  published_at timestamptz not null,
  standing jsonb not null
);
