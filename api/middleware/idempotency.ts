import { setTimeout as sleep } from 'node:timers/promises'
import { CertloomError } from '../../domain/errors.ts'
import type { Database } from '../../store/database.ts'
import {
  abandonRequest,
  beginRequest,
  finishRequest,
  type KeptAnswer,
  type RequestStart,
} from '../../store/queries/idempotency.ts'
import type { TokenHolder } from '../../store/queries/tokens.ts'
import { hashOf } from '../services/canonical-json.ts'
import { HttpProblem } from './problem.ts'

/** A request that carries an `Idempotency-Key`. */
export interface KeyedRequest {
  /** Whose keys these are: a billing system's, or a token's that has none. */
  scope: string
  key: string
  hash: string
  /** The same for every repeat, so that one who died half-way is followed by one who waits for the same command. */
  commandId: string
}

const POLL_MS = 200
/** A request that is still at work is waited for so long; then its repeat joins in, which is safe. */
const PATIENCE_MS = 3_000

/**
 * What the key of a request stands for; null where it carries none.
 * @throws {CertloomError} `invalid-input` for a key that is none
 */
export function keyedRequest(
  token: TokenHolder,
  key: string | undefined,
  request: { method: string; path: string; body: unknown },
): KeyedRequest | null {
  if (key === undefined) return null
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const problems = [{ path: '', code: 'bad-idempotency-key' }]
    throw new CertloomError('invalid-input', { problems })
  }
  const scope = token.billingSystemId === null ? `token:${token.id}` : `system:${token.billingSystemId}`
  const hash = hashOf(request.method, request.path, request.body ?? null)
  return { scope, key, hash, commandId: hashOf(scope, key, hash).slice(0, 32) }
}

/** Answers of our own faults and of passing moments are not the request's: the next try may do better. */
function isWorthKeeping(status: number): boolean {
  return status < 500 && status !== 429
}

async function begin(db: Database, { scope, key, hash }: KeyedRequest): Promise<RequestStart> {
  const until = Date.now() + PATIENCE_MS
  let start = await beginRequest(db, scope, key, hash)
  while (start === 'unfinished' && Date.now() < until) {
    await sleep(POLL_MS)
    start = await beginRequest(db, scope, key, hash)
  }
  return start
}

/** Kept as text: jsonb would forget the order of members, and a repeat gets the first answer to the letter. */
function fromText(body: unknown): unknown {
  return typeof body === 'string' ? JSON.parse(body) : body
}

/**
 * Does a request once for each key: a repeat gets the first answer.
 * @throws {HttpProblem} `idempotency-key-reused` where the key came with another request before
 */
export async function answerOnce(
  db: Database,
  keyed: KeyedRequest,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  const { scope, key } = keyed
  const start = await begin(db, keyed)
  if (start === 'mismatch') throw new HttpProblem('idempotency-key-reused')
  if (typeof start === 'object') {
    const headers = { ...start.replay.headers, 'Idempotent-Replayed': 'true' }
    return { ...start.replay, headers, body: fromText(start.replay.body) }
  }
  const answer = await work()
  if (isWorthKeeping(answer.status))
    await finishRequest(db, scope, key, { ...answer, body: JSON.stringify(answer.body) })
  else await abandonRequest(db, scope, key).catch(() => undefined)
  return answer
}
