import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import type { CaAccountRow } from '../../store/entities/ca-account.ts'
import {
  addCaAccount,
  type CaAccountFields,
  caAccountById,
  editCaAccount,
} from '../../store/queries/ca-account-edits.ts'
import { DEFAULT_CALLS_PER_SECOND, listCaAccounts } from '../../store/queries/ca-accounts.ts'
import { type Language, translate } from '../../texts/texts.ts'
import {
  ACCESS,
  type CaAccountCheckedJson,
  type CaAccountJson,
  caAccountChange,
  newCaAccount,
} from '../schemas/ca-account.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { journalled } from './journalled.ts'
import { withoutGaps } from './without-gaps.ts'

const DEFAULT_CALL_BURST = 5

/** What settings give is theirs to change. */
const GIVEN_BY_SETTINGS = ['mode', 'url', 'userName', 'password', 'callsPerSecond'] as const

/** Everything but the password, which nobody is told again. */
function accountJson(row: CaAccountRow): CaAccountJson {
  const { id, name, kind, mode, url, userName, department, preference, minimalBalance, balance } = row
  const { enabled, readOnly, callsPerSecond, callBurst, lastOkAt, lastProblem, createdAt, updatedAt } = row
  return {
    ...{ id, name, kind, mode, url, userName, department, preference, minimalBalance, balance },
    ...{ enabled, readOnly, callsPerSecond, callBurst },
    lastOkAt: lastOkAt?.toISOString() ?? null,
    problem: lastProblem,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

function refusal(...problems: FieldProblem[]): CertloomError {
  return new CertloomError('invalid-input', { problems })
}

function refuseGiven(account: CaAccountRow, change: Partial<CaAccountFields>): void {
  if (!account.readOnly) return
  const isAsBefore = (field: (typeof GIVEN_BY_SETTINGS)[number]): boolean =>
    change[field] === undefined || (field !== 'password' && change[field] === account[field])
  const given = GIVEN_BY_SETTINGS.filter((field) => !isAsBefore(field))
  if (given.length > 0)
    throw refusal(...given.map((field) => ({ path: `/${field}`, code: 'given-by-settings' })))
}

function refuseAccess(account: CaAccountRow, change: Partial<CaAccountFields>): void {
  if (account.kind !== 'manual') return
  const given = ACCESS.filter((field) => change[field] !== undefined)
  if (given.length > 0)
    throw refusal(...given.map((field) => ({ path: `/${field}`, code: 'not-for-manual-ca' })))
}

const TAKEN: FieldProblem = { path: '/userName', code: 'ca-account-exists' }

/** The accounts at CAs that orders are placed by. */
export function createCaAccountService(deps: ServiceDeps) {
  const { db, keyRing } = deps
  return {
    /** In the order of preference. */
    async list(): Promise<{ items: CaAccountJson[] }> {
      return { items: (await listCaAccounts(db)).map(accountJson) }
    },

    /**
     * Adds an account; it comes last unless its preference says otherwise.
     * @throws {CertloomError} `invalid-input`
     */
    async add(caller: Caller, body: unknown): Promise<CaAccountJson> {
      const asked = parseInput(newCaAccount, body)
      const { name, mode, kind, url = null, userName = null, password = null, ...rest } = asked
      return journalled(db, caller, 'account.added', async (tx) => {
        const added = await addCaAccount(tx, keyRing, {
          ...{ department: null, minimalBalance: null, enabled: true },
          ...{ callsPerSecond: DEFAULT_CALLS_PER_SECOND, callBurst: DEFAULT_CALL_BURST },
          ...withoutGaps(rest),
          ...{ name, mode, kind, url, userName, password },
        })
        if (added === null) throw refusal(TAKEN)
        return { before: null, after: accountJson(added), subject: name }
      })
    },

    /**
     * Changes an account. A new address, user or password holds for the next call.
     * @throws {CertloomError} `not-found`, `invalid-input`
     */
    async edit(caller: Caller, id: string, body: unknown): Promise<CaAccountJson> {
      const change = withoutGaps(parseInput(caAccountChange, body))
      return journalled(db, caller, 'account.changed', async (tx) => {
        let before: CaAccountJson | null = null
        const edited = await editCaAccount(tx, keyRing, id, (account) => {
          before = accountJson(account)
          refuseGiven(account, change)
          refuseAccess(account, change)
          return change
        })
        if (edited === 'unknown') throw new CertloomError('not-found')
        if (edited === 'taken') throw refusal(TAKEN)
        const secrets = change.password === undefined ? [] : ['password']
        return { before, after: accountJson(edited), subject: edited.name, secrets }
      })
    },

    /**
     * Tries the connection, and says what is wrong with it.
     * @throws {CertloomError} `not-found`
     */
    async check(id: string, language: Language): Promise<CaAccountCheckedJson> {
      if ((await caAccountById(db, id)) === null) throw new CertloomError('not-found')
      const result = await deps.temporal.checkCaAccount(id, deps.settings.commandWaitMs)
      const problem = result === null ? 'not-tried' : result.problem
      if (problem === null) return { ok: true, problem: null, detail: null }
      const params = result?.caCode == null ? {} : { number: result.caCode }
      const keys = [`connection:${problem}`, `ca:${problem}`, 'ca:ca-error']
      return { ok: false, problem, detail: translate(language, keys, params) }
    },
  }
}
