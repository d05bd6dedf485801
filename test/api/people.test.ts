import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configurationLinkToken } from '../../platform/configuration-link.ts'
import { createAdmin } from '../../store/queries/admins.ts'
import { dueMails } from '../../store/queries/outbox.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { at, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()

describe('a link for the customer', () => {
  test('signs in once, to the order it was made for', async () => {
    const id = await startedOrder(api)
    const reply = await api.post(`/orders/${id}/client-link`)
    assert.equal(reply.status, 201)
    const url = textAt(reply.body, 'url')
    assert.match(url, /^http:\/\/certloom\.test\/link\/[\w-]{40,}$/)
    const left = Date.parse(textAt(reply.body, 'expiresAt')) - Date.now()
    assert.ok(left > 9 * 60_000 && left <= 10 * 60_000)
    const token = url.slice(url.lastIndexOf('/') + 1)
    const holder = await api.services.clientLinks.consume(token)
    assert.deepEqual([holder?.orderId, holder?.language], [id, 'pl'])
    assert.equal(await api.services.clientLinks.consume(token), null)
  })

  test('is sent afresh by the link of the configuration mail, once a minute, whatever the order’s state', async () => {
    const id = await startedOrder(api)
    const token = configurationLinkToken(api.here.keyRing, id)
    const { requestFresh } = api.services.clientLinks
    assert.equal(await requestFresh(token), true)
    assert.equal(await requestFresh(token), true)
    const mails = await dueMails(api.here.db, new Date(), 100)
    const mine = mails.filter(({ orderId }) => orderId === id)
    assert.ok(mine.length >= 1 && mine.length <= 2)
    assert.equal(mine[0]?.template, 'sign-in-link')
    assert.equal(await requestFresh(`${token}x`), false)
    await tell(api.here, { orderId: id, view: viewOf({ state: 'cancelled' }) })
    assert.equal(await requestFresh(token), true)
  })
})

describe('an admin', () => {
  test('signs in with address and password, and not otherwise', async () => {
    await createAdmin(api.here.db, 'admin@certloom.test', 'correct horse')
    const { signIn } = api.services.admins
    assert.equal(at(await signIn('Admin@certloom.test', 'correct horse'), 'email'), 'admin@certloom.test')
    assert.equal(await signIn('admin@certloom.test', 'wrong'), null)
    assert.equal(await signIn('nobody@certloom.test', 'correct horse'), null)
  })
})
