import type { z } from 'zod'
import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import { type CertificateInspection, inspectCertificate } from '../../pki/certificate.ts'
import { dayOf } from '../../platform/days.ts'
import { type CertificateRow, certificateBySerial } from '../../store/queries/certificates.ts'
import { commandById } from '../../store/queries/commands.ts'
import {
  type CertificatePlace,
  othersOnKeysOf,
  othersOnSameKey,
  type SharedKey,
} from '../../store/queries/same-key.ts'
import { revocation } from '../schemas/life.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { type CommandOptions, type Submitted, submitCommand } from './submit-command.ts'
import { visibleOrder } from './visible-order.ts'

export type { SharedKey }

type RevocationBody = z.output<typeof revocation>

/** The clock, and the zone of whoever asks. */
interface Today {
  now: Date
  timeZone: string
}

/** When the key was lost belongs to that reason alone, and lies in the certificate's own past. */
function dateProblems(
  { reason, compromisedOn }: RevocationBody,
  row: CertificateRow,
  { now, timeZone }: Today,
): FieldProblem[] {
  const path = '/compromisedOn'
  if (compromisedOn == null) return []
  if (reason !== 'keyCompromise') return [{ path, code: 'only-for-key-compromise' }]
  const params = { from: dayOf(row.notBefore, timeZone), to: dayOf(now, timeZone) }
  const isWithin = compromisedOn >= params.from && compromisedOn <= params.to
  return isWithin ? [] : [{ path, code: 'date-out-of-range', params }]
}

/** Nobody's affiliation changes where the certificate names a domain only (BR 7.2.2). */
function namesSomebody({ subject }: CertificateInspection): boolean {
  const { organization, givenName, surname } = subject
  return [organization, givenName, surname].some(Boolean)
}

function problemsOf(asked: RevocationBody, row: CertificateRow | null, today: Today): FieldProblem[] {
  if (row === null) return [{ path: '/serialNumber', code: 'certificate-unknown' }]
  const isOver = row.status !== 'VALID' || row.notAfter <= today.now
  const unfit = asked.reason === 'affiliationChanged' && !namesSomebody(inspectCertificate(row.pem))
  return [
    ...(isOver ? [{ path: '/serialNumber', code: 'certificate-not-revocable' }] : []),
    ...(unfit ? [{ path: '/reason', code: 'affiliation-not-named' }] : []),
    ...dateProblems(asked, row, today),
  ]
}

/** Taking back a certificate (row M9). */
export function createRevocationService(deps: ServiceDeps) {
  return {
    /** What else is unsafe if a key of this order is lost: the customer's other valid certificates on it. */
    async onSameKeys(caller: Caller, orderId: string): Promise<SharedKey[]> {
      return othersOnKeysOf(deps.db, (await visibleOrder(deps, caller, orderId)).id)
    },

    /**
     * Has a certificate of the order revoked. With a lost key also tells which other certificates hold it.
     * @throws {CertloomError} `invalid-input` with every problem, `not-possible-now`, `ca-refused`
     */
    async revoke(
      caller: Caller,
      orderId: string,
      body: unknown,
      options: CommandOptions = {},
    ): Promise<Submitted & { sameKey?: CertificatePlace[] }> {
      const order = await visibleOrder(deps, caller, orderId)
      const asked = parseInput(revocation, body)
      const { serialNumber, reason } = asked
      const row = await certificateBySerial(deps.db, order.id, serialNumber)
      const problems = problemsOf(asked, row, { now: deps.clock(), timeZone: order.timeZone })
      const { commandId } = options
      // A repeat is answered by what the first one came to: by then the certificate may be revoked.
      const isRepeat = commandId && (await commandById(deps.db, caller.tenant, order.id, commandId)) !== null
      if (problems.length > 0 && !isRepeat) throw new CertloomError('invalid-input', { problems })
      const submitted = await submitCommand(deps, caller, order.id, {
        name: 'revoke',
        body: asked,
        args: { serialNumber, reason, compromisedOn: asked.compromisedOn ?? null },
        ...options,
      })
      if (reason !== 'keyCompromise') return submitted
      return { ...submitted, sameKey: await othersOnSameKey(deps.db, { orderId: order.id, serialNumber }) }
    },
  }
}
