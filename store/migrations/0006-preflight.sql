-- What our own look before the CA's found, as { at, items }.
alter table ca_orders add column findings jsonb;
