import type { RevocationReason } from '../../domain/revocation.ts'
import { caOrderOf, scheduleLook } from '../../store/queries/ca-orders.ts'
import { certificateBySerial } from '../../store/queries/certificates.ts'
import { commandNote } from './command-note.ts'
import type { CaDeps } from './deps.ts'
import { CaRefusal } from './errors.ts'

export interface RevokeInput {
  orderId: string
  caAccountId: string
  serialNumber: string
  reason: RevocationReason
  /** `YYYY-MM-DD`, with `keyCompromise` only. */
  compromisedOn: string | null
  commandId: string | null
}

/** The CA takes seconds to minutes from REVOKING to REVOKED. */
const LOOK_AFTER_MS = 5_000

export interface RevokedAtCa {
  outcome: 'revoking' | 'already'
  /** Present where the CA would not take the reason that was given. */
  reason?: RevocationReason
}

/** The CA's word against a reason (error 1135); versions of its interface differ in which ones they take. */
const REASON_REFUSED = 'revocation-reason-invalid'

/**
 * Asks the CA to revoke. Asked twice it says that it is at it, which is as good. Revoking matters more than why: where the
 * CA does not take the reason, it is revoked without one.
 */
export async function revokeAtCa(deps: CaDeps, input: RevokeInput): Promise<RevokedAtCa> {
  const port = await deps.portOf(input.caAccountId)
  const { serialNumber, reason, compromisedOn } = input
  const note = await commandNote(deps.db, input.commandId)
  const said = note === undefined ? {} : { note }
  const since = compromisedOn === null ? {} : { compromisedOn: compromisedOn.slice(0, 10) }
  try {
    const outcome = await port.revokeCertificate({ serialNumber, reason, ...since, ...said })
    await lookSoon(deps, input)
    return { outcome }
  } catch (error) {
    if (reason === UNSPECIFIED || !isReasonRefused(error)) throw error
    const outcome = await port.revokeCertificate({ serialNumber, reason: UNSPECIFIED, ...said })
    await lookSoon(deps, input)
    return { outcome, reason: UNSPECIFIED }
  }
}

const UNSPECIFIED: RevocationReason = 'unspecified'

function isReasonRefused(error: unknown): boolean {
  return error instanceof CaRefusal && error.problems.some(({ code }) => code === REASON_REFUSED)
}

async function lookSoon(deps: CaDeps, { orderId, caAccountId, serialNumber }: RevokeInput): Promise<void> {
  const certificate = await certificateBySerial(deps.db, orderId, serialNumber)
  const row = certificate === null ? null : await caOrderOf(deps.db, caAccountId, certificate.caOrderId)
  if (row !== null) await scheduleLook(deps.db, row.id, new Date(deps.clock().getTime() + LOOK_AFTER_MS))
}
