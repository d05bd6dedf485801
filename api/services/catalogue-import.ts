import { CertloomError } from '../../domain/errors.ts'
import { caAccountById } from '../../store/queries/ca-account-edits.ts'
import { preferredCaAccount } from '../../store/queries/ca-accounts.ts'
import { wantImport } from '../../store/queries/wanted-imports.ts'
import { importWorkflowId } from '../../workflows/contract.ts'
import { importRequest } from '../schemas/catalogue.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { ServiceDeps } from './deps.ts'

async function askedAccount(deps: ServiceDeps, id: string | undefined) {
  const account = id === undefined ? await preferredCaAccount(deps.db) : await caAccountById(deps.db, id)
  if (account !== null) return account
  const code = id === undefined ? 'no-ca-account' : 'ca-account-unknown'
  throw new CertloomError('invalid-input', { problems: [{ path: '/caAccountId', code }] })
}

/**
 * Brings the catalogue up to what an account may sell. While CA or engine are away it goes on by itself: 202.
 * @throws {CertloomError} `invalid-input`; `ca-refused` where an admin has to mend the account first
 */
export async function importFrom(
  deps: ServiceDeps,
  body: unknown,
): Promise<{ status: 200 | 202; body: object }> {
  const account = await askedAccount(deps, parseInput(importRequest, body).caAccountId)
  await wantImport(deps.db, account.id)
  const result = await deps.temporal.importProducts(account.id, deps.settings.commandWaitMs)
  const caAccountId = account.id
  if (result === null) {
    return {
      status: 202,
      body: { caAccountId, command: { id: importWorkflowId(caAccountId), state: 'accepted' } },
    }
  }
  if (!result.ok) {
    throw new CertloomError('ca-refused', { problems: [{ path: '', code: result.problem }] })
  }
  const { added, changed, unknown, gone, ignored } = result
  return { status: 200, body: { caAccountId, added, changed, unknown, gone, ignored } }
}
