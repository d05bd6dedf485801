import { CertloomError } from '../../domain/errors.ts'
import { inTransaction } from '../../store/database.ts'
import { noteAdminChange } from '../../store/queries/admin-changes.ts'
import { billingSystemById } from '../../store/queries/billing-systems.ts'
import {
  createToken,
  type ListedToken,
  listTokens,
  revokeToken,
  tokenById,
} from '../../store/queries/tokens.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { newToken } from '../schemas/token.ts'
import type { Caller, ServiceDeps } from './deps.ts'

/** The bearer tokens of the API. Each change is written down together with who made it. */
export function createTokenService({ db }: Pick<ServiceDeps, 'db'>) {
  const nameOf = async (id: string | null): Promise<string | null> => {
    if (id === null) return null
    const system = await billingSystemById(db, id)
    if (system !== null) return system.name
    const problems = [{ path: '/billingSystem', code: 'billing-system-unknown' }]
    throw new CertloomError('invalid-input', { problems })
  }
  return {
    list: (): Promise<ListedToken[]> => listTokens(db),

    /** @throws {CertloomError} `not-found` */
    async read(id: string): Promise<ListedToken> {
      const token = await tokenById(db, id)
      if (token === null) throw new CertloomError('not-found')
      return token
    },

    /** @returns the token itself, which is nowhere kept @throws {CertloomError} `invalid-input` */
    async add({ actor }: Caller, body: unknown): Promise<{ name: string; token: string }> {
      const { name, billingSystem, scopes } = parseInput(newToken, body)
      const billingSystemName = await nameOf(billingSystem)
      if (billingSystemName === null && !scopes.includes('admin')) {
        const problems = [{ path: '/scopes', code: 'token-needs-admin' }]
        throw new CertloomError('invalid-input', { problems })
      }
      return inTransaction(db, async (tx) => {
        const token = await createToken(tx, { billingSystemName, name, scopes })
        const details = { billingSystem: { to: billingSystemName }, scopes: { to: scopes } }
        await noteAdminChange(tx, actor, { what: 'token.made', subject: name, details })
        return { name, token }
      })
    },

    /** It is nobody's from now on; once more does nothing. @throws {CertloomError} `not-found` */
    async revoke({ actor }: Caller, id: string): Promise<void> {
      if ((await tokenById(db, id)) === null) throw new CertloomError('not-found')
      await inTransaction(db, async (tx) => {
        const name = await revokeToken(tx, id)
        if (name === null) return
        await noteAdminChange(tx, actor, { what: 'token.revoked', subject: name, details: {} })
      })
    },
  }
}
