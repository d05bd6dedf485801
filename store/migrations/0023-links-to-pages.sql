-- A link that signs a client in leads to the page that was meant, and is asked for by an address, in whatever letters.
alter table client_links add column page text;
alter table outbox add column page text;
create index customers_email on customers (lower(email));
