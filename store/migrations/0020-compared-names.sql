-- What was ordered, whatever the CA lists later; and whether a missing code was asked for.
alter table ca_orders add column ordered_names text[];
alter table ca_orders add column code_asked_at timestamptz(3);
-- What a certificate lacks of what was ordered, and what it holds besides.
alter table certificates add column missing_names text[] not null default '{}';
alter table certificates add column extra_names text[] not null default '{}';
create index certificates_otherwise on certificates (order_id) where missing_names <> '{}' or extra_names <> '{}';
