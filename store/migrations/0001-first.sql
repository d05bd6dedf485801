-- Instants carry milliseconds, as the programs around them do: a keyset cursor must give back exactly what it was made of.
create extension if not exists pg_trgm;

create table billing_systems (
  id text primary key,
  name text not null unique,
  -- Sealed by the key ring; made when the system first needs to sign something.
  secret text,
  created_at timestamptz(3) not null default now()
);

create table api_tokens (
  id text primary key,
  billing_system_id text references billing_systems,
  name text not null,
  token_hash text not null unique,
  scopes text[] not null,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);

create table admins (
  id text primary key,
  email text not null unique check (email = lower(email)),
  name text not null,
  password_hash text not null,
  language text not null default 'en',
  created_at timestamptz(3) not null default now()
);

create table customers (
  id text primary key,
  billing_system_id text not null references billing_systems,
  reference text not null,
  first_name text not null,
  last_name text not null,
  company text,
  tax_id text,
  address1 text,
  address2 text,
  city text,
  state text,
  postal_code text,
  country text,
  phone text,
  email text not null,
  language text not null default 'en',
  unique (billing_system_id, reference)
);
create index customers_email_search on customers using gin (email gin_trgm_ops);
create index customers_reference_search on customers using gin (reference gin_trgm_ops);
create index customers_name_search on customers
  using gin ((first_name || ' ' || last_name || ' ' || coalesce(company, '')) gin_trgm_ops);

create table ca_accounts (
  id text primary key,
  name text not null,
  kind text not null default 'certum',
  mode text not null,
  url text not null,
  user_name text not null,
  password_sealed text not null,
  read_only boolean not null default false,
  calls_per_second double precision not null check (calls_per_second > 0),
  -- When the next call may be made.
  limiter_at timestamptz not null default '-infinity',
  -- In the CA's own time: everything modified before it has been seen.
  cursor timestamptz(3),
  last_ok_at timestamptz(3),
  last_problem text,
  seeded_at timestamptz not null default now(),
  created_at timestamptz(3) not null default now(),
  unique (mode, url, user_name)
);

create table products (
  code text primary key,
  name text not null,
  kind text not null,
  validation text,
  renewal_code text,
  validity_days integer not null,
  names jsonb not null,
  hash_algorithms text[] not null,
  methods text[] not null,
  min_rsa_bits integer not null,
  ca_language text not null default 'en',
  settings jsonb not null default '{}',
  enabled boolean not null default false,
  updated_at timestamptz(3) not null default now()
);

create table orders (
  id text primary key,
  billing_system_id text not null references billing_systems,
  reference text not null,
  body_hash text not null,
  customer_id text not null references customers,
  product jsonb not null,
  ca_account_id text not null references ca_accounts,
  ca_mode text not null,
  setup text not null,
  additional_names jsonb,
  term jsonb not null,
  renewal jsonb not null,
  billing jsonb not null,
  callback_url text,
  created_by jsonb not null,
  created_at timestamptz(3) not null default now(),
  unique (billing_system_id, reference)
);
create index orders_newest on orders (created_at, id);
create index orders_newest_of_tenant on orders (billing_system_id, created_at, id);
create index orders_of_customer on orders (customer_id, created_at, id);
create index orders_reference_search on orders using gin (reference gin_trgm_ops);
create index orders_of_product on orders ((product ->> 'code'), created_at, id);

create table order_view (
  order_id text primary key references orders,
  sequence integer not null,
  state text not null,
  waits_for text,
  suspended boolean not null,
  -- Open ends sort behind everything else.
  expires_at timestamptz(3) not null default 'infinity',
  paid_until date,
  view jsonb not null,
  updated_at timestamptz(3) not null
);
create index order_view_updated on order_view (updated_at, order_id);
create index order_view_expires on order_view (expires_at, order_id);
create index order_view_state on order_view (state);
create index order_view_waits_for on order_view (waits_for) where waits_for is not null;
create index order_view_paid_until on order_view (paid_until) where paid_until is not null;

create table order_names (
  order_id text not null references orders,
  name text not null,
  primary key (order_id, name)
);
create index order_names_search on order_names using gin (name gin_trgm_ops);

create table configurations (
  id text primary key,
  order_id text not null references orders,
  body jsonb not null,
  csr text not null,
  csr_facts jsonb not null,
  names text[] not null,
  actor jsonb not null,
  created_at timestamptz(3) not null default clock_timestamp()
);
create index configurations_of_order on configurations (order_id, created_at);

create table configuration_drafts (
  order_id text primary key references orders,
  body jsonb not null,
  updated_at timestamptz(3) not null
);

create table commands (
  id text primary key,
  -- Which came first, also within one millisecond.
  position bigint generated always as identity,
  billing_system_id text references billing_systems,
  order_id text not null references orders,
  name text not null,
  actor jsonb not null,
  body jsonb not null,
  arguments jsonb not null,
  state text not null default 'accepted' check (state in ('accepted', 'done', 'refused')),
  answer jsonb,
  deliveries integer not null default 0,
  next_delivery_at timestamptz(3) not null,
  delivered_at timestamptz(3),
  acknowledged_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
create index commands_of_order on commands (order_id, position);
create index commands_due on commands (next_delivery_at) where state = 'accepted' and acknowledged_at is null;

create table idempotent_requests (
  scope text not null,
  key text not null,
  request_hash text not null,
  status integer,
  headers jsonb,
  body jsonb,
  created_at timestamptz(3) not null default now(),
  primary key (scope, key)
);
create index idempotent_requests_age on idempotent_requests (created_at);

create table order_events (
  order_id text not null references orders,
  sequence integer not null,
  position integer not null,
  at timestamptz(3) not null,
  name text not null,
  actor jsonb not null,
  details jsonb not null,
  primary key (order_id, sequence, position)
);

create table ca_orders (
  id text primary key,
  ca_account_id text not null references ca_accounts,
  ca_order_id text not null,
  order_id text not null references orders,
  n integer not null,
  purpose text not null,
  product_code text not null,
  customer_label text not null,
  status text not null,
  method text,
  code text,
  configuration_id text references configurations,
  names jsonb not null default '[]',
  verifications jsonb not null default '[]',
  system_checks jsonb not null default '[]',
  product_valid_until timestamptz(3),
  -- Our own looks for the published record, and the CA's single-order looks.
  control_set_at timestamptz(3),
  record_look_at timestamptz(3),
  record_seen_at timestamptz(3),
  record_looks integer not null default 0,
  next_look_at timestamptz(3),
  last_look_at timestamptz(3),
  looks integer not null default 0,
  placed_at timestamptz(3) not null,
  closed_at timestamptz(3),
  unique (ca_account_id, ca_order_id)
);
create index ca_orders_of_order on ca_orders (order_id, n);
create index ca_orders_id_search on ca_orders using gin (ca_order_id gin_trgm_ops);
create index ca_orders_record_due on ca_orders (ca_account_id, record_look_at)
  where record_look_at is not null and closed_at is null;
create index ca_orders_look_due on ca_orders (ca_account_id, next_look_at)
  where next_look_at is not null and closed_at is null;

create table certificates (
  serial_number text not null,
  order_id text not null references orders,
  ca_order_id text not null,
  pem text not null,
  chain text[] not null,
  not_before timestamptz(3) not null,
  not_after timestamptz(3) not null,
  names text[] not null,
  issuer text not null,
  status text not null,
  created_at timestamptz(3) not null default now(),
  primary key (order_id, serial_number)
);
create index certificates_serial_search on certificates using gin (serial_number gin_trgm_ops);

create table ledger (
  order_id text not null references orders,
  action text not null,
  occasion text not null,
  state text not null default 'begun' check (state in ('begun', 'done')),
  detail jsonb,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (order_id, action, occasion)
);

create table outbox (
  id text primary key,
  order_id text not null references orders,
  template text not null,
  occasion text not null,
  recipient jsonb,
  -- The part before the @ of the mail's Message-ID: the same at every attempt.
  message_id text not null unique,
  attempts integer not null default 0,
  next_attempt_at timestamptz(3) not null default now(),
  sent_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  unique (order_id, template, occasion)
);
create index outbox_due on outbox (next_attempt_at) where sent_at is null;

create table client_links (
  id text primary key,
  token_hash text not null unique,
  customer_id text not null references customers,
  order_id text references orders,
  purpose text not null check (purpose in ('sign-in', 'configuration')),
  expires_at timestamptz(3) not null,
  used_at timestamptz(3)
);
create index client_links_expired on client_links (expires_at);

create table ca_unmatched (
  ca_account_id text not null references ca_accounts,
  ca_order_id text not null,
  status text not null,
  seen_at timestamptz(3) not null,
  primary key (ca_account_id, ca_order_id)
);

create table settings_kv (
  key text primary key,
  value jsonb not null
);

-- Kept by connect-pg-simple.
create table web_sessions (
  sid varchar primary key,
  sess json not null,
  expire timestamp(6) not null
);
create index web_sessions_expire on web_sessions (expire);
