-- Since when a part has been there without a break.
alter table heartbeats add column since timestamptz(3) not null default now();
