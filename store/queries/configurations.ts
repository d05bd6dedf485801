import type { Actor } from '../../domain/command.ts'
import type { Database } from '../database.ts'
import { Configuration, type ConfigurationRow } from '../entities/configuration.ts'
import { ConfigurationDraft } from '../entities/configuration-draft.ts'
import { type Fragment, json, rows, sql, textArray } from '../sql.ts'

export type { ConfigurationRow } from '../entities/configuration.ts'

/** What was entered for one order at the CA: `body` is all of it, the rest is taken out of it for those who act on it. */
export interface NewConfiguration {
  id: string
  orderId: string
  body: unknown
  csr: string
  csrFacts: unknown
  /** A-labels, the common name first. */
  names: readonly string[]
  actor: Actor
}

export function configurationInsert(configuration: NewConfiguration): Fragment {
  const { id, orderId, body, csr, csrFacts, names, actor } = configuration
  return sql`insert into configurations (id, order_id, body, csr, csr_facts, names, actor)
    values (${id}, ${orderId}, ${json(body)}, ${csr}, ${json(csrFacts)}, ${textArray(names)}, ${json(actor)})
    on conflict (id) do nothing`
}

/** Keeps a configuration; one whose id is known is left as it is. */
export async function insertConfiguration(db: Database, configuration: NewConfiguration): Promise<void> {
  await rows(db.em(), configurationInsert(configuration))
}

export async function configurationById(db: Database, id: string): Promise<ConfigurationRow | null> {
  return db.em().findOne(Configuration, { id })
}

/** Forgets a configuration that was only to be checked. */
export async function forgetConfiguration(db: Database, id: string): Promise<void> {
  await rows(db.em(), sql`delete from configurations where id = ${id}`)
}

/** Keeps what was typed so far, in place of an earlier draft. */
export async function saveDraft(db: Database, orderId: string, body: unknown): Promise<void> {
  await rows(
    db.em(),
    sql`insert into configuration_drafts (order_id, body, updated_at) values (${orderId}, ${json(body)}, now())
        on conflict (order_id) do update set body = excluded.body, updated_at = excluded.updated_at`,
  )
}

/** What was typed so far, or null; with `since` only if it was typed after that. */
export async function draftOf(db: Database, orderId: string, since: Date | null = null): Promise<unknown> {
  const draft = await db.em().findOne(ConfigurationDraft, { orderId })
  return draft === null || (since !== null && draft.updatedAt <= since) ? null : draft.body
}
