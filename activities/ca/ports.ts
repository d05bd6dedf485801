import type { Logger } from '../../platform/logger.ts'
import type { KeyRing } from '../../platform/secrets.ts'
import type { Database } from '../../store/database.ts'
import { type CaAccountAccess, type CertumAccess, caAccount } from '../../store/queries/ca-accounts.ts'
import { acquireCall } from '../../store/queries/call-limiter.ts'
import { createCertumPort } from './certum/certum-port.ts'
import { createCertumClient } from './certum/client.ts'
import { CaUnavailable } from './errors.ts'
import type { ExchangeLog } from './exchange-log.ts'
import { createManualPort } from './manual/manual-port.ts'
import { currentSignal } from './order-context.ts'
import type { CaPort } from './port.ts'

interface PortOptions {
  db: Database
  keyRing: KeyRing
  timeoutMs: number
  clock?(): Date
  /** Where calls are logged; missing, they are not. */
  exchanges?: ExchangeLog
  log?: Pick<Logger, 'warn'>
}

/**
 * Makes the ports of CA accounts, one for each, all over the one limiter in PostgreSQL. An account is read each time, so
 * that a new address or password holds at once.
 */
export function createPorts(options: PortOptions): (caAccountId: string) => Promise<CaPort> {
  const ports = new Map<string, { port: CaPort; access: string }>()
  return async (caAccountId) => {
    const account = await caAccount(options.db, caAccountId, options.keyRing)
    if (account === null) throw new CaUnavailable('wrong-address', 'none')
    const access = JSON.stringify(account)
    const known = ports.get(caAccountId)
    if (known?.access === access) return known.port
    const port = openPort(options, account)
    ports.set(caAccountId, { port, access })
    return port
  }
}

function openPort(options: PortOptions, account: CaAccountAccess): CaPort {
  switch (account.kind) {
    case 'certum':
      return openCertum(options, account)
    case 'manual':
      return createManualPort({
        db: options.db,
        caAccountId: account.id,
        clock: options.clock ?? (() => new Date()),
      })
  }
}

function openCertum(options: PortOptions, account: CertumAccess): CaPort {
  const { db, timeoutMs, exchanges, log } = options
  const { id: caAccountId, url, userName, password } = account
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
