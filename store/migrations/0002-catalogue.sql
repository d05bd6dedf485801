-- The certificate's name as the CA has it, beside the one it is sold under.
alter table products add column ca_name text;
update products set ca_name = name;
alter table products alter column ca_name set not null;
-- Columns an admin has changed: what the CA says of them later does not reach them.
alter table products add column edited text[] not null default '{}';
-- Whose list has it; null before the first import.
alter table products add column listed_by text references ca_accounts;
-- Since when that list lacks it.
alter table products add column gone_at timestamptz(3);
-- Made by an admin, for a CA that lists nothing.
alter table products add column by_hand boolean not null default false;
-- Null until somebody says what it is.
alter table products alter column kind drop not null;
alter table products add check (not enabled or kind is not null);
update products
  set settings = jsonb_build_object('caLanguage', ca_language, 'minRsaBits', min_rsa_bits) || settings;
alter table products drop column ca_language, drop column min_rsa_bits;

-- Whose tasks its troubles are.
alter table ca_accounts add column department text;
-- Smaller ones come first.
alter table ca_accounts add column preference integer not null default 0;
alter table ca_accounts add column minimal_balance jsonb;
alter table ca_accounts add column balance jsonb;
alter table ca_accounts add column enabled boolean not null default true;
-- An import that was asked for and has not come to an end.
alter table ca_accounts add column import_wanted_at timestamptz(3);
alter table ca_accounts add column updated_at timestamptz(3) not null default now();
