-- What was changed of the installation itself, and by whom. Secrets are never in it.
create table admin_changes (
  id text primary key,
  at timestamptz(3) not null default now(),
  actor_role text not null,
  actor_id text,
  -- As it was then: who is removed later keeps it.
  actor_name text,
  what text not null,
  -- What it was done to, as people call it.
  subject text,
  details jsonb not null
);
create index admin_changes_newest on admin_changes (at);
create index order_events_newest on order_events (at);

alter table admins
  add column last_sign_in_at timestamptz(3),
  -- Who was removed stays known by name, and a start with that account in its settings does not bring it back.
  add column removed_at timestamptz(3);
