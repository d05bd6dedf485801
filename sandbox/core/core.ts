import { newSecret } from '../../platform/ids.ts'
import { openAuthority } from '../ca/authority.ts'
import { type Behaviour, FRIENDLY_BEHAVIOUR } from './behaviour.ts'
import { rememberedBehaviour, resetBehaviour } from './behaviour-changes.ts'
import type { CoreContext } from './context.ts'
import { setOffsetDays } from './context.ts'
import { type Database, openDatabase } from './database.ts'
import { type Lookups, storedLookups } from './lookups.ts'
import { settle } from './order-life.ts'
import { RESETTABLE_TABLES } from './schema.ts'
import { settingOr } from './settings.ts'

export interface CoreOptions {
  /** A path, or `:memory:`; not looked at when `database` is given. */
  databaseFile: string
  /** A store that is open already. */
  database?: Database
  clock?: () => Date
  behaviour?: Partial<Behaviour>
  /** Where the sandbox is reached; stands in certificates and in mails. */
  publicUrl?: string
  /** How DNS and web servers are seen; by default straight from the database, without a network. */
  lookups?: Lookups
}

/** The CA without any network: time is whatever the clock says, and what fell due happens when it is next asked. */
export interface SandboxCore {
  context: CoreContext
  /** Catches up with the clock, then does `work`; calls never overlap. Rejects with what `work` throws. */
  run<T>(work: (context: CoreContext) => T | Promise<T>): Promise<T>
  /** Forgets everything but the CA, its keys and its account. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** Opens the sandbox's store and makes CA and account at the first start. */
export async function openCore(options: CoreOptions): Promise<SandboxCore> {
  const database = options.database ?? openDatabase(options.databaseFile)
  const clock = options.clock ?? (() => new Date())
  const publicUrl = options.publicUrl ?? 'http://127.0.0.1'
  const startBehaviour = { ...FRIENDLY_BEHAVIOUR, ...options.behaviour }
  const context: CoreContext = {
    database,
    clock,
    behaviour: { ...startBehaviour, ...rememberedBehaviour(database) },
    startBehaviour,
    account: {
      userName: settingOr(database, 'account.userName', () => 'sandbox'),
      password: settingOr(database, 'account.password', () => newSecret()),
    },
    authority: await openAuthority(database, clock(), publicUrl),
    lookups: options.lookups ?? storedLookups(database),
    publicUrl,
  }
  return coreOver(context)
}

function coreOver(context: CoreContext): SandboxCore {
  let tail: Promise<unknown> = Promise.resolve()
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = tail.then(work)
    tail = result.catch(() => undefined)
    return result
  }
  return {
    context,
    run: (work) =>
      queue(async () => {
        await settle(context)
        return work(context)
      }),
    reset: () => queue(async () => reset(context)),
    close: () =>
      queue(async () => {
        context.database.close()
      }),
  }
}

function reset(context: CoreContext): void {
  context.database.transaction(() => {
    for (const table of RESETTABLE_TABLES) context.database.run(`DELETE FROM ${table}`)
    setOffsetDays(context, 0)
    resetBehaviour(context)
  })
}
