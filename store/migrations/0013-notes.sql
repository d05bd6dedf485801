-- What admins write down about an order: a note, or a task that is done one day.
create table order_notes (
  id text primary key,
  order_id text not null references orders,
  kind text not null check (kind in ('note', 'task')),
  text text not null,
  due_on date,
  author jsonb not null,
  created_at timestamptz(3) not null default now(),
  done_at timestamptz(3),
  done_by jsonb
);
create index order_notes_of_order on order_notes (order_id, created_at desc);
create index order_notes_open on order_notes (due_on) where kind = 'task' and done_at is null;
