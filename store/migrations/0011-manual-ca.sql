-- A manual CA has no address and nobody who signs in there.
alter table ca_accounts alter column url drop not null;
alter table ca_accounts alter column user_name drop not null;
alter table ca_accounts alter column password_sealed drop not null;
alter table ca_accounts add check (kind = 'manual' or (url is not null and user_name is not null and password_sealed is not null));

-- What an admin has ordered, or is to order, at a CA without an API: our side of its books.
create table manual_orders (
  ca_account_id text not null references ca_accounts,
  ca_order_id text not null,
  customer_label text not null,
  product_code text not null,
  status text not null,
  product_valid_until timestamptz(3),
  placed_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  primary key (ca_account_id, ca_order_id)
);
create index manual_orders_changed on manual_orders (ca_account_id, changed_at);

create table manual_certificates (
  ca_account_id text not null,
  ca_order_id text not null,
  serial_number text not null,
  pem text not null,
  chain text[] not null,
  status text not null,
  revoked_at timestamptz(3),
  entered_at timestamptz(3) not null,
  primary key (ca_account_id, ca_order_id, serial_number),
  foreign key (ca_account_id, ca_order_id) references manual_orders
);

-- What an admin is to do there. One of a kind is open at a time, for a revocation one a certificate: a call that is made
-- again finds the task that it made before.
create table ca_tasks (
  id text primary key,
  ca_account_id text not null,
  ca_order_id text not null,
  kind text not null,
  serial_number text not null default '',
  -- What the CA is to be told: people's data among it.
  request jsonb not null,
  created_at timestamptz(3) not null,
  closed_at timestamptz(3),
  result text,
  closed_by jsonb,
  foreign key (ca_account_id, ca_order_id) references manual_orders
);
create unique index ca_tasks_once on ca_tasks (ca_account_id, ca_order_id, kind, serial_number) where closed_at is null;
create index ca_tasks_open on ca_tasks (created_at) where closed_at is null;
