-- Who makes the invoice of a renewal, and how the system's own mails look.
alter table billing_systems
  add column invoicing text not null default 'billing-system' check (invoicing in ('billing-system', 'certloom')),
  add column brand jsonb not null default '{}',
  add column updated_at timestamptz(3) not null default now();

create table webhooks (
  id text primary key,
  -- Null hears the whole installation.
  billing_system_id text references billing_systems,
  -- The callback URL of one order: signed with its billing system's secret.
  order_id text unique references orders,
  url text not null,
  -- Empty: every type.
  events text[] not null default '{}',
  -- Sealed by the key ring.
  secret text,
  created_at timestamptz(3) not null default now(),
  deleted_at timestamptz(3)
);
create index webhooks_of_system on webhooks (billing_system_id) where deleted_at is null;

create table webhook_events (
  -- The `webhook-id`, whoever is told.
  id text primary key,
  -- Later ones have greater numbers; within one order also whatever runs at once.
  sequence bigint generated always as identity,
  billing_system_id text references billing_systems,
  order_id text references orders,
  type text not null,
  at timestamptz(3) not null,
  data jsonb not null,
  -- What it was asked for by; asked again, it is the same event.
  occasion text unique
);
create index webhook_events_age on webhook_events (at);

create table webhook_deliveries (
  id text primary key,
  event_id text not null references webhook_events on delete cascade,
  webhook_id text not null references webhooks,
  -- Of the event, so that the next one of an order is found by one index.
  order_id text,
  sequence bigint not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'given-up')),
  attempts integer not null default 0,
  next_attempt_at timestamptz(3) not null,
  give_up_at timestamptz(3) not null,
  last_attempt_at timestamptz(3),
  last_status integer,
  last_problem text,
  unique (event_id, webhook_id)
);
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at) where state = 'pending';
create index webhook_deliveries_in_turn on webhook_deliveries (webhook_id, order_id, sequence) where state = 'pending';
create index webhook_deliveries_newest on webhook_deliveries (webhook_id, sequence);

insert into webhooks (id, billing_system_id, order_id, url)
  select 'callback-' || id, billing_system_id, id, callback_url from orders where callback_url is not null;
