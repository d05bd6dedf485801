create table documents (
  -- The id of the command that brought it.
  id text primary key,
  order_id text not null references orders,
  type text not null,
  description text not null,
  actor jsonb not null,
  created_at timestamptz(3) not null default clock_timestamp()
);
create index documents_of_order on documents (order_id, created_at);

create table document_files (
  document_id text not null references documents on delete cascade,
  position integer not null,
  name text not null,
  sha256 text not null,
  content bytea not null,
  primary key (document_id, position)
);
-- Scans and signatures hardly shrink: time is not spent on trying.
alter table document_files alter column content set storage external;

-- What went to which order at the CA.
create table document_sendings (
  document_id text not null references documents on delete cascade,
  ca_account_id text not null references ca_accounts,
  ca_order_id text not null,
  state text not null default 'begun' check (state in ('begun', 'sent', 'refused')),
  problems jsonb not null default '[]',
  begun_at timestamptz(3) not null default clock_timestamp(),
  ended_at timestamptz(3),
  primary key (document_id, ca_account_id, ca_order_id)
);

-- The CA's own word on documents and on the mailbox to be proven.
alter table ca_orders add column documents jsonb not null default '[]';
alter table ca_orders add column email jsonb;
