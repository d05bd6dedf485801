import type { Brand } from '../../domain/billing-system.ts'
import type { Actor } from '../../domain/command.ts'
import type { MailText } from '../../domain/mail.ts'
import type { Database } from '../database.ts'
import { isoOf, json, row, rows, sql } from '../sql.ts'

/** Which words: of one billing system's orders, or of all (null). */
export interface MailTextPlace {
  billingSystemId: string | null
  template: string
  language: string
}

export interface ChangedMailText extends MailTextPlace, MailText {
  /** RFC 3339. */
  updatedAt: string
}

type TextRow = ChangedMailText & Record<string, unknown>

const COLUMNS = sql`billing_system_id as "billingSystemId", template, language, subject, body, link, note,
  updated_at as "updatedAt"`

function textOf(found: TextRow): ChangedMailText {
  const { billingSystemId, template, language, subject, body, link, note, updatedAt } = found
  return { billingSystemId, template, language, subject, body, link, note, updatedAt: isoOf(updatedAt) }
}

/** All words that were changed. */
export async function changedMailTexts(db: Database): Promise<ChangedMailText[]> {
  const found = await rows<TextRow>(
    db.em(),
    sql`select ${COLUMNS} from mail_templates order by template, language, billing_system_id nulls first`,
  )
  return found.map(textOf)
}

/** The words in force where they were changed: the billing system's own before those for all. */
export async function changedMailText(
  db: Database,
  { billingSystemId, template, language }: MailTextPlace,
): Promise<ChangedMailText | null> {
  const found = await row<TextRow>(
    db.em(),
    sql`select ${COLUMNS} from mail_templates
        where template = ${template} and language = ${language}
          and (billing_system_id is null or billing_system_id = ${billingSystemId})
        order by billing_system_id nulls last limit 1`,
  )
  return found === null ? null : textOf(found)
}

export async function saveMailText(
  db: Database,
  place: MailTextPlace,
  { subject, body, link, note }: MailText,
  actor: Actor,
): Promise<void> {
  const { billingSystemId, template, language } = place
  await rows(
    db.em(),
    sql`insert into mail_templates (billing_system_id, template, language, subject, body, link, note, updated_by)
        values (${billingSystemId}, ${template}, ${language}, ${subject}, ${body}, ${link}, ${note}, ${json(actor)})
        on conflict (coalesce(billing_system_id, ''), template, language) do update
          set subject = excluded.subject, body = excluded.body, link = excluded.link, note = excluded.note,
            updated_by = excluded.updated_by, updated_at = now()`,
  )
}

/** From now on the mail has the words it came with, or those for all billing systems. */
export async function forgetMailText(
  db: Database,
  { billingSystemId, template, language }: MailTextPlace,
): Promise<void> {
  await rows(
    db.em(),
    sql`delete from mail_templates where template = ${template} and language = ${language}
          and coalesce(billing_system_id, '') = ${billingSystemId ?? ''}`,
  )
}

/** Who sends which mail of a billing system's orders, and how they look. */
export async function mailRules(
  db: Database,
  billingSystemId: string,
): Promise<{ mails: Record<string, string>; brand: Partial<Brand> }> {
  const found = await row<{ mails: Record<string, string>; brand: Partial<Brand> }>(
    db.em(),
    sql`select mails, coalesce(brand, '{}') as brand from billing_systems where id = ${billingSystemId}`,
  )
  return found ?? { mails: {}, brand: {} }
}
