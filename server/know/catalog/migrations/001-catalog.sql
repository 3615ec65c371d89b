create table offer (
  id text primary key,
  name_en text not null,
  name_zh text not null,
  kind text not null,
  products text[] not null,
  monthly_price_fen bigint not null,
  monthly_margin_fen bigint not null,
  horizon_months integer not null,
  pitch_en text,
  pitch_zh text,
  active boolean not null
);
