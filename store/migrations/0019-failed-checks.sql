-- Our own looks at CAA records that keep the CA from issuing, since when they do.
alter table ca_orders add column held_since timestamptz;
alter table ca_orders add column held_look_at timestamptz;
create index ca_orders_held_look on ca_orders (ca_account_id, held_look_at)
  where held_look_at is not null and closed_at is null;

-- Failed checks that were known and told to nobody: read again, they are news.
update ca_orders set system_checks = '[]', next_look_at = now()
where closed_at is null and status in ('AWAITING', 'VERIFICATION') and system_checks <> '[]';
