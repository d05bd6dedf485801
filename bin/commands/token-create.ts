import { loadMigrationSettings } from '../../platform/settings.ts'
import { openDatabase } from '../../store/database.ts'
import { createToken, SCOPES, type Scope } from '../../store/queries/tokens.ts'
import { environmentOfCommands } from '../stack/running-stack.ts'

function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text)
}

/** The scopes in a list separated by commas, or what is wrong with it. */
export function readScopes(text: string): Scope[] | string {
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !isScope(name))
  if (unknown !== undefined) return `unknown scope ${JSON.stringify(unknown)}: there are ${SCOPES.join(', ')}`
  return names.filter(isScope)
}

/** `certloom token create`: makes an API token, and its billing system if that is new. Printed once, nowhere kept. */
export async function tokenCreate(options: {
  billingSystem?: string
  scopes: string
  name: string
}): Promise<number> {
  const scopes = readScopes(options.scopes)
  if (typeof scopes === 'string') {
    console.error(scopes)
    return 1
  }
  if (options.billingSystem === undefined && !scopes.includes('admin')) {
    console.error('a token without --billing-system sees all systems and must have scope admin')
    return 1
  }
  const db = await openDatabase(loadMigrationSettings(environmentOfCommands()).databaseUrl, { poolMax: 1 })
  try {
    const billingSystemName = options.billingSystem ?? null
    console.log(await createToken(db, { billingSystemName, name: options.name, scopes }))
    return 0
  } finally {
    await db.close()
  }
}
