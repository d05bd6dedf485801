import { chooseAccount } from '../../domain/ca-account-choice.ts'
import type { CaMode } from '../../domain/product.ts'
import { newId } from '../../platform/ids.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../database.ts'
import { CaAccount, type CaAccountRow } from '../entities/ca-account.ts'
import { row, rows, sql } from '../sql.ts'

/** What the sealed passwords of accounts are sealed for. */
export const PASSWORD_PURPOSE = 'ca-password'

/** What is needed to speak to the CA: keep it out of logs. */
export type CaAccountAccess = CertumAccess | { kind: 'manual'; id: string }

export interface CertumAccess {
  kind: 'certum'
  id: string
  mode: CaMode
  url: string
  userName: string
  password: string
}

export interface CaAccountSeed {
  mode: CaMode
  url: string
  userName: string
  password: string
  /** Calls a second that the CA is willing to take. */
  callsPerSecond?: number
  /** Calls more than that which it may be sent at once. */
  callBurst?: number
}

export const DEFAULT_CALLS_PER_SECOND = 10
export const DEFAULT_CALL_BURST = 5

/** The account with its password opened, or null. */
export async function caAccount(db: Database, id: string, keyRing: KeyRing): Promise<CaAccountAccess | null> {
  const account = await db.em().findOne(CaAccount, { id })
  if (account === null) return null
  const { kind, mode, url, userName, passwordSealed } = account
  if (kind === 'manual') return { kind, id }
  if (url === null || userName === null || passwordSealed === null) return null
  return { kind, id, mode, url, userName, password: keyRing.open(PASSWORD_PURPOSE, passwordSealed) }
}

/** As `caAccount`, of an account at Certum; null for any other. */
export async function certumAccess(db: Database, id: string, keyRing: KeyRing): Promise<CertumAccess | null> {
  const account = await caAccount(db, id, keyRing)
  return account?.kind === 'certum' ? account : null
}

/** All accounts in the order of preference; of several that are preferred alike, the one the settings named last. */
export async function listCaAccounts(db: Database): Promise<CaAccountRow[]> {
  return db.em().find(CaAccount, {}, { orderBy: { preference: 'asc', seededAt: 'desc', id: 'asc' } })
}

/** The account that new orders go to where their product wishes for no other. */
export async function preferredCaAccount(db: Database): Promise<CaAccountRow | null> {
  return chooseAccount(await listCaAccounts(db), { caAccountId: null, mode: null })
}

/**
 * Makes the account of the settings, or brings its password up to date. The sandbox is one account wherever it listens
 * this time; else another address or user is another account, and orders keep theirs.
 * @returns the account's id
 */
export async function seedCaAccount(db: Database, keyRing: KeyRing, seed: CaAccountSeed): Promise<string> {
  const sealed = keyRing.seal(PASSWORD_PURPOSE, seed.password)
  const rate = seed.callsPerSecond ?? DEFAULT_CALLS_PER_SECOND
  const burst = seed.callBurst ?? DEFAULT_CALL_BURST
  const name = seed.mode === 'sandbox' ? 'Sandbox' : `Certum (${seed.userName})`
  if (seed.mode === 'sandbox') {
    const url = sql`update ca_accounts set url = ${seed.url}, user_name = ${seed.userName} where mode = 'sandbox'
      and read_only`
    await rows(db.em(), url)
  }
  const account = await row<{ id: string }>(
    db.em(),
    sql`insert into ca_accounts (id, name, mode, url, user_name, password_sealed, read_only, calls_per_second,
          call_burst)
        values (${newId()}, ${name}, ${seed.mode}, ${seed.url}, ${seed.userName}, ${sealed}, true, ${rate}, ${burst})
        on conflict (mode, url, user_name) do update set password_sealed = excluded.password_sealed,
          calls_per_second = excluded.calls_per_second, call_burst = excluded.call_burst, read_only = true, seeded_at = now()
        returning id`,
  )
  if (account === null) throw new Error('the CA account was not written')
  return account.id
}

/** The instant, in the CA's own time, before which every change at the CA has been seen. */
export async function caCursor(db: Database, accountId: string): Promise<string | null> {
  const account = await db.em().findOneOrFail(CaAccount, { id: accountId })
  return account.cursor?.toISOString() ?? null
}

/** Moves the cursor, never back, and notes that the CA answered. */
export async function setCaCursor(db: Database, accountId: string, cursor: string, at: Date): Promise<void> {
  await rows(
    db.em(),
    sql`update ca_accounts set cursor = greatest(cursor, ${new Date(cursor)}::timestamptz),
          last_ok_at = ${at}::timestamptz, last_problem = null
        where id = ${accountId}`,
  )
}

/** Notes that the CA answered. */
export async function noteCaOk(db: Database, accountId: string, at: Date): Promise<void> {
  await rows(
    db.em(),
    sql`update ca_accounts set last_ok_at = ${at}::timestamptz, last_problem = null where id = ${accountId}`,
  )
}

/** Notes why the CA could not be asked; `problem` is a code. */
export async function noteCaProblem(db: Database, accountId: string, problem: string): Promise<void> {
  await rows(db.em(), sql`update ca_accounts set last_problem = ${problem} where id = ${accountId}`)
}
