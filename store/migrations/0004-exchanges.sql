-- What was said to and by the CA. Nothing refers to these rows, and they refer to nothing: a line that cannot be kept must
-- not take a batch of others with it.
create table ca_exchanges (
  id bigint generated always as identity primary key,
  ca_account_id text not null,
  -- Null for a call that is about no order.
  order_id text,
  operation text not null,
  started_at timestamptz(3) not null,
  duration_ms integer not null,
  -- Null where there was no answer.
  http_status integer,
  failure text,
  error_numbers integer[] not null,
  request text,
  response text
);
create index ca_exchanges_of_order on ca_exchanges (order_id, started_at, id) where order_id is not null;
create index ca_exchanges_age on ca_exchanges (started_at);
