-- Whose days a billing system's customers read: an IANA zone; null is the installation's.
alter table billing_systems add column time_zone text;
