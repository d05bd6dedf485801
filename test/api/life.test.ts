import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { dueReplans, replanTold } from '../../store/queries/bulk-replan.ts'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { dueMails } from '../../store/queries/outbox.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { certificateOf } from './certificate-maker.ts'
import { at, problemsOf, startedOrder, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

const sent = () => api.engine.updates.map(({ name, message }) => ({ name, arguments: message.arguments }))

/** An order with one certificate. */
async function issued(overrides: Record<string, unknown> = {}): Promise<{ id: string; serial: string }> {
  const id = await startedOrder(api, overrides)
  const certificate = await certificateOf({ commonName: 'example.com' })
  await saveCertificates(api.here.db, id, [certificate])
  await tell(api.here, { orderId: id, view: viewOf({ state: 'issued', names: ['example.com'] }) })
  api.engine.updates.length = 0
  return { id, serial: certificate.serialNumber }
}

describe('the later years of an order', () => {
  const WORDLESS = [
    ['POST', 'repeat', 'repeat'],
    ['POST', 'configuration-email', 'sendConfigurationEmail'],
    ['POST', 'suspend', 'suspend'],
    ['POST', 'resume', 'resume'],
    ['DELETE', 'cancellation-request', 'withdrawCancellation'],
  ] as const
  for (const [method, path, name] of WORDLESS) {
    test(`${method} ${path} sends the command ${name}, and takes no words`, async () => {
      const { id } = await issued({ term: { recurring: true } })
      assert.equal((await api.call(method, `/orders/${id}/${path}`)).status, 200)
      const refused = await api.call(method, `/orders/${id}/${path}`, { now: true })
      assert.deepEqual(problemsOf(refused), ['/now unknown-field'])
      assert.deepEqual(sent(), [{ name, arguments: {} }])
    })
  }

  test('a DELETE with a key is carried out once', async () => {
    const { id } = await issued({ term: { recurring: true } })
    const first = await api.call('DELETE', `/orders/${id}/cancellation-request`, undefined, { key: 'once' })
    const second = await api.call('DELETE', `/orders/${id}/cancellation-request`, undefined, { key: 'once' })
    assert.equal(first.status, 200)
    assert.equal(second.headers.get('idempotent-replayed'), 'true')
    assert.equal(sent().length, 1)
  })

  test('an end is asked for with its time, and its reason does not travel', async () => {
    const { id } = await issued({ term: { recurring: true } })
    const asked = { when: 'end-of-term', reason: 'The shop closes', revoke: true }
    assert.equal((await api.post(`/orders/${id}/cancellation-request`, asked)).status, 200)
    assert.deepEqual(sent(), [
      { name: 'requestCancellation', arguments: { when: 'end-of-term', revoke: true } },
    ])
    const bad = await api.post(`/orders/${id}/cancellation-request`, { when: 'soon' })
    assert.deepEqual(problemsOf(bad), ['/when not-allowed'])
  })

  test('a service is terminated with its certificates only where that is said', async () => {
    const { id } = await issued()
    await api.post(`/orders/${id}/terminate`)
    await api.post(`/orders/${id}/terminate`, { revoke: true })
    const bad = await api.post(`/orders/${id}/terminate`, { revoke: 'yes' })
    assert.deepEqual(problemsOf(bad), ['/revoke wrong-type'])
    assert.deepEqual(
      sent().map((each) => each.arguments),
      [{ revoke: false }, { revoke: true }],
    )
  })

  test('the address of a mail stays out of the engine, and a bad one is refused', async () => {
    const { id } = await issued()
    assert.equal((await api.post(`/orders/${id}/send`, { to: 'it@example.com' })).status, 200)
    assert.deepEqual(problemsOf(await api.post(`/orders/${id}/send`, { to: 'it' })), ['/to bad-email'])
    assert.deepEqual(sent(), [{ name: 'send', arguments: {} }])
  })

  test('a certificate is sent also when its order is over, once for one key', async () => {
    const { id } = await issued()
    await tell(api.here, { orderId: id, sequence: 2, view: viewOf({ state: 'ended' }) })
    for (const key of ['after-end', 'after-end']) {
      assert.equal((await api.post(`/orders/${id}/send`, {}, { key })).status, 200)
    }
    assert.deepEqual(sent(), [])
    const due = await dueMails(api.here.db, new Date(Date.now() + 60_000), 100)
    assert.deepEqual(
      due.filter((mail) => mail.orderId === id).map(({ template }) => template),
      ['certificate'],
    )
  })

  test('nothing is sent of an order that ended without a certificate', async () => {
    const id = await startedOrder(api)
    await tell(api.here, { orderId: id, view: viewOf({ state: 'cancelled' }) })
    assert.equal((await api.post(`/orders/${id}/send`)).status, 409)
  })
})

describe('the policy of a renewal', () => {
  test('is the order’s own at once; what is not given stays, and null gives it back', async () => {
    const { id } = await issued({ renewal: { policy: 'auto', daysBefore: 10 } })
    const first = await api.call('PATCH', `/orders/${id}/renewal`, { policy: 'none' })
    assert.equal(at(first.body, 'renewal.policy'), 'none')
    assert.equal(at(first.body, 'renewal.daysBefore'), 10)
    const second = await api.call('PATCH', `/orders/${id}/renewal`, { daysBefore: null })
    assert.equal(at(second.body, 'renewal.daysBefore'), null)
    assert.deepEqual(sent(), [
      { name: 'changeRenewal', arguments: { policy: 'none', daysBefore: 10 } },
      { name: 'changeRenewal', arguments: { policy: 'none', daysBefore: null } },
    ])
  })

  test('is the product’s, else the installation’s, where the order says nothing', async () => {
    const { id } = await issued()
    const policyNow = async () => at((await api.get(`/orders/${id}`)).body, 'renewal.policy')
    assert.equal(await policyNow(), 'auto')
    await api.call('PATCH', '/settings', { renewal: { policy: 'notify' } })
    assert.equal(await policyNow(), 'notify')
    await api.call('PATCH', '/products/601', { settings: { renewal: { policy: 'none', daysBefore: 5 } } })
    assert.equal(await policyNow(), 'none')
    await api.call('PATCH', '/products/601', { settings: { renewal: null } })
    await api.call('PATCH', '/settings', { renewal: { policy: 'auto' } })
  })

  test('takes 1 to 200 days and known policies only', async () => {
    const { id } = await issued()
    const bad = await api.call('PATCH', `/orders/${id}/renewal`, { policy: 'maybe', daysBefore: 0 })
    assert.deepEqual(problemsOf(bad), ['/policy not-allowed', '/daysBefore too-small'])
    const late = await api.call('PATCH', `/orders/${id}/renewal`, { daysBefore: 201 })
    assert.deepEqual(problemsOf(late), ['/daysBefore too-big'])
  })

  test('of an order that is over stays as it was', async () => {
    const { id } = await issued({ renewal: { policy: 'auto' } })
    await tell(api.here, { orderId: id, sequence: 2, view: viewOf({ state: 'ended' }) })
    assert.equal((await api.call('PATCH', `/orders/${id}/renewal`, { policy: 'none' })).status, 409)
    assert.equal(at((await api.get(`/orders/${id}`)).body, 'renewal.policy'), 'auto')
  })

  test('is shown as it was planned', async () => {
    const { id } = await issued()
    const renewal = {
      policy: 'notify',
      daysBefore: 30,
      effectiveDaysBefore: 21,
      startsAt: '2026-12-01T00:00:00.000Z',
      csrStored: true,
    } as const
    await tell(api.here, { orderId: id, sequence: 2, view: viewOf({ state: 'issued', renewal }) })
    assert.deepEqual(at((await api.get(`/orders/${id}`)).body, 'renewal'), { ...renewal, daysBefore: null })
  })
})

describe('a revocation', () => {
  test('travels with its reason, and the note stays', async () => {
    const { id, serial } = await issued()
    const body = { serialNumber: serial.toLowerCase(), reason: 'superseded', note: 'Replaced' }
    const reply = await api.post(`/orders/${id}/revoke`, body)
    assert.equal(reply.status, 200, reply.text)
    assert.equal(at(reply.body, 'sameKey'), undefined)
    assert.deepEqual(sent(), [
      { name: 'revoke', arguments: { serialNumber: serial, reason: 'superseded', compromisedOn: null } },
    ])
  })

  const today = () => new Date().toISOString().slice(0, 10)
  const BAD: [string, Record<string, unknown>, string[]][] = [
    ['an unknown reason', { reason: 'bored' }, ['/reason not-allowed']],
    ['a certificate of nobody', { serialNumber: '00FF' }, ['/serialNumber certificate-unknown']],
    ['text that is no number', { serialNumber: 'xyz' }, ['/serialNumber bad-format']],
    [
      'a day of loss with another reason',
      { compromisedOn: '2026-01-01' },
      ['/compromisedOn only-for-key-compromise'],
    ],
    [
      'a day before the certificate was',
      { reason: 'keyCompromise', compromisedOn: '2001-01-01' },
      ['/compromisedOn date-out-of-range'],
    ],
    [
      'a day to come',
      { reason: 'keyCompromise', compromisedOn: '2090-01-01' },
      ['/compromisedOn date-out-of-range'],
    ],
    [
      'a change of affiliation where nobody is named',
      { reason: 'affiliationChanged' },
      ['/reason affiliation-not-named'],
    ],
    ['a note that is too long', { note: 'x'.repeat(251) }, ['/note too-long']],
  ]
  for (const [what, wrong, problems] of BAD) {
    test(`is refused with ${what}`, async () => {
      const { id, serial } = await issued()
      const body = { serialNumber: serial, reason: 'superseded', ...wrong }
      assert.deepEqual(problemsOf(await api.post(`/orders/${id}/revoke`, body)), problems)
      assert.deepEqual(sent(), [])
    })
  }

  test('for a lost key names the customer’s other certificates on it, and nobody else’s', async () => {
    const keys = await certificateOf({ commonName: 'a.example.com' })
    const sibling = await certificateOf({ commonName: 'b.example.com', sameKeyAs: keys })
    const strange = await certificateOf({ commonName: 'c.example.com', sameKeyAs: keys })
    const one = await startedOrder(api)
    const two = await startedOrder(api)
    const three = await startedOrder(api, {
      customer: { reference: '77', firstName: 'A', lastName: 'B', email: 'ab@customer.test' },
    })
    await saveCertificates(api.here.db, one, [keys])
    await saveCertificates(api.here.db, two, [sibling])
    await saveCertificates(api.here.db, three, [strange])
    await tell(api.here, { orderId: one, view: viewOf({ state: 'issued' }) })
    const body = { serialNumber: keys.serialNumber, reason: 'keyCompromise', compromisedOn: today() }
    const reply = await api.post(`/orders/${one}/revoke`, body)
    assert.equal(reply.status, 200, reply.text)
    assert.deepEqual(at(reply.body, 'sameKey'), [{ orderId: two, serialNumber: sibling.serialNumber }])
  })
})

describe('a suspended order', () => {
  test('gives no files, and gives them again afterwards', async () => {
    const { id, serial } = await issued()
    const path = `/orders/${id}/certificates/${serial}`
    await tell(api.here, { orderId: id, sequence: 2, view: viewOf({ state: 'issued', suspended: true }) })
    assert.equal((await api.get(`${path}.pem`)).status, 409)
    assert.equal((await api.get(path)).status, 200)
    await tell(api.here, { orderId: id, sequence: 3, view: viewOf({ state: 'issued' }) })
    assert.equal((await api.get(`${path}.pem`)).status, 200)
  })
})

describe('the end of what is paid', () => {
  const paidUntil = async (overrides: Record<string, unknown>) => {
    const id = await startedOrder(api, overrides)
    return at((await api.get(`/orders/${id}`)).body, 'term.paidUntil')
  }

  test('follows from a period of more than a year and the day of registration', async () => {
    const billing = { registeredOn: '2024-02-29' }
    assert.equal(await paidUntil({ term: { period: 'P3Y' }, billing }), '2027-02-28')
    assert.equal(await paidUntil({ term: { period: 'P24M' }, billing }), '2026-02-28')
    const said = { period: 'P3Y', paidUntil: '2030-01-01' }
    assert.equal(await paidUntil({ term: said, billing }), '2030-01-01')
  })

  test('is nobody’s to guess for a year or less', async () => {
    assert.equal(await paidUntil({ term: { period: 'P1Y' } }), null)
    assert.equal(await paidUntil({ term: { period: 'P30D' } }), null)
    assert.equal(await paidUntil({}), null)
  })
})

describe('the renewal of a product', () => {
  const edit = (renewal: unknown) => api.call('PATCH', '/products/601', { settings: { renewal } })

  test('is set and given back to the installation', async () => {
    const set = await edit({ policy: 'notify', daysBefore: 21 })
    assert.deepEqual(at(set.body, 'settings.renewal'), { policy: 'notify', daysBefore: 21 })
    assert.equal(at((await edit(null)).body, 'settings.renewal'), null)
  })

  test('has the orders of the product plan anew, and that of the installation all', async () => {
    const one = (await issued()).id
    const other = (await issued({ product: '931' })).id
    const later = () => new Date(Date.now() + 3_600_000)
    const told = async () => {
      const due = await dueReplans(api.here.db, 10_000, later())
      await Promise.all(due.map(({ id }) => replanTold(api.here.db, id)))
      return [one, other].map((id) => due.filter(({ orderId }) => orderId === id).length)
    }
    await told()
    await api.call('PATCH', '/products/601', { settings: { showProductName: true } })
    assert.deepEqual(await told(), [0, 0])
    await edit({ policy: 'none', daysBefore: 9 })
    assert.deepEqual(await told(), [1, 0])
    await api.call('PATCH', '/settings', { renewal: { daysBefore: 12 } })
    assert.deepEqual(await told(), [1, 1])
  })

  test('is refused where it makes no sense', async () => {
    assert.deepEqual(problemsOf(await edit({ policy: 'never', daysBefore: 201 })), [
      '/settings/renewal/policy not-allowed',
      '/settings/renewal/daysBefore too-big',
    ])
  })
})
