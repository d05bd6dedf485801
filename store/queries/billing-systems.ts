import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql'
import type { Brand } from '../../domain/billing-system.ts'
import type { MailSender } from '../../domain/mail.ts'
import type { Invoicing } from '../../domain/plan-settings.ts'
import { newId } from '../../platform/ids.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../database.ts'
import type { BillingSystemRow } from '../entities/billing-system.ts'
import { BillingSystem } from '../entities/billing-system.ts'
import { row, rows, sql } from '../sql.ts'
import { forgetTimeZones } from './time-zone.ts'

/** What an admin says of a billing system. The secret is sealed here. */
export interface BillingSystemFields {
  name: string
  invoicing: Invoicing
  brand: Brand
  /** Who sends which mail; what is not named is sent by us. */
  mails: Record<string, MailSender>
  /** Null: the installation's. */
  timeZone: string | null
  secret: string
}

/** What secrets that sign webhooks are sealed for. */
export const WEBHOOK_SECRET_PURPOSE = 'webhook-secret'

/** The billing system of this name, made if it is new. */
export async function ensureBillingSystem(db: Database, name: string): Promise<BillingSystemRow> {
  const em = db.em()
  await rows(
    em,
    sql`insert into billing_systems (id, name) values (${newId()}, ${name}) on conflict (name) do nothing`,
  )
  return em.findOneOrFail(BillingSystem, { name })
}

export async function billingSystemByName(db: Database, name: string): Promise<BillingSystemRow | null> {
  return db.em().findOne(BillingSystem, { name })
}

/** All of them, the oldest first. */
export async function listBillingSystems(db: Database): Promise<BillingSystemRow[]> {
  return db.em().findAll(BillingSystem, { orderBy: { createdAt: 'asc', id: 'asc' } })
}

function takenAsNull(error: unknown): null {
  if (error instanceof UniqueConstraintViolationException) return null
  throw error
}

/** Adds a billing system; null where there is one of this name. */
export async function addBillingSystem(
  db: Database,
  keyRing: KeyRing,
  { secret, ...fields }: BillingSystemFields,
): Promise<BillingSystemRow | null> {
  const em = db.em()
  const now = new Date()
  const system = em.create(BillingSystem, {
    ...fields,
    id: newId(),
    secret: keyRing.seal(WEBHOOK_SECRET_PURPOSE, secret),
    createdAt: now,
    updatedAt: now,
  })
  return em
    .persist(system)
    .flush()
    .then(() => system, takenAsNull)
}

/** Changes a billing system. */
export async function editBillingSystem(
  db: Database,
  keyRing: KeyRing,
  id: string,
  decide: (system: BillingSystemRow) => Partial<BillingSystemFields>,
): Promise<BillingSystemRow | 'unknown' | 'taken'> {
  const changed = db.em().transactional(async (em) => {
    const system = await em.findOne(BillingSystem, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (system === null) return 'unknown' as const
    const { secret, ...fields } = decide(system)
    Object.assign(system, fields, { updatedAt: new Date() })
    if (secret !== undefined) system.secret = keyRing.seal(WEBHOOK_SECRET_PURPOSE, secret)
    await em.flush()
    return system
  })
  const system = await changed.catch(takenAsNull)
  forgetTimeZones()
  return system ?? 'taken'
}

/** Keeps a first secret for a system that has none; gives the one that is kept, sealed. */
export async function firstSecret(db: Database, id: string, sealed: string): Promise<string> {
  const kept = await row<{ secret: string }>(
    db.em(),
    sql`update billing_systems set secret = coalesce(secret, ${sealed}) where id = ${id} returning secret`,
  )
  if (kept === null) throw new Error(`there is no billing system ${id}`)
  return kept.secret
}

export async function billingSystemById(db: Database, id: string): Promise<BillingSystemRow | null> {
  return db.em().findOne(BillingSystem, { id })
}
