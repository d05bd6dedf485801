import type { RevocationReason } from '../../domain/revocation.ts'
import { caOrderOf, scheduleLook } from '../../store/queries/ca-orders.ts'
import { certificateBySerial } from '../../store/queries/certificates.ts'
import { commandNote } from './command-note.ts'
import type { CaDeps } from './deps.ts'

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

/** Asks the CA to revoke. Asked twice it says that it is at it, which is as good. */
export async function revokeAtCa(
  deps: CaDeps,
  input: RevokeInput,
): Promise<{ outcome: 'revoking' | 'already' }> {
  const port = await deps.portOf(input.caAccountId)
  const { serialNumber, reason, compromisedOn } = input
  const note = await commandNote(deps.db, input.commandId)
  const outcome = await port.revokeCertificate({
    serialNumber,
    reason,
    ...(compromisedOn === null ? {} : { compromisedOn: compromisedOn.slice(0, 10) }),
    ...(note === undefined ? {} : { note }),
  })
  await lookSoon(deps, input)
  return { outcome }
}

async function lookSoon(deps: CaDeps, { orderId, caAccountId, serialNumber }: RevokeInput): Promise<void> {
  const certificate = await certificateBySerial(deps.db, orderId, serialNumber)
  const row = certificate === null ? null : await caOrderOf(deps.db, caAccountId, certificate.caOrderId)
  if (row !== null) await scheduleLook(deps.db, row.id, new Date(deps.clock().getTime() + LOOK_AFTER_MS))
}
