import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AlarmWatch } from './support/alarms.ts'
import { makeCsr } from './support/openssl.ts'
import { configuration, fresh, orderOf, publishProof, startOrder, untilState } from './support/order-steps.ts'
import { type Order, type Rest, restOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

const QUICK = { CERTLOOM_ALARMS_EVERY_MS: '500', CERTLOOM_ALARMS_SETTLE_MS: '0' }

/** What the contract adds to a certificate. */
type Compared = Order['certificates'][number] & { missingNames?: string[] }

describe('a CA that forgets a name and gives no codes, everything real', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor
  let watch: AlarmWatch

  before(async () => {
    stack = await startStack({ environment: QUICK })
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
    watch = await AlarmWatch.of(stack, rest, sandbox)
  })
  after(async () => {
    await watch.close()
    await stack.stop()
  })

  const eventsOf = async (id: string): Promise<string[]> =>
    (await rest<{ items: { name: string }[] }>('GET', `/orders/${id}/events`)).body.items.map(
      ({ name }) => name,
    )

  test('is no success, is an alarm, and is mended by a reissue that asks for the name by itself', async () => {
    await sandbox.call('PUT', '/behaviour', { namesIssued: 'without-last', codes: 'on-request' })
    const { reference, domain } = fresh()
    const names = [domain, `www.${domain}`]
    const { id } = await startOrder(rest, reference)
    const configured = await rest('POST', `/orders/${id}/configuration`, { ...configuration(domain), names })
    assert.ok([200, 202].includes(configured.status), JSON.stringify(configured.body))
    await untilState(rest, id, 'verifying')
    await publishProof(rest, sandbox, id)
    const lacking = await untilState(rest, id, 'issued')
    const certificates: Compared[] = lacking.certificates
    assert.deepEqual(certificates[0]?.missingNames, [names[1]])
    const events = await eventsOf(id)
    assert.ok(events.includes('order.names-missing') && !events.includes('order.issued'), events.join())
    const alarm = await watch.untilRaised('names-missing', id)
    assert.ok(alarm.message.includes(`www.${domain}`), alarm.message)

    await sandbox.call('PUT', '/behaviour', { namesIssued: 'as-ordered' })
    const asked = await rest('POST', `/orders/${id}/reissue`, { csr: makeCsr(domain).csr })
    assert.ok([200, 202].includes(asked.status), JSON.stringify(asked.body))
    await until('the second certificate has them all', async () => {
      const now = await orderOf(rest, id)
      const whole = (now.certificates as Compared[]).find((each) => each.missingNames === undefined)
      return whole !== undefined && names.every((name) => whole.names.includes(name)) ? whole : null
    })
    await watch.untilCleared('names-missing', id)
    assert.ok((await eventsOf(id)).includes('order.issued'))
  })
})
