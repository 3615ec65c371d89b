create table street_report (
  id uuid primary key, -- made on the phone
  kind text not null,
  at timestamptz not null,
  text text not null,
  competitor text,
  customer_id text,
  work_order_id text,
  longitude double precision,
  latitude double precision,
  org_unit_id text not null,
  by text not null,
  received_at timestamptz not null
);
create index street_report_unit on street_report (org_unit_id, at desc);

create table street_report_photo (
  report_id uuid primary key references street_report (id) on delete cascade,
  base64 text not null
);
