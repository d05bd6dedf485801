-- What runs at a purchase that was issued once: 'reissue', or nothing; and the certificates that it had before.
alter table ca_orders add column running text;
alter table ca_orders add column before_reissue text[] not null default '{}';
-- The key, to find all certificates on it; null for those kept before this was.
alter table certificates add column spki_sha256 text;
create index certificates_on_key on certificates (spki_sha256) where spki_sha256 is not null;
