import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql'
import type { CaKind } from '../../domain/ca-kind.ts'
import type { Money } from '../../domain/order-terms.ts'
import type { CaMode } from '../../domain/product.ts'
import { newId } from '../../platform/ids.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../database.ts'
import { CaAccount, type CaAccountRow } from '../entities/ca-account.ts'
import { row, sql } from '../sql.ts'
import { PASSWORD_PURPOSE } from './ca-accounts.ts'

/** What an admin says of an account. The password is sealed here and never given back. */
export interface CaAccountFields {
  name: string
  mode: CaMode
  /** Null, as user and password are, of a manual CA. */
  url: string | null
  userName: string | null
  password: string | null
  department: string | null
  /** Smaller ones come first. */
  preference: number
  minimalBalance: Money | null
  /** As an admin entered it. */
  balance: Money | null
  enabled: boolean
  callsPerSecond: number
  callBurst: number
}

/** The same user at the same address is one account. */
function takenAsNull(error: unknown): null {
  if (error instanceof UniqueConstraintViolationException) return null
  throw error
}

async function nextPreference(db: Database): Promise<number> {
  const last = await row<{ next: number }>(
    db.em(),
    sql`select coalesce(max(preference), 0) + 1 as next from ca_accounts`,
  )
  return last?.next ?? 1
}

function applyEdit(account: CaAccountRow, keyRing: KeyRing, edit: Partial<CaAccountFields>): void {
  const { password, ...fields } = edit
  Object.assign(account, fields)
  if (typeof password === 'string') account.passwordSealed = keyRing.seal(PASSWORD_PURPOSE, password)
  account.updatedAt = new Date()
}

/**
 * Adds an account; without a preference it comes last.
 * @returns null where there is one for the same user at the same address
 */
export async function addCaAccount(
  db: Database,
  keyRing: KeyRing,
  {
    kind = 'certum',
    preference,
    password,
    balance = null,
    ...fields
  }: Omit<CaAccountFields, 'preference' | 'balance'> &
    Partial<Pick<CaAccountFields, 'preference' | 'balance'>> & { kind?: CaKind },
): Promise<CaAccountRow | null> {
  const now = new Date()
  const em = db.em()
  const account = em.create(CaAccount, {
    ...fields,
    balance,
    kind,
    id: newId(),
    preference: preference ?? (await nextPreference(db)),
    passwordSealed: password === null ? null : keyRing.seal(PASSWORD_PURPOSE, password),
    readOnly: false,
    importWantedAt: null,
    cursor: null,
    lastOkAt: null,
    lastProblem: null,
    seededAt: now,
    createdAt: now,
    updatedAt: now,
  })
  return em
    .persist(account)
    .flush()
    .then(() => account, takenAsNull)
}

/**
 * Changes an account; `decide` sees it as it is, and what it throws leaves it alone.
 * @returns `unknown` where there is none; `taken` where another is for that user at that address
 */
export async function editCaAccount(
  db: Database,
  keyRing: KeyRing,
  id: string,
  decide: (account: CaAccountRow) => Partial<CaAccountFields>,
): Promise<CaAccountRow | 'unknown' | 'taken'> {
  const changed = db.em().transactional(async (em) => {
    const account = await em.findOne(CaAccount, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (account === null) return 'unknown' as const
    applyEdit(account, keyRing, decide(account))
    await em.flush()
    return account
  })
  return (await changed.catch(takenAsNull)) ?? 'taken'
}

export async function caAccountById(db: Database, id: string): Promise<CaAccountRow | null> {
  return db.em().findOne(CaAccount, { id })
}
