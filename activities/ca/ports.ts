import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../../store/database.ts'
import { caAccount } from '../../store/queries/ca-accounts.ts'
import { acquireCall } from '../../store/queries/call-limiter.ts'
import { createCertumPort } from './certum/certum-port.ts'
import { createCertumClient } from './certum/client.ts'
import { CaUnavailable } from './errors.ts'
import type { CaPort } from './port.ts'

/** An account's address or password may be changed by an admin: after this long it is read again. */
const KEEP_MS = 30_000

/** Makes the ports of CA accounts, one for each, all over the one limiter in PostgreSQL. */
export function createPorts(options: {
  db: Database
  keyRing: KeyRing
  timeoutMs: number
  clock: () => Date
}): (caAccountId: string) => Promise<CaPort> {
  const ports = new Map<string, { port: CaPort; until: number }>()
  return async (caAccountId) => {
    const known = ports.get(caAccountId)
    if (known !== undefined && known.until > options.clock().getTime()) return known.port
    const port = await openPort(options, caAccountId)
    ports.set(caAccountId, { port, until: options.clock().getTime() + KEEP_MS })
    return port
  }
}

async function openPort(
  options: { db: Database; keyRing: KeyRing; timeoutMs: number },
  caAccountId: string,
): Promise<CaPort> {
  const account = await caAccount(options.db, caAccountId, options.keyRing)
  if (account === null) throw new CaUnavailable('wrong-address', 'none')
  const { url, userName, password } = account
  const beforeCall = () => acquireCall(options.db, caAccountId)
  return createCertumPort(
    createCertumClient({ url, userName, password, timeoutMs: options.timeoutMs, beforeCall }),
  )
}
