-- What was reported when a campaign was evaluated. Later definitions and data do not change it.
create table campaign_report (
  id bigint generated always as identity primary key,
  campaign text not null,
  at timestamptz not null,
  by text not null,
  report jsonb not null
);
create index campaign_report_campaign on campaign_report (campaign, at);
