import type { Request } from 'express'
import type { Database } from '../../store/database.ts'
import { type Scope, type TokenHolder, tokenByPlain } from '../../store/queries/tokens.ts'
import { HttpProblem } from './problem.ts'

/** How long a revoked token may still be good here. */
const CACHE_MS = 2_000
const MOST_CACHED = 1_000

/** Tells whose token a request carries. */
export type TokenReader = (request: Request) => Promise<TokenHolder>

function unauthenticated(): HttpProblem {
  return new HttpProblem('unauthenticated', { headers: { 'WWW-Authenticate': 'Bearer realm="Certloom"' } })
}

/**
 * Reads bearer tokens, looking each up at most once in two seconds.
 * @throws {HttpProblem} `unauthenticated`, from the reader
 */
export function createTokenReader(db: Database, now: () => number = Date.now): TokenReader {
  const cache = new Map<string, { holder: TokenHolder; until: number }>()

  async function holderOf(token: string): Promise<TokenHolder | null> {
    const known = cache.get(token)
    if (known !== undefined && known.until > now()) return known.holder
    const holder = await tokenByPlain(db, token)
    cache.delete(token)
    if (holder === null) return null
    if (cache.size >= MOST_CACHED) cache.clear()
    cache.set(token, { holder, until: now() + CACHE_MS })
    return holder
  }

  return async (request) => {
    const [, token] = /^Bearer +([\w.~+/=-]{1,200})$/i.exec(request.get('authorization') ?? '') ?? []
    const holder = token === undefined ? null : await holderOf(token)
    if (holder === null) throw unauthenticated()
    return holder
  }
}

/**
 * Scope `admin` is the right to everything of its tenant.
 * @throws {HttpProblem} `forbidden`
 */
export function requireScope({ scopes }: TokenHolder, scope: Scope | null): void {
  if (scope === null || scopes.includes(scope) || scopes.includes('admin')) return
  throw new HttpProblem('forbidden', { params: { scope } })
}
