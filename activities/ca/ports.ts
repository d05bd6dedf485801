import type { Logger } from '../../platform/logger.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../../store/database.ts'
import { caAccount } from '../../store/queries/ca-accounts.ts'
import { acquireCall } from '../../store/queries/call-limiter.ts'
import { createCertumPort } from './certum/certum-port.ts'
import { createCertumClient } from './certum/client.ts'
import { CaUnavailable } from './errors.ts'
import type { ExchangeLog } from './exchange-log.ts'
import { currentSignal } from './order-context.ts'
import type { CaPort } from './port.ts'

/** An account's address or password may be changed by an admin: after this long it is read again. */
const KEEP_MS = 30_000

interface PortOptions {
  db: Database
  keyRing: KeyRing
  timeoutMs: number
  clock: () => Date
  /** Where calls are logged; missing, they are not. */
  exchanges?: ExchangeLog
  log?: Pick<Logger, 'warn'>
}

/** Makes the ports of CA accounts, one for each, all over the one limiter in PostgreSQL. */
export function createPorts(options: PortOptions): (caAccountId: string) => Promise<CaPort> {
  const ports = new Map<string, { port: CaPort; until: number }>()
  return async (caAccountId) => {
    const known = ports.get(caAccountId)
    if (known !== undefined && known.until > options.clock().getTime()) return known.port
    const port = await openPort(options, caAccountId)
    ports.set(caAccountId, { port, until: options.clock().getTime() + KEEP_MS })
    return port
  }
}

async function openPort(options: PortOptions, caAccountId: string): Promise<CaPort> {
  const { db, keyRing, timeoutMs, exchanges, log } = options
  const account = await caAccount(db, caAccountId, keyRing)
  if (account === null) throw new CaUnavailable('wrong-address', 'none')
  const { url, userName, password } = account
  return createCertumPort(
    createCertumClient({
      url,
      userName,
      password,
      timeoutMs,
      beforeCall: () => acquireCall(db, caAccountId, currentSignal()),
      log: (exchange) => exchanges?.note(caAccountId, exchange),
      onUnknownError: (unknown) =>
        log?.warn({ caAccountId, ...unknown }, 'the CA sent an unknown error number'),
    }),
  )
}
