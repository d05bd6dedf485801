import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type HandCa, startHandCa } from './support/hand-ca.ts'
import { makeCsr, verifyChain } from './support/openssl.ts'
import { fresh, newOrder, orderOf, PLANTED, untilState } from './support/order-steps.ts'
import { type Order, type Rest, restOf } from './support/rest.ts'
import { type LiveStack, startStack } from './support/stack.ts'
import { until } from './support/until.ts'

interface Task {
  id: string
  orderId: string
  kind: string
  account: string
  serialNumber: string | null
  request: Record<string, unknown>
}
interface Problem {
  code: string
  errors: { path: string; code: string; message: string }[]
}

const PRODUCT = 'HAND-1'

describe('a CA without an API: each step there is an admin’s task (row O6)', () => {
  let stack: LiveStack
  let rest: Rest
  let ca: HandCa

  before(async () => {
    stack = await startStack()
    rest = restOf(stack)
    ca = startHandCa()
    await sellByHand()
  })
  after(() => stack.stop())

  async function sellByHand(): Promise<void> {
    const account = { kind: 'manual', name: 'Hand CA', mode: 'production', department: 'TLS desk' }
    const added = await rest<{ id: string }>('POST', '/ca-accounts', account)
    assert.equal(added.status, 201, JSON.stringify(added.body))
    const product = {
      ...{ code: PRODUCT, name: 'By hand', kind: 'ssl', validation: 'DV', validityDays: 365 },
      ...{ hashAlgorithms: ['SHA256'], methods: [], enabled: true },
      settings: { caAccountId: added.body.id },
    }
    const sold = await rest('POST', '/products', product)
    assert.equal(sold.status, 201, JSON.stringify(sold.body))
  }

  const tasksOf = async (orderId: string): Promise<Task[]> =>
    (await rest<{ items: Task[] }>('GET', '/ca-tasks')).body.items.filter((task) => task.orderId === orderId)
  const taskOf = (orderId: string, kind: string): Promise<Task> =>
    until(
      `a task to ${kind}`,
      async () => (await tasksOf(orderId)).find((task) => task.kind === kind) ?? null,
    )
  const enter = <Answer = Order>(id: string, body: Record<string, unknown>) =>
    rest<Answer>('POST', `/orders/${id}/certificates`, body)

  async function ordered(): Promise<{ order: Order; domain: string; csr: string }> {
    const { reference, domain } = fresh()
    const { csr } = makeCsr(domain)
    const configuration = { csr, names: [domain], contact: { ...PLANTED } }
    const body = {
      ...newOrder(reference),
      product: PRODUCT,
      term: { period: 'P1Y', recurring: false },
      configuration,
    }
    const answer = await rest('POST', '/orders', body)
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    return { order: await untilState(rest, answer.body.id, 'verifying'), domain, csr }
  }

  async function issued() {
    const begun = await ordered()
    const certificate = ca.sign(begun.csr, [begun.domain], 90)
    const answer = await enter(begun.order.id, { certificate, chain: ca.rootPem })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return { ...begun, certificate, order: await untilState(rest, begun.order.id, 'issued') }
  }

  test('an order becomes a task with what the CA is to be told, and is issued with what was entered', async () => {
    const { order, domain, csr } = await ordered()
    assert.equal(order.activity?.waitsFor, 'admin')
    const task = await taskOf(order.id, 'issue')
    assert.equal(task.account, 'Hand CA')
    assert.equal(task.request.csr, csr)
    assert.deepEqual(task.request.names, [domain])
    const certificate = ca.sign(csr, [domain], 90)
    const answer = await enter(order.id, { certificate, chain: ca.rootPem, paidUntil: '2030-01-31' })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const done = await untilState(rest, order.id, 'issued')
    assert.deepEqual(await tasksOf(order.id), [])
    const pem = await rest<string>(
      'GET',
      `/orders/${order.id}/certificates/${done.certificates[0]?.serialNumber}.pem`,
    )
    assert.equal(pem.body.match(/BEGIN CERTIFICATE/g)?.length, 2)
    assert.match(verifyChain(pem.body), /OK/)
    assert.equal((await enter(order.id, { certificate })).status, 409)
  })

  test('what does not belong to the order is refused at the field, and the task stays', async () => {
    const { order, domain, csr } = await ordered()
    const problemsOf = async (body: Record<string, unknown>) => {
      const { status, body: problem } = await enter<Problem>(order.id, body)
      assert.equal(status, 422)
      return problem.errors.map(({ path, code }) => `${path} ${code}`)
    }
    const stranger = ca.sign(makeCsr(domain).csr, [domain], 90)
    assert.deepEqual(await problemsOf({ certificate: stranger }), ['/certificate certificate-other-key'])
    const otherName = ca.sign(csr, [`other.${domain}`], 90)
    assert.deepEqual(await problemsOf({ certificate: otherName }), [
      '/certificate certificate-lacks-names',
      '/certificate certificate-has-other-names',
    ])
    const good = ca.sign(csr, [domain], 90)
    assert.deepEqual(await problemsOf({ certificate: 'nothing of the kind' }), [
      '/certificate certificate-unreadable',
    ])
    assert.deepEqual(await problemsOf({ certificate: good, chain: startHandCa().rootPem }), [
      '/chain chain-of-another',
    ])
    assert.deepEqual(await problemsOf({ certificate: good, expiresOn: '2031-01-01' }), [
      '/expiresOn expires-otherwise',
    ])
    assert.equal((await tasksOf(order.id)).length, 1)
    assert.equal((await orderOf(rest, order.id)).state, 'verifying')
  })

  test('a reissue and a revocation are tasks too, and the order follows what comes of them', async () => {
    const { order, domain } = await issued()
    const { csr } = makeCsr(domain)
    const reissue = await rest('POST', `/orders/${order.id}/reissue`, { csr })
    assert.ok([200, 202].includes(reissue.status), JSON.stringify(reissue.body))
    const task = await taskOf(order.id, 'reissue')
    assert.equal(task.request.csr, csr)
    await until(
      'it waits for the admin',
      async () => (await orderOf(rest, order.id)).activity?.waitsFor === 'admin',
    )
    assert.equal((await enter(order.id, { certificate: ca.sign(csr, [domain], 120) })).status, 200)
    const two = await until('two certificates', async () => {
      const now = await orderOf(rest, order.id)
      return now.certificates.length === 2 && now.activity === null ? now : null
    })
    const [first] = two.certificates
    await rest('POST', `/orders/${order.id}/revoke`, {
      serialNumber: first?.serialNumber,
      reason: 'superseded',
    })
    const refused = await taskOf(order.id, 'revoke')
    await rest('POST', `/ca-tasks/${refused.id}/result`, { result: 'refused' })
    await until('it is valid after all', async () =>
      (await orderOf(rest, order.id)).certificates.every(({ status }) => status === 'VALID'),
    )
    for (const { serialNumber } of two.certificates) {
      const revocation = { serialNumber, reason: 'superseded' }
      assert.ok([200, 202].includes((await rest('POST', `/orders/${order.id}/revoke`, revocation)).status))
      const revoke = await taskOf(order.id, 'revoke')
      assert.equal(revoke.serialNumber, serialNumber)
      assert.equal((await rest('POST', `/ca-tasks/${revoke.id}/result`, { result: 'done' })).status, 200)
      assert.equal((await rest('POST', `/ca-tasks/${revoke.id}/result`, { result: 'done' })).status, 404)
    }
    await untilState(rest, order.id, 'revoked')
  })

  test('what the CA would not issue is rejected, and a cancelled order leaves word for the admin', async () => {
    const refused = await ordered()
    const task = await taskOf(refused.order.id, 'issue')
    const early = await rest<Problem>('POST', `/ca-tasks/${task.id}/result`, { result: 'done' })
    assert.equal(early.body.errors[0]?.code, 'enter-the-certificate')
    assert.equal((await rest('POST', `/ca-tasks/${task.id}/result`, { result: 'refused' })).status, 200)
    await untilState(rest, refused.order.id, 'rejected')
    const cancelled = await ordered()
    assert.ok([200, 202].includes((await rest('POST', `/orders/${cancelled.order.id}/cancel`, {})).status))
    await untilState(rest, cancelled.order.id, 'cancelled')
    assert.deepEqual(
      (await tasksOf(cancelled.order.id)).map(({ kind }) => kind),
      ['cancel'],
    )
  })
})
