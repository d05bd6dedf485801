-- One request for many orders, and what it comes to for each.
create table bulk_jobs (
  id text primary key,
  -- Null: asked for the whole installation.
  billing_system_id text references billing_systems,
  action text not null,
  body jsonb not null,
  actor jsonb not null,
  created_at timestamptz(3) not null default now()
);

create table bulk_items (
  job_id text not null references bulk_jobs on delete cascade,
  order_id text not null references orders,
  -- Empty where the order is meant and not one certificate of it.
  serial_number text not null default '',
  -- The command that it becomes: fixed from the start, so that sending twice is sending once.
  command_id text not null unique,
  arguments jsonb not null,
  due_at timestamptz(3) not null,
  state text not null default 'planned' check (state in ('planned', 'sent')),
  primary key (job_id, order_id, serial_number)
);
create index bulk_items_due on bulk_items (due_at) where state = 'planned';
