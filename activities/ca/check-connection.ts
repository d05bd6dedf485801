import { noteCaOk, noteCaProblem } from '../../store/queries/ca-accounts.ts'
import type { CaAccountCheckResult } from '../../workflows/contract.ts'
import type { CaDeps } from './deps.ts'
import { CaRefusal, CaUnavailable } from './errors.ts'

/** Somebody is waiting for the answer, so a CA that takes longer counts as one that does not answer. */
const LONGEST_MS = 10_000

async function askedInTime(ask: () => Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new CaUnavailable('timeout', 'none')), timeoutMs)
  })
  try {
    await Promise.race([ask(), late])
  } finally {
    clearTimeout(timer)
  }
}

function problemOf(error: unknown): CaAccountCheckResult {
  if (error instanceof CaUnavailable) return { problem: error.code, caCode: null }
  if (!(error instanceof CaRefusal)) throw error
  const [first] = error.problems
  return { problem: first?.code ?? 'ca-error', caCode: first?.caCode ?? null }
}

/** Asks the CA for what the account may sell, which needs address, credentials and allow list, and changes nothing. */
export async function checkConnection(
  deps: Pick<CaDeps, 'db' | 'portOf' | 'clock' | 'caTimeoutMs'>,
  { caAccountId }: { caAccountId: string },
): Promise<CaAccountCheckResult> {
  const ask = async () => (await deps.portOf(caAccountId)).products()
  try {
    await askedInTime(ask, Math.min(LONGEST_MS, deps.caTimeoutMs))
    await noteCaOk(deps.db, caAccountId, deps.clock())
    return { problem: null, caCode: null }
  } catch (error) {
    const result = problemOf(error)
    await noteCaProblem(deps.db, caAccountId, result.problem ?? 'ca-error')
    return result
  }
}
