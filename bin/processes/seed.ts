import { createKeyRing } from '../../platform/secrets.ts'
import type { MigrationSettings, ServiceSettings } from '../../platform/settings.ts'
import { openDatabase } from '../../store/database.ts'
import { createAdmin } from '../../store/queries/admins.ts'
import type { CaAccountSeed } from '../../store/queries/ca-accounts.ts'
import { seedInstallation } from '../../store/queries/seed.ts'
import { ensureToken, SCOPES } from '../../store/queries/tokens.ts'
import { connectSandboxBilling } from './sandbox-billing.ts'
import { sandboxCatalogue } from './sandbox-catalogue.ts'

/** What a first start knows. */
export interface SeedInput {
  adminEmail: string
  adminPassword: string
  /** The token of `default`, with all scopes. */
  apiToken: string
  /** The sandbox as first CA account, with everything it sells switched on; null where settings name a CA. */
  sandbox: { url: string; soapUrl: string; userName: string; password: string } | null
  /** Where the API is, `/api/v1` included. */
  apiUrl: string
}

/** Writes the records without which a new installation could not be used. What is there already is left as it is. */
export async function seed(settings: ServiceSettings, input: SeedInput): Promise<void> {
  const db = await openDatabase(settings.databaseUrl, { poolMax: 2 })
  try {
    const keyRing = createKeyRing(settings.secret, [...settings.previousSecrets])
    await seedInstallation(db, keyRing, {
      caAccount: caAccountOf(settings, input),
      products: sandboxCatalogue(),
    })
    await ensureToken(db, input.apiToken, { billingSystemName: 'default', name: 'start', scopes: SCOPES })
    if (input.sandbox !== null) {
      const { apiUrl, apiToken, sandbox } = input
      await connectSandboxBilling(db, keyRing, { sandboxUrl: sandbox.url, apiUrl, apiToken })
    }
    await createAdmin(db, input.adminEmail, input.adminPassword, { onlyIfNew: true })
  } finally {
    await db.close()
  }
}

/**
 * Writes what settings alone tell: the billing system `default`, the CA account that they name, and the catalogue. Does
 * nothing where they name no CA.
 * @returns whether they name one
 */
export async function seedFromSettings(settings: MigrationSettings & { secret: string }): Promise<boolean> {
  if (settings.certum === null) return false
  const db = await openDatabase(settings.databaseUrl, { poolMax: 2 })
  try {
    const caAccount = { ...settings.certum, ...callRate(settings) }
    const keyRing = createKeyRing(settings.secret, [...settings.previousSecrets])
    await seedInstallation(db, keyRing, { caAccount, products: sandboxCatalogue() })
    return true
  } finally {
    await db.close()
  }
}

function callRate(settings: MigrationSettings) {
  return { callsPerSecond: settings.certumCallsPerSecond, callBurst: settings.certumCallBurst }
}

function caAccountOf(settings: ServiceSettings, input: SeedInput): CaAccountSeed {
  const rate = callRate(settings)
  if (settings.certum !== null) return { ...settings.certum, ...rate }
  if (input.sandbox === null) throw new Error('neither CERTUM_URL nor a sandbox')
  const { soapUrl, userName, password } = input.sandbox
  const callsPerSecond = Math.max(rate.callsPerSecond, 50)
  return { mode: 'sandbox', url: soapUrl, userName, password, ...rate, callsPerSecond }
}
