import { type CaAwayCode, CaRefusal, CaUnavailable } from './errors.ts'

/** What no waiting mends: somebody must change the account, or have the CA change it. */
const NOT_MENDED_BY_WAITING: readonly CaAwayCode[] = ['tls', 'wrong-address', 'not-allowed', 'credentials']

/** The code of what an admin must mend; null where the call may do better later, or the fault is ours. */
export function problemForAdmin(error: unknown): string | null {
  if (error instanceof CaUnavailable) return NOT_MENDED_BY_WAITING.includes(error.code) ? error.code : null
  return error instanceof CaRefusal ? (error.problems[0]?.code ?? 'ca-error') : null
}
