-- What a phone could not send before it was locked is sealed for its owner alone: with the public half, opened with the
-- private one, which never leaves the server. P-256, both halves as PKCS#8 and SPKI in base64.
create table sealing_key (
  account_id text primary key references account (id) on delete cascade,
  public_key text not null,
  private_key text not null,
  created_at timestamptz not null
);
