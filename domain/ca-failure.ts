/** Types of the failures with which activities tell a workflow why a CA call came to nothing. */
export const CA_REFUSAL = 'CaRefusal'
export const CA_UNAVAILABLE = 'CaUnavailable'

/** What the second of them tells. `needsAdmin`: no time mends it, and nothing that a client can do. */
export interface CaUnavailableDetail {
  code: string
  outcome: 'none' | 'unknown'
  needsAdmin?: true
}
