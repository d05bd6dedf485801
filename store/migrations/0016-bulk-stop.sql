-- What a person called off before it was due.
alter table bulk_items drop constraint bulk_items_state_check;
alter table bulk_items add constraint bulk_items_state_check check (state in ('planned', 'sent', 'stopped'));
