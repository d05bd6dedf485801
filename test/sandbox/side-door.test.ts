import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, test } from 'node:test'
import { X509Crl } from '../../sandbox/ca/x509.ts'
import { FRIENDLY_BEHAVIOUR } from '../../sandbox/core/behaviour.ts'
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts'
import { at, door, eventually, newCsr, sandboxFor, soapCaller, textAt } from './harness.ts'

/** A request with headers of one's own choice. */
function raw(sandbox: Sandbox, path: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const outgoing = request(`${sandbox.url}${path}`, { method, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

async function place(sandbox: Sandbox, orderID: string, name = `${orderID}.test`): Promise<string> {
  const caller = await soapCaller(sandbox)
  const { answer } = await caller.call('quickOrder', {
    SANApprover: { approverMethod: 'DNS_TXT' },
    orderParameters: { CSR: await newCsr(`CN=${name}`), customer: 'c-1', orderID, productCode: '601' },
    SANEntries: { SANEntry: [{ DNSName: name }] },
  })
  return textAt(answer, 'SANVerification.code')
}

async function issue(sandbox: Sandbox, orderID: string): Promise<string> {
  const code = await place(sandbox, orderID)
  await door(sandbox, 'PUT', `/dns/${orderID}.test/TXT`, { values: [code] })
  const caller = await soapCaller(sandbox)
  await caller.call('performSanVerification', { code })
  return eventually(async () => {
    const { answer } = await caller.call('getCertificate', { orderID })
    const serial = at(answer, 'certificateDetails.serialNumber')
    return typeof serial === 'string' ? serial : undefined
  })
}

function form(sandbox: Sandbox, path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  })
}

describe('the side door', () => {
  test('approves and rejects orders, and says when it is too late', async (t) => {
    const sandbox = await sandboxFor(t)
    await place(sandbox, 'one')
    assert.deepEqual(await door(sandbox, 'POST', '/orders/one/approve'), {
      status: 200,
      json: { state: 'AWAITING' },
    })
    assert.deepEqual(await door(sandbox, 'POST', '/orders/one/reject'), {
      status: 200,
      json: { state: 'REJECTED' },
    })
    assert.equal((await door(sandbox, 'POST', '/orders/one/reject')).status, 409)
    assert.equal((await door(sandbox, 'POST', '/orders/none/approve')).status, 404)
  })

  test('revokes a certificate: REVOKING, REVOKED, on the list', async (t) => {
    const sandbox = await sandboxFor(t, { behaviour: { revokeMs: 300 } })
    const serial = await issue(sandbox, 'gone')
    const path = `/certificates/${serial}/revoke`
    assert.deepEqual(await door(sandbox, 'POST', path), { status: 200, json: { state: 'REVOKING' } })
    assert.equal((await door(sandbox, 'POST', path)).status, 409)
    assert.equal((await door(sandbox, 'POST', '/certificates/ABCD/revoke')).status, 404)
    await eventually(async () => {
      const { json } = await door(sandbox, 'GET', '/books')
      return at(json, 'certificates.0.status') === 'REVOKED' ? true : undefined
    })
    const list = new X509Crl(await (await fetch(`${sandbox.url}/crl`)).arrayBuffer())
    assert.deepEqual(
      list.entries.map((entry) => entry.serialNumber.toUpperCase()),
      [serial],
    )
  })

  test('keeps books of what the CA and the mailbox hold', async (t) => {
    const sandbox = await sandboxFor(t)
    const serial = await issue(sandbox, 'booked')
    const { json } = await door(sandbox, 'GET', '/books')
    assert.equal(at(json, 'caOrders.0.id'), 'booked')
    assert.equal(at(json, 'caOrders.0.customer'), 'c-1')
    assert.equal(at(json, 'caOrders.0.product'), '601')
    assert.equal(at(json, 'caOrders.0.status'), 'ENROLLED')
    assert.equal(at(json, 'certificates.0.serialNumber'), serial)
    assert.equal(at(json, 'certificates.0.caOrder'), 'booked')
    assert.deepEqual([at(json, 'invoices'), at(json, 'mails')], [[], []])
  })

  test('sets the clock back so that certificates are about to expire, and forgets it on reset', async (t) => {
    const sandbox = await sandboxFor(t)
    assert.equal((await door(sandbox, 'PUT', '/clock', { offsetDays: -195 })).status, 200)
    await issue(sandbox, 'short')
    const { json } = await door(sandbox, 'GET', '/books')
    const days = (Date.parse(textAt(json, 'certificates.0.notAfter')) - Date.now()) / 86_400_000
    assert.ok(days < 200, String(days))
    assert.ok(Date.parse(textAt(json, 'certificates.0.notBefore')) < Date.now() - 190 * 86_400_000)
    assert.ok(Date.parse(textAt(json, 'caOrders.0.placedAt')) > Date.now() - 60_000)
    assert.equal((await door(sandbox, 'PUT', '/clock', { offsetDays: 'soon' })).status, 422)
    assert.equal((await door(sandbox, 'POST', '/reset')).status, 204)
    const { json: empty } = await door(sandbox, 'GET', '/books')
    assert.deepEqual(empty, { caOrders: [], certificates: [], documents: [], invoices: [], mails: [] })
    assert.deepEqual((await door(sandbox, 'GET', '/soap-log')).json, { items: [] })
    await soapCaller(sandbox).then((caller) => caller.call('getProductList'))
  })

  test('serves CA certificates and lists, and refuses what is no OCSP request', async (t) => {
    const sandbox = await sandboxFor(t)
    for (const path of ['/ca/root.crt', '/ca/root.pem', '/crl', '/crl/root']) {
      assert.equal((await fetch(`${sandbox.url}${path}`)).status, 200, path)
    }
    const ocsp = await fetch(`${sandbox.url}/ocsp`, { method: 'POST', body: 'x' })
    assert.deepEqual([...new Uint8Array(await ocsp.arrayBuffer())], [0x30, 3, 0x0a, 1, 1])
  })

  test('is closed to other hosts’ names and to other sites’ pages', async (t) => {
    const sandbox = await sandboxFor(t)
    assert.equal((await raw(sandbox, '/books', { host: 'evil.test' })).status, 404)
    assert.equal((await raw(sandbox, '/books', { host: '127.0.0.1.evil.test' })).status, 404)
    assert.equal((await raw(sandbox, '/reset', { origin: 'https://evil.test' }, 'POST')).status, 403)
    assert.equal((await raw(sandbox, '/reset', { origin: 'null' }, 'POST')).status, 403)
    assert.equal((await raw(sandbox, '/books', { host: 'localhost:1234' })).status, 200)
    assert.equal((await raw(sandbox, '/reset', { origin: sandbox.url }, 'POST')).status, 204)
    await assert.rejects(
      startSandbox({ host: '0.0.0.0', httpPort: 0, dnsPort: 0, smtpPort: 0, databaseFile: ':memory:' }),
      /loopback/,
    )
  })

  test('serves files to the hosts they were put for, until they are deleted', async (t) => {
    const sandbox = await sandboxFor(t)
    const file = { path: '/.well-known/a.txt', body: 'hello' }
    assert.equal((await door(sandbox, 'PUT', '/http/Files.test', file)).status, 200)
    assert.equal((await door(sandbox, 'PUT', '/http/files.test', { path: 'a', body: '' })).status, 422)
    const fetched = await raw(sandbox, file.path, { host: 'files.test' })
    assert.deepEqual(fetched, { status: 200, body: 'hello' })
    assert.equal((await raw(sandbox, file.path, { host: 'other.test' })).status, 404)
    assert.equal(sandbox.fileHost, new URL(sandbox.url).host)
    assert.equal((await door(sandbox, 'DELETE', '/http/files.test')).status, 204)
    assert.equal((await raw(sandbox, file.path, { host: 'files.test' })).status, 404)
  })
})

describe('the console', () => {
  test('says that this is a test CA, and shows orders, mails, records and faults', async (t) => {
    const sandbox = await sandboxFor(t)
    await issue(sandbox, 'shown')
    await door(sandbox, 'PUT', '/faults', { operation: 'cancelOrder', kind: 'fault', times: 2 })
    const html = await (await fetch(sandbox.url)).text()
    for (const text of ['test CA', 'shown.test', 'ENROLLED', 'cancelOrder', 'No messages yet']) {
      assert.ok(html.includes(text), text)
    }
    const order = await (await fetch(`${sandbox.url}/console/orders/shown`)).text()
    assert.match(order, /BEGIN CERTIFICATE/)
    assert.equal((await fetch(`${sandbox.url}/console/orders/none`)).status, 404)
    assert.equal((await fetch(`${sandbox.url}/console/mail/none`)).status, 404)
    assert.match(await (await fetch(`${sandbox.url}/console/console.css`)).text(), /color-scheme/)
  })

  test('does by forms what the side door does', async (t) => {
    const sandbox = await sandboxFor(t)
    const code = await place(sandbox, 'formed')
    const saved = await form(sandbox, '/console/dns', {
      name: 'formed.test',
      type: 'TXT',
      values: `${code}\r\nmore`,
    })
    assert.equal(saved.status, 303)
    assert.deepEqual(at((await door(sandbox, 'GET', '/dns')).json, 'items.0.values'), [code, 'more'])
    assert.equal(
      (await form(sandbox, '/console/dns/delete', { name: 'formed.test', type: 'TXT' })).status,
      303,
    )
    assert.deepEqual((await door(sandbox, 'GET', '/dns')).json, { items: [] })
    assert.equal((await form(sandbox, '/console/dns', { name: '..', type: 'TXT', values: 'x' })).status, 422)
    const file = { host: 'Formed.test', path: '/a', body: 'b' }
    assert.equal((await form(sandbox, '/console/http', file)).status, 303)
    assert.equal((await raw(sandbox, '/a', { host: 'formed.test' })).body, 'b')
    const fault = { operation: '*', kind: '403', code: '', times: '1' }
    assert.equal((await form(sandbox, '/console/faults', fault)).status, 303)
    assert.deepEqual((await door(sandbox, 'GET', '/faults')).json, {
      items: [{ operation: '*', kind: '403', times: 1 }],
    })
    assert.equal((await form(sandbox, '/console/faults', { ...fault, times: 'x' })).status, 422)
    assert.equal((await form(sandbox, '/console/orders/formed/reject', {})).status, 303)
    assert.equal((await form(sandbox, '/console/orders/formed/approve', {})).status, 422)
    assert.equal((await form(sandbox, '/console/certificates/AB/revoke', {})).status, 422)
    assert.equal((await form(sandbox, '/console/clock', { offsetDays: '-3' })).status, 303)
    assert.equal((await form(sandbox, '/console/reset', {})).status, 303)
    assert.match(await (await fetch(sandbox.url)).text(), /No orders yet/)
  })

  test('shows documents and links of an order, and decides by forms', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    await caller.call('quickOrder', {
      orderParameters: {
        CSR: await newCsr(''),
        customer: 'c',
        orderID: 'person',
        productCode: '521',
        email: 'anna@person.test',
        givenName: 'Anna',
        surname: 'Nowak',
      },
      requestorInfo: { email: 'anna@person.test', firstName: 'Anna', lastName: 'Nowak' },
    })
    const files = { file: [{ fileName: 'passport.pdf', content: 'QUJD' }] }
    const documents = { document: [{ description: 'a <b>passport</b>', type: 'APPLICANT', files }] }
    const verifyOrderParameters = { note: 'papers', orderID: 'person', documents }
    await caller.call('verifyOrder', { verifyOrderParameters })
    const page = async (path: string) => (await fetch(`${sandbox.url}${path}`)).text()
    const shown = await page('/console/orders/person')
    for (const text of ['passport.pdf', 'anna@person.test', '/emailVerification?', 'APPLICANT', 'EMAIL'])
      assert.ok(shown.includes(text), text)
    assert.doesNotMatch(shown, /<b>passport/)
    const id = textAt((await door(sandbox, 'GET', '/documents')).json, 'items.0.id')
    assert.equal((await form(sandbox, `/console/documents/${id}/reject`, { reason: 'too dark' })).status, 303)
    assert.match(await page('/'), /REJECTED: too dark/)
    assert.equal((await form(sandbox, `/console/documents/${id}/accept`, {})).status, 422)
    assert.equal((await door(sandbox, 'POST', `/documents/${id}/accept`)).status, 409)
    assert.equal((await form(sandbox, '/console/documents/none/accept', {})).status, 422)
    assert.equal((await door(sandbox, 'POST', '/documents/none/accept')).status, 404)
  })

  test('shows every switch and turns each as its kind is', async (t) => {
    const sandbox = await sandboxFor(t)
    const now = async () => (await door(sandbox, 'GET', '/behaviour')).json
    for (const [name, value, turned] of [
      ['strict', 'true', true],
      ['reissueMs', '60000', 60_000],
      ['reissueMs', 'null', null],
      ['pemStyle', 'crlf', 'crlf'],
      ['productValidityElement', 'null', null],
      ['namesSeparator', ';', ';'],
      ['credentialsSuccessCode', '2', 2],
    ] as const) {
      assert.equal((await form(sandbox, '/console/switches', { name, value })).status, 303, name)
      assert.equal(at(await now(), name), turned)
    }
    const page = await (await fetch(sandbox.url)).text()
    for (const name of Object.keys(FRIENDLY_BEHAVIOUR)) assert.ok(page.includes(`value="${name}"`), name)
    assert.match(page, /<option selected>crlf</)
    for (const [name, value] of [
      ['strict', 'perhaps'],
      ['issueMs', '-1'],
      ['unheardOf', '1'],
      ['', ''],
    ] as const)
      assert.equal((await form(sandbox, '/console/switches', { name, value })).status, 422, name)
    assert.equal((await form(sandbox, '/console/switches/reset', {})).status, 303)
    assert.deepEqual(await now(), FRIENDLY_BEHAVIOUR)
  })

  test('escapes what others wrote', async (t) => {
    const sandbox = await sandboxFor(t)
    await door(sandbox, 'PUT', '/dns/x.test/TXT', { values: ['<script>alert(1)</script>'] })
    assert.doesNotMatch(await (await fetch(sandbox.url)).text(), /<script>/)
  })
})
