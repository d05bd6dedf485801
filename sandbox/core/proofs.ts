import { z } from 'zod'
import type { Database } from './database.ts'
import { PROOF_STATES, type ProofState, SYSTEM_CHECKS, type SystemCheck } from './types.ts'

/** Where the control of one name of an order stands. `negatives` are automatic checks that speak against it. */
export interface Proof {
  orderId: string
  name: string
  state: ProofState
  verifiedAt: number | null
  expiresAt: number | null
  /** Why the last look failed. */
  info: string | null
  negatives: SystemCheck[]
}

const proofRow = z.object({
  orderId: z.string(),
  name: z.string(),
  state: z.enum(PROOF_STATES),
  verifiedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
  info: z.string().nullable(),
  negatives: z.string().transform((text) => z.array(z.enum(SYSTEM_CHECKS)).parse(JSON.parse(text))),
})

/** Writes names that an order is to have, all still to be proven, behind those it has. */
export function addProofs(database: Database, orderId: string, names: readonly string[]): void {
  const first = proofsOf(database, orderId).length
  for (const [index, name] of names.entries()) {
    database.run(
      "INSERT INTO proofs (orderId, name, position, state, negatives) VALUES (?, ?, ?, 'REQUIRED', '[]')",
      orderId,
      name,
      first + index,
    )
  }
}

export function proofsOf(database: Database, orderId: string): Proof[] {
  return database.all(
    proofRow,
    'SELECT orderId, name, state, verifiedAt, expiresAt, info, negatives FROM proofs WHERE orderId = ? ORDER BY position',
    orderId,
  )
}

export function saveProof(database: Database, proof: Proof): void {
  database.run(
    'UPDATE proofs SET state = ?, verifiedAt = ?, expiresAt = ?, info = ?, negatives = ? WHERE orderId = ? AND name = ?',
    proof.state,
    proof.verifiedAt,
    proof.expiresAt,
    proof.info,
    JSON.stringify(proof.negatives),
    proof.orderId,
    proof.name,
  )
}

const runsRow = z.object({ runs: z.number() })

/** Remembers a look that was asked for. */
export function recordCheckRun(database: Database, orderId: string, at: number): void {
  database.run('INSERT INTO check_runs (orderId, at) VALUES (?, ?)', orderId, at)
}

/** How many looks were asked for since an instant. */
export function checkRunsSince(database: Database, orderId: string, since: number): number {
  const found = database.one(
    runsRow,
    'SELECT count(*) AS runs FROM check_runs WHERE orderId = ? AND at > ?',
    orderId,
    since,
  )
  return found?.runs ?? 0
}
