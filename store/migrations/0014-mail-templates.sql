-- Words of mails that an admin has changed, for one billing system's orders or for all (no billing system).
create table mail_templates (
  billing_system_id text references billing_systems,
  template text not null,
  language text not null,
  subject text not null,
  body text not null,
  link text not null,
  note text not null,
  updated_at timestamptz(3) not null default now(),
  updated_by jsonb not null
);
create unique index mail_templates_place on mail_templates (coalesce(billing_system_id, ''), template, language);

-- Who sends which mail: what is not named here is sent by Certloom.
alter table billing_systems add column mails jsonb not null default '{}';
