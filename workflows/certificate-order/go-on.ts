import { type Life, now } from './life.ts'
import { currentPurchase } from './state.ts'
import { addStep } from './steps.ts'

/** The CA keeps the order, so we go on with it. One whose answer was lost is taken over first, as it is not placed for us. */
export function goOnOrdering(life: Life): void {
  const isPlaced = (currentPurchase(life.state)?.status ?? null) !== null
  life.state.activity = {
    kind: 'ordering',
    step: isPlaced ? 'verifying' : 'ordering',
    waitsFor: 'ca',
    since: now(),
    dueBy: null,
    problem: null,
  }
  addStep(life.state, isPlaced ? 'read' : 'place', null, Date.now())
}
