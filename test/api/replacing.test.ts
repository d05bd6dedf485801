import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { commandBody } from '../../store/queries/commands.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import { tell, viewOf } from '../store/order-factory.ts'
import { certificateOf, csrOn, type MadeCertificate } from './certificate-maker.ts'
import { makeCsr } from './csr-maker.ts'
import { at, CONTACT, problemsOf, startedOrder, withApi } from './harness.ts'

const api = withApi()
beforeEach(() => api.engine.reset())

const sent = () => api.engine.updates.map(({ name, message }) => ({ name, arguments: message.arguments }))

interface Issued {
  id: string
  certificate: MadeCertificate
}

/** An order that was configured for two names, with its certificate. */
async function issued(overrides: Record<string, unknown> = {}): Promise<Issued> {
  const id = await startedOrder(api, { product: '931', ...overrides })
  const configuration = {
    csr: await makeCsr('example.com'),
    names: ['example.com', 'www.example.com'],
    verification: { method: 'DNS_TXT_PREFIX' },
    contact: CONTACT,
  }
  const configured = await api.post(`/orders/${id}/configuration`, configuration)
  assert.equal(configured.status, 200, configured.text)
  const certificate = await certificateOf({ commonName: 'example.com' })
  await saveCertificates(api.here.db, id, [certificate])
  await tell(api.here, { orderId: id, view: viewOf({ state: 'issued', caOrderPlaced: true }) })
  api.engine.updates.length = 0
  return { id, certificate }
}

async function kept(): Promise<{ names: string[]; body: Record<string, unknown>; csr: string }> {
  const row = await configurationById(
    api.here.db,
    String(at(api.engine.updates.at(-1), 'message.arguments.configurationId')),
  )
  assert.ok(row)
  return row
}

describe('the CSR of the next certificate', () => {
  test('is kept with all that was entered before, and read until it is used', async () => {
    const { id } = await issued()
    assert.deepEqual((await api.get(`/orders/${id}/renewal-csr`)).body, { csr: null })
    const csr = await makeCsr('example.com', ['example.com', 'www.example.com'])
    const reply = await api.call('PUT', `/orders/${id}/renewal-csr`, { csr })
    assert.equal(reply.status, 200, reply.text)
    const row = await kept()
    assert.deepEqual(row.names, ['example.com', 'www.example.com'])
    assert.equal(at(row.body, 'contact.email'), CONTACT.email)
    assert.equal(at((await api.get(`/orders/${id}/renewal-csr`)).body, 'csr'), row.csr)
    const renewal = {
      policy: 'auto',
      daysBefore: 10,
      effectiveDaysBefore: 10,
      startsAt: null,
      csrStored: false,
    } as const
    await tell(api.here, { orderId: id, sequence: 2, view: viewOf({ state: 'issued', renewal }) })
    assert.deepEqual((await api.get(`/orders/${id}/renewal-csr`)).body, { csr: null })
  })

  test('is refused where it cannot be read, or names others than the certificate', async () => {
    const { id } = await issued()
    const put = async (csr: string) => problemsOf(await api.call('PUT', `/orders/${id}/renewal-csr`, { csr }))
    assert.equal((await put('no CSR')).length, 1)
    assert.match((await put('no CSR')).join(), /^\/csr /)
    assert.deepEqual(await put(await makeCsr('other.example.com')), ['/csr csr-other-common-name'])
    assert.deepEqual(await put(await makeCsr('example.com', ['example.com', 'shop.example.com'])), [
      '/csr csr-other-names',
    ])
    assert.deepEqual(sent(), [])
  })

  test('is refused on a key that another customer has, or that was lost', async () => {
    const { id, certificate } = await issued()
    const strange = await issued({
      customer: { reference: '78', firstName: 'A', lastName: 'B', email: 'ab@customer.test' },
    })
    const theirs = await csrOn(strange.certificate, 'example.com')
    const put = (csr: string) => api.call('PUT', `/orders/${id}/renewal-csr`, { csr })
    assert.deepEqual(problemsOf(await put(theirs)), ['/csr key-of-another'])
    const own = await csrOn(certificate, 'example.com')
    assert.equal((await put(own)).status, 200)
    const { serialNumber } = certificate
    await api.post(`/orders/${id}/revoke`, { serialNumber, reason: 'keyCompromise' })
    assert.deepEqual(problemsOf(await put(own)), ['/csr key-compromised'])
  })

  test('cannot be provided for an order that was never configured', async () => {
    const id = await startedOrder(api)
    const csr = await makeCsr('example.com')
    assert.equal((await api.call('PUT', `/orders/${id}/renewal-csr`, { csr })).status, 409)
  })
})

describe('a reissue', () => {
  test('is of the newest certificate, or of the one that is named', async () => {
    const { id, certificate } = await issued()
    const csr = await makeCsr('example.com')
    for (const serialNumber of [null, certificate.serialNumber]) {
      const reply = await api.post(`/orders/${id}/reissue`, { csr, serialNumber })
      assert.equal(reply.status, 200, reply.text)
      assert.equal(at(api.engine.updates.at(-1), 'message.arguments.serialNumber'), serialNumber)
    }
  })

  test('takes the CSR and the way of proving that come with it', async () => {
    const { id } = await issued()
    const verification = { method: 'FILE' }
    const reply = await api.post(`/orders/${id}/reissue`, { csr: await makeCsr('example.com'), verification })
    assert.equal(reply.status, 200, reply.text)
    assert.equal(at((await kept()).body, 'verification.method'), 'FILE')
  })

  test('takes no more names where the product is not sold so', async () => {
    const { id } = await issued()
    const body = { csr: await makeCsr('example.com'), addNames: ['shop.example.com'] }
    const reply = await api.post(`/orders/${id}/reissue`, body)
    assert.deepEqual(problemsOf(reply), ['/addNames names-not-addable'])
  })

  test('takes names up to the CA’s maximum where it is, each judged at its place', async () => {
    const additionalNames = { mode: 'ca-maximum' }
    const edited = await api.call('PATCH', '/products/931', { settings: { additionalNames } })
    assert.equal(edited.status, 200, edited.text)
    const { id } = await issued()
    const csr = await makeCsr('example.com')
    const add = (addNames: string[], more = {}) =>
      api.post(`/orders/${id}/reissue`, { csr, addNames, ...more })
    assert.deepEqual(problemsOf(await add(['www.example.com'])), ['/addNames/0 name-already-in'])
    const bad = problemsOf(await add(['shop.example.com', '..']))
    assert.equal(bad.length, 1)
    assert.match(bad.join(), /^\/addNames\/1 /)
    const many = ['a', 'b', 'c', 'd', 'e'].map((label) => `${label}.example.com`)
    assert.match(problemsOf(await add(many)).join(), /^\/addNames/)
    const wrong = await add(['shop.example.com'], { verification: { method: 'ADMIN' } })
    assert.deepEqual(problemsOf(wrong), ['/verification/emailPrefix email-prefix-required'])
    const good = await add(['SHOP.example.com'])
    assert.equal(good.status, 200, good.text)
    assert.deepEqual(at(api.engine.updates.at(-1), 'message.arguments.addNames'), ['shop.example.com'])
    assert.deepEqual((await kept()).names, ['example.com', 'www.example.com', 'shop.example.com'])
  })

  test('of a certificate that is not the order’s is refused, with what is wrong with the CSR', async () => {
    const { id } = await issued()
    const reply = await api.post(`/orders/${id}/reissue`, { serialNumber: '00AA', csr: 'none' })
    const problems = problemsOf(reply)
    assert.equal(problems[0], '/serialNumber certificate-unknown')
    assert.match(problems[1] ?? '', /^\/csr /)
  })

  test('with a key is one reissue, whatever the configuration says meanwhile', async () => {
    const { id } = await issued()
    const body = { csr: await makeCsr('example.com') }
    const first = await api.post(`/orders/${id}/reissue`, body, { key: 'reissue-once' })
    const again = await api.post(`/orders/${id}/reissue`, body, { key: 'reissue-once' })
    assert.deepEqual([first.status, again.status], [200, 200])
    assert.equal(sent().length, 1)
  })
})

describe('a renewal that is asked for', () => {
  test('uses what is stored where nothing is given', async () => {
    const { id } = await issued()
    assert.equal((await api.post(`/orders/${id}/renew`)).status, 200)
    assert.deepEqual(sent(), [
      { name: 'renew', arguments: { serialNumber: null, configurationId: null, product: null } },
    ])
  })

  test('takes the certificate itself instead of its number, and not both', async () => {
    const { id, certificate } = await issued()
    const { pem, serialNumber } = certificate
    assert.equal((await api.post(`/orders/${id}/renew`, { certificate: pem })).status, 200)
    assert.equal(at(sent()[0], 'arguments.serialNumber'), serialNumber)
    const both = await api.post(`/orders/${id}/renew`, { certificate: pem, serialNumber })
    assert.deepEqual(problemsOf(both), ['/certificate serial-or-certificate'])
    const torn = await api.post(`/orders/${id}/renew`, { certificate: 'none' })
    assert.deepEqual(problemsOf(torn), ['/certificate certificate-unreadable'])
    const { pem: strange } = await certificateOf({ commonName: 'x.example.com' })
    const unknown = await api.post(`/orders/${id}/renew`, { certificate: strange })
    assert.deepEqual(problemsOf(unknown), ['/certificate certificate-unknown'])
  })

  test('takes another variant only where it is sold and of the same kind', async () => {
    const { id } = await issued()
    for (const [product, code] of [
      ['000', 'product-unknown'],
      ['999', 'product-not-enabled'],
      ['631', 'product-not-for-renewal'],
    ]) {
      assert.deepEqual(problemsOf(await api.post(`/orders/${id}/renew`, { product })), [`/product ${code}`])
    }
    assert.equal((await api.post(`/orders/${id}/renew`, { product: '931' })).status, 200)
  })

  test('judges a new CSR and hash as a configuration does', async () => {
    const { id } = await issued()
    const bad = { csr: await makeCsr('other.example.com'), hashAlgorithm: 'MD5' }
    assert.deepEqual(problemsOf(await api.post(`/orders/${id}/renew`, bad)), [
      '/hashAlgorithm hash-not-offered',
      '/csr csr-other-common-name',
    ])
    assert.equal((await api.post(`/orders/${id}/renew`, { csr: await makeCsr('example.com') })).status, 200)
    assert.deepEqual((await kept()).names, ['example.com', 'www.example.com'])
  })
})

describe('what the next renewal is ordered with', () => {
  test('is changed field by field, the rest stays, and people stay out of the engine', async () => {
    const { id } = await issued()
    const contact = { firstName: 'Ala', lastName: 'Nowa', email: 'ala@customer.test' }
    const reply = await api.call('PATCH', `/orders/${id}/properties`, { contact })
    assert.equal(reply.status, 200, reply.text)
    const row = await kept()
    assert.equal(at(row.body, 'contact.firstName'), 'Ala')
    assert.deepEqual(row.names, ['example.com', 'www.example.com'])
    assert.ok(!JSON.stringify(sent()).includes('ala@'))
    const commandId = String(at(api.engine.updates.at(-1), 'message.commandId'))
    assert.equal(at(await commandBody(api.here.db, commandId), 'contact.email'), 'ala@customer.test')
  })

  test('is refused at its fields', async () => {
    const { id } = await issued()
    const bad = { contact: { firstName: 'Ala', lastName: 'Nowa', email: 'ala' }, names: ['x.test'] }
    const problems = problemsOf(await api.call('PATCH', `/orders/${id}/properties`, bad))
    assert.deepEqual(problems.toSorted(), ['/contact/email bad-email', '/names unknown-field'])
    assert.deepEqual(sent(), [])
  })
})
