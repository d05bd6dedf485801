import { CaRefusal, CaUnavailable } from '../../activities/ca/errors.ts'
import { importProducts } from '../../activities/ca/import-products.ts'
import { createPorts } from '../../activities/ca/ports.ts'
import { createKeyRing } from '../../platform/secrets.ts'
import { loadDatabaseSettings } from '../../platform/settings.ts'
import { type Database, openDatabase } from '../../store/database.ts'
import type { CaAccountRow } from '../../store/entities/ca-account.ts'
import { listCaAccounts, preferredCaAccount } from '../../store/queries/ca-accounts.ts'
import { listProducts } from '../../store/queries/products.ts'
import { translate } from '../../texts/texts.ts'
import type { CatalogueImportResult } from '../../workflows/contract.ts'
import { environmentOfCommands } from '../stack/running-stack.ts'

type Changes = Extract<CatalogueImportResult, { ok: true }>

async function accountCalled(db: Database, asked: string | undefined): Promise<CaAccountRow | null> {
  if (asked === undefined) return preferredCaAccount(db)
  return (await listCaAccounts(db)).find(({ id, name }) => id === asked || name === asked) ?? null
}

/** What becomes of a line's products, where that is not plain. */
const HINTS: Partial<Record<keyof Changes, string>> = {
  added: 'not sold before an admin enables them',
  unknown: 'an admin must set their kind and validation',
  gone: 'in the catalogue, and not in the CA’s list',
  ignored: 'renewals of nothing that the CA lists',
}

function lines(changes: Changes, names: ReadonlyMap<string, string>): string[] {
  return (['added', 'changed', 'unknown', 'gone', 'ignored'] as const).flatMap((what) => {
    const codes = changes[what]
    const hint = codes.length > 0 && HINTS[what] ? `  (${HINTS[what]})` : ''
    const head = `${what.padEnd(9)}${String(codes.length).padStart(4)}${hint}`
    return [head, ...codes.map((code) => `  ${code}  ${names.get(code) ?? ''}`.trimEnd())]
  })
}

function words(code: string): string {
  return translate('en', [`connection:${code}`, `ca:${code}`])
}

/** What kept the import from an end, for people. */
function wordsOf(error: unknown): string {
  if (error instanceof CaUnavailable) return words(error.code)
  if (error instanceof CaRefusal) return error.message
  throw error
}

async function importInto(db: Database, account: CaAccountRow, settings: Settings): Promise<number> {
  const keyRing = createKeyRing(settings.secret, [...settings.previousSecrets])
  const portOf = createPorts({ db, keyRing, timeoutMs: settings.certumTimeoutMs })
  const result = await importProducts({ db, portOf }, { caAccountId: account.id }).catch(wordsOf)
  if (typeof result === 'string' || !result.ok) {
    console.error(typeof result === 'string' ? result : words(result.problem))
    return 1
  }
  const names = new Map((await listProducts(db)).map(({ code, name }) => [code, name]))
  console.log(
    [`Imported by the account ${account.name} (${account.mode}).`, ...lines(result, names)].join('\n'),
  )
  return 0
}

type Settings = ReturnType<typeof loadDatabaseSettings>

/**
 * `certloom catalogue import`: brings the catalogue up to what an account may sell, and says what has changed.
 * @returns the exit code: 1 where nothing was imported
 */
export async function catalogueImport(options: { account?: string }): Promise<number> {
  const settings = loadDatabaseSettings(environmentOfCommands())
  const db = await openDatabase(settings.databaseUrl, { poolMax: 2 })
  try {
    const account = await accountCalled(db, options.account)
    if (account !== null) return await importInto(db, account, settings)
    const called = options.account === undefined ? 'that is enabled' : JSON.stringify(options.account)
    console.error(`there is no CA account ${called}`)
    return 1
  } finally {
    await db.close()
  }
}
