import type { PlanSettings } from '../../../domain/plan-settings.ts'
import type { OrderStart } from '../../../workflows/contract.ts'
import type { OrderUnderTest } from './order-under-test.ts'
import type { SkippedTime } from './skipped-time.ts'
import { YearsCa } from './years-ca.ts'

interface Begun {
  order: OrderUnderTest
  ca: YearsCa
}

/** Begins orders at a CA that keeps the rules of the day, and brings them to their first certificate. */
export function issuedIn(time: SkippedTime) {
  return async (settings: Partial<PlanSettings>, start: Partial<OrderStart> = {}): Promise<Begun> => {
    const made: { ca?: YearsCa } = {}
    const order = await time.begin(start, (script) => {
      made.ca = new YearsCa(script, settings)
    })
    const { ca } = made
    if (ca === undefined) throw new Error('no CA')
    if (start.setup === 'on-payment')
      await order.send('paymentReceived', { status: 'paid', paidUntil: null, invoice: 'FIRST' })
    await order.configure()
    await order.signal('synchronize')
    await order.until(({ state }) => state === 'issued')
    await order.untilRun(2)
    await time.settle()
    return { order, ca }
  }
}
