-- What billing systems told of their invoices: one row an invoice, whatever number of times it was told.
create table payments (
  order_id text not null references orders,
  invoice text not null,
  status text not null check (status in ('issued', 'paid', 'refunded', 'cancelled')),
  amount jsonb,
  -- As billing said.
  paid_until date,
  told_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (order_id, invoice)
);

-- What was told before there was a place for it.
insert into payments (order_id, invoice, status, amount, paid_until, told_at, updated_at)
select distinct on (k.order_id, k.body ->> 'invoice') k.order_id, k.body ->> 'invoice',
  coalesce(k.body ->> 'status', 'paid'), nullif(k.body -> 'amount', 'null'), (k.body ->> 'paidUntil')::date,
  k.created_at, k.created_at
from commands k
where k.name = 'paymentReceived' and k.state = 'done' and k.body ->> 'invoice' is not null
order by k.order_id, k.body ->> 'invoice', k.created_at desc;

-- Refunds that no machine acts on are few among many events.
create index order_events_refunds on order_events (order_id, at) where name = 'payment.refunded-after-issue';
