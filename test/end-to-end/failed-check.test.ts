import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AlarmWatch } from './support/alarms.ts'
import {
  configuration,
  fresh,
  newOrder,
  publishProof,
  startOrder,
  untilState,
} from './support/order-steps.ts'
import { type Rest, restOf } from './support/rest.ts'
import { type SandboxDoor, sandboxOf } from './support/sandbox-door.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

/** A look every half second; as it ships it is every 30 seconds. */
const QUICK = { CERTLOOM_ALARMS_EVERY_MS: '500', CERTLOOM_ALARMS_SETTLE_MS: '0' }

interface HeldOrder {
  state: string
  activity: { step: string; waitsFor: string; problem: string | null; problemText: string | null } | null
  verification: { verified: number; of: number } | null
  actions: string[]
}
interface Checked {
  system: { name: string; method: string; code: string; message: string }[]
  findings: { code: string; message: string }[]
}

describe('a CAA record that forbids what is proven, everything real', () => {
  let stack: LiveStack
  let rest: Rest
  let sandbox: SandboxDoor
  let watch: AlarmWatch

  before(async () => {
    stack = await startStack({ environment: QUICK })
    rest = restOf(stack)
    sandbox = sandboxOf(stack)
    watch = await AlarmWatch.of(stack, rest, sandbox)
    // Time to change a record between the proof and the CA's own checks, which it repeats soon.
    await sandbox.call('PUT', '/behaviour', { acceptMs: 6_000, caaRetryMs: 2_000 })
  })
  after(async () => {
    await watch.close()
    await stack.stop()
  })

  const orderOf = async (id: string): Promise<HeldOrder> =>
    (await rest<HeldOrder>('GET', `/orders/${id}`)).body

  test('is told to the client, reminded of, and once mended all goes on by itself', async () => {
    const { reference, domain } = fresh()
    const email = `${reference}@customer-of-checks.com`
    const { customer } = newOrder(reference, {}, 'en')
    const configured = { configuration: configuration(domain), customer: { ...customer, email } }
    const { id } = await startOrder(rest, reference, configured)
    await untilState(rest, id, 'verifying')
    await publishProof(rest, sandbox, id)
    await until('the name is proven', async () => (await orderOf(id)).verification?.verified === 1, {
      timeoutMs: 60_000,
    })
    await sandbox.publish(domain, 'CAA', ['0 issue ";"'])

    const held = await until(
      'the client is told',
      async () => {
        const order = await orderOf(id)
        return order.activity?.problem === 'ca-check-caa' ? order : null
      },
      { timeoutMs: 120_000 },
    )
    assert.deepEqual(
      [held.state, held.activity?.step, held.activity?.waitsFor],
      ['verifying', 'verifying', 'client'],
    )
    assert.match(held.activity?.problemText ?? '', /CAA/)
    assert.ok(held.actions.includes('verification/check'))
    const { body } = await rest<Checked>('POST', `/orders/${id}/verification/check`, {})
    assert.deepEqual(
      body.system.map(({ name, code }) => [name, code]),
      [[domain, 'ca-check-caa']],
    )
    assert.ok(
      body.findings.some(({ code }) => code === 'caa-forbids'),
      JSON.stringify(body.findings),
    )
    const [mail = ''] = await watch.untilMails(email, 'The CA does not issue your certificate yet', 1)
    assert.match(mail, new RegExp(`${domain}: .*CAA.*0 issue "certum.pl"`))
    await watch.untilRaised('check-failed', id, '/0')
    await watch.waitingForDays(id, 3)
    await watch.untilRaised('check-failed', id, '/3')
    await watch.untilMails(email, 'The CA does not issue your certificate yet', 2)
    assert.deepEqual(await watch.mailsTo(email, 'Control of your names is not proven'), [])

    await sandbox.publish(domain, 'CAA', ['0 issue "certum.pl"'])
    await untilState(rest, id, 'issued', 120_000)
    await watch.untilCleared('check-failed', id)
  })
})
