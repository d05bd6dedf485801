-- Names of people are found without the marks on their letters: wisniewska is Wiśniewska, lodz is Łódź.
create extension if not exists unaccent;

-- `unaccent` is only stable, as its rules may be changed by hand; an index needs a function that is not. The body is
-- bound where it is made, so that a restore with an empty search path finds the rules too.
create function certloom_folded(what text) returns text
  language sql immutable strict parallel safe
  return lower(unaccent('unaccent'::regdictionary, what));

drop index customers_name_search;
create index customers_name_search on customers
  using gin (certloom_folded(first_name || ' ' || last_name || ' ' || coalesce(company, '')) gin_trgm_ops);
