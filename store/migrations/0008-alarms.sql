-- What needs a hand. One row for each step of each thing, for ever: nothing is told twice.
create table alarms (
  id text primary key,
  -- An order's id, an account's at a CA, or a part of the installation.
  subject text not null,
  kind text not null,
  step text not null,
  order_id text references orders,
  raised_at timestamptz(3) not null,
  cleared_at timestamptz(3),
  -- Of the mail that tells the admins of it: the same at every attempt, and one for all that was raised at once.
  message_id text not null,
  mailed_at timestamptz(3),
  unique (subject, kind, step)
);
-- Which admin has got which mail.
create table alarm_mails (
  message_id text not null,
  address text not null,
  sent_at timestamptz(3) not null,
  primary key (message_id, address)
);

create index alarms_standing on alarms (kind, subject) where cleared_at is null;
create index alarms_to_mail on alarms (message_id) where mailed_at is null;
create index alarms_of_order on alarms (order_id, raised_at) where order_id is not null;

-- When each part was last seen alive by PostgreSQL.
create table heartbeats (
  part text primary key,
  at timestamptz(3) not null
);

create index order_view_plan on order_view ((view -> 'renewal' ->> 'startsAt'))
  where state in ('issued', 'expired') and view -> 'renewal' ->> 'startsAt' is not null;
create index order_events_named on order_events (name, at)
  where name in ('order.renewal-failed', 'order.revoking', 'order.configuration-needed');
