import { notPossible } from '../../domain/command.ts'
import type { RevocationReason } from '../../domain/revocation.ts'
import type { CommandMessage } from '../contract.ts'
import { ca } from './activities.ts'
import type { CaFailure } from './ca-failure.ts'
import { endWhenDone } from './end-order.ts'
import { acknowledge, type Life, note, settle, settleStep } from './life.ts'
import type { Revocation, Step } from './state.ts'
import { addStep, postpone } from './steps.ts'
import { showIdle } from './undertaking.ts'

/** Somebody wants a certificate revoked (row M9). */
export function askToRevoke(life: Life, message: CommandMessage<'revoke'>): void {
  const { serialNumber, reason, compromisedOn } = message.arguments
  const known = life.state.certificates.find((certificate) => certificate.serialNumber === serialNumber)
  if (known?.status !== 'VALID')
    return settle(life, message.commandId, notPossible({ kind: 'no-certificate' }))
  note(life, 'order.revocation-asked', message.actor, { serialNumber, reason })
  acknowledge(life, message.commandId)
  queueRevocation(life, { serialNumber, reason, compromisedOn, commandId: message.commandId })
}

/** Revokes all that is valid, because the service ends and that was chosen. */
export function revokeAll(life: Life): void {
  for (const { serialNumber, status } of life.state.certificates)
    if (status === 'VALID')
      queueRevocation(life, {
        serialNumber,
        reason: 'cessationOfOperation',
        compromisedOn: null,
        commandId: null,
      })
}

function queueRevocation(life: Life, revocation: Revocation): void {
  const others = life.state.revocations.filter(({ serialNumber }) => serialNumber !== revocation.serialNumber)
  life.state.revocations = [...others, revocation]
  addStep(life.state, 'revoke', revocation.commandId, Date.now())
}

/** One certificate at a time. The CA takes its time from REVOKING to REVOKED; the watcher tells. */
export async function revokeAtCa(life: Life, step: Step): Promise<void> {
  for (const revocation of [...life.state.revocations]) {
    const taken = await ca.revokeAtCa.executeWithOptions({ summary: `Revoke ${revocation.serialNumber}` }, [
      { orderId: life.start.orderId, caAccountId: life.start.caAccountId, ...revocation },
    ])
    revoked(life, revocation, taken.reason)
    dequeue(life, step, revocation, { state: 'done' })
  }
  settleStep(life, step, { state: 'done' })
  endWhenDone(life)
}

/** `atCa`: the reason that the CA was given in the end, where it would not take the one that was chosen. */
function revoked(life: Life, { serialNumber, reason }: Revocation, atCa: RevocationReason = reason): void {
  const certificate = life.state.certificates.find((known) => known.serialNumber === serialNumber)
  if (certificate === undefined || certificate.status === 'REVOKED') return
  certificate.status = 'REVOKING'
  note(life, 'order.revoking', undefined, { serialNumber, reason: atCa })
  if (atCa !== reason)
    note(life, 'order.revocation-reason-replaced', undefined, { serialNumber, asked: reason, given: atCa })
  // A key that others have is used for nothing any more.
  if (reason === 'keyCompromise') life.state.keyIsLost = true
  if (life.state.undertaking === null) showIdle(life)
}

function dequeue(
  life: Life,
  step: Step,
  revocation: Revocation,
  outcome: Parameters<typeof settle>[2],
): void {
  life.state.revocations = life.state.revocations.filter((other) => other !== revocation)
  const { commandId } = revocation
  if (commandId === null) return
  step.commandIds = step.commandIds.filter((id) => id !== commandId)
  settle(life, commandId, outcome)
}

/** Away: again later. Refused: whoever asked for it is told, and the others in the queue still have their turn. */
export function notRevoked(life: Life, step: Step, failure: CaFailure): void {
  const [first] = life.state.revocations
  if (failure.kind === 'unavailable' || first === undefined) {
    postpone(step, Date.now())
    for (const commandId of step.commandIds) settle(life, commandId, { state: 'accepted' })
    return
  }
  const { problems } = failure
  const codes = problems.map(({ code }) => code)
  note(life, 'ca.refused', undefined, { step: 'revoke', serialNumber: first.serialNumber, codes })
  dequeue(life, step, first, { state: 'refused', code: 'ca-refused', problems })
  if (life.state.revocations.length === 0) {
    life.state.steps = life.state.steps.filter((other) => other !== step)
    endWhenDone(life)
  }
}
