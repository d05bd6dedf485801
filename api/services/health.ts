import type { CaAccountRow } from '../../store/entities/ca-account.ts'
import { preferredCaAccount } from '../../store/queries/ca-accounts.ts'
import { mailBacklog, pingDatabase } from '../../store/queries/mail-backlog.ts'
import type { Readiness } from '../schemas/health.ts'
import type { ServiceDeps } from './deps.ts'

type Part = Readiness['database']

const TIMEOUT_MS = 2_000
const GOOD: Part = { ok: true, detail: null }

/** A part that does not answer in time is away; whoever watches us must not wait for it. */
async function part(look: () => Promise<Part>): Promise<Part> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Part>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: 'timeout' }), TIMEOUT_MS)
  })
  try {
    return await Promise.race([look(), late])
  } catch {
    return { ok: false, detail: 'unreachable' }
  } finally {
    clearTimeout(timer)
  }
}

/** The CA is asked by the worker alone; what it heard last is in PostgreSQL. */
function caPart(account: CaAccountRow | null): Part {
  if (account === null) return { ok: false, detail: 'no-account' }
  return account.lastProblem === null ? GOOD : { ok: false, detail: account.lastProblem }
}

async function mailPart(deps: ServiceDeps): Promise<Part> {
  const waiting = await mailBacklog(deps.db)
  return waiting === 0 ? GOOD : { ok: false, detail: `waiting: ${waiting}` }
}

/** How each part is. Only PostgreSQL is needed to serve: while others are away, work is kept and goes on by itself. */
export async function readiness(deps: ServiceDeps): Promise<Readiness> {
  const [database, temporal, ca, mail] = await Promise.all([
    part(async () => {
      await pingDatabase(deps.db)
      return GOOD
    }),
    part(async () => ({ ok: await deps.temporal.isUp(TIMEOUT_MS), detail: null })),
    part(async () => caPart(await preferredCaAccount(deps.db))),
    part(() => mailPart(deps)),
  ])
  const isDegraded = [temporal, ca, mail].some(({ ok }) => !ok)
  const status = database.ok ? (isDegraded ? 'degraded' : 'ok') : 'unavailable'
  return { status, database, temporal, ca, mail }
}
