-- How many calls more than its rate an account may make at once.
alter table ca_accounts add column call_burst integer not null default 5 check (call_burst >= 1);

-- What the CA's list of changes said of a purchase last: said again, it is no news.
alter table ca_orders add column listed_as text;

-- A pending purchase is looked at every few seconds, which writes its row. No index may know the columns that change then,
-- and pages need room, so that such a write stays on its page and touches no index.
drop index ca_orders_record_due;
create index ca_orders_watched on ca_orders (ca_account_id)
  where closed_at is null and status not in ('ENROLLED', 'REJECTED');
alter table ca_orders set (fillfactor = 60);
