-- Offers that a campaign may not make any more, in this plan and the next ones, until they are opened again.
create table closed_offer (
  campaign text not null,
  offer text not null,
  closed_by text not null,
  closed_at timestamptz not null,
  primary key (campaign, offer)
);

-- Those that its campaigns could not make when a plan was made: closed here, or inactive in the catalogue.
alter table plan add column closed jsonb not null default '[]';
