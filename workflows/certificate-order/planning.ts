import { awaitPayment } from './awaiting-payment.ts'
import { type Life, mail, note, now } from './life.ts'
import { occasionOf, plannedMove, termEndOf } from './plan.ts'
import { refreshSettings } from './plan-settings.ts'
import { beginPlannedReissue } from './reissuing.ts'
import { beginPlannedRenewal } from './renewing.ts'
import { certificateInUse } from './state.ts'

/** Carries out a move whose time has come, under the policy as it is at this moment: it may have changed meanwhile. */
export async function carryOutMove(life: Life): Promise<void> {
  await refreshSettings(life)
  const move = plannedMove(life.state, life.start)
  if (move === null || Date.parse(move.at) > Date.now()) return
  const occasion = occasionOf(life.state, move)
  if (move.what === 'reissue' || move.what === 'renew') life.state.plannedAt = now()
  switch (move.what) {
    case 'reissue':
      return beginPlannedReissue(life, occasion)
    case 'renew':
      return beginPlannedRenewal(life, occasion)
    case 'invoice':
      return awaitPayment(life, termEndOf(life.state))
    case 'notify':
      return tellOfEnd(life, occasion)
  }
}

/** Nothing is done by itself: whoever reads the mail decides. */
function tellOfEnd(life: Life, occasion: string): void {
  const inUse = certificateInUse(life.state)
  life.state.notifiedOf = inUse?.serialNumber ?? null
  note(life, 'order.renewal-due', undefined, { serialNumber: inUse?.serialNumber ?? null })
  mail(life, 'renewal-due', occasion)
}
