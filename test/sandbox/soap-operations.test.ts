import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSoapLog, operationOf, outcomeOf, redact } from '../../sandbox/soap/log.ts'
import { at, door, eventually, newCsr, type SoapCaller, sandboxFor, soapCaller, textAt } from './harness.ts'

const PERSON = { email: 'jan@firm.test', firstName: 'Jan', lastName: 'Nowak', phone: '+48 123' }

async function ovOrder(caller: SoapCaller, orderID: string) {
  return caller.call('quickOrder', {
    SANApprover: { approverMethod: 'DNS_TXT' },
    orderParameters: {
      CSR: await newCsr('CN=firm.test'),
      customer: 'c',
      orderID,
      productCode: '631',
      organization: 'Firma & Synowie <Łódź>',
      locality: 'Łódź',
      country: 'PL',
    },
    organizationInfo: { taxIdentificationNumber: '5250000000' },
    requestorInfo: PERSON,
    SANEntries: { SANEntry: [{ DNSName: 'firm.test' }] },
  })
}

function codesOf(answer: unknown): unknown[] {
  const errors = at(answer, 'responseHeader.errors.Error')
  return Array.isArray(errors) ? errors.map((error: unknown) => at(error, 'errorCode')) : []
}

describe('operations by SOAP', () => {
  test('validateOrderParameters tells what the CSR says and orders nothing', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    const { answer } = await caller.call('validateOrderParameters', {
      SANApprover: { approverMethod: 'DNS_TXT' },
      orderParameters: {
        CSR: await newCsr('C=PL, L=Łódź, O=Firma, CN=firm.test'),
        customer: 'c',
        productCode: '601',
      },
      SANEntries: { SANEntry: [{ DNSName: 'firm.test' }] },
    })
    assert.deepEqual(answer.ParsedCSR, {
      commonName: 'firm.test',
      country: 'PL',
      locality: 'Łódź',
      organization: 'Firma',
    })
    assert.deepEqual(at((await door(sandbox, 'GET', '/books')).json, 'caOrders'), [])
  })

  test('an OV order gives back its people and is issued once the console approves', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    const { answer } = await ovOrder(caller, 'ov')
    const code = textAt(answer, 'SANVerification.code')
    const { answer: order } = await caller.call('getOrderByOrderID', { orderID: 'ov' })
    assert.deepEqual(at(order, 'orders.Order.0.orderDetails.requestorInfo'), PERSON)
    assert.equal(
      at(order, 'orders.Order.0.orderDetails.organizationInfo.taxIdentificationNumber'),
      '5250000000',
    )
    await door(sandbox, 'PUT', '/dns/firm.test/TXT', { values: [code] })
    await caller.call('performSanVerification', { code })
    await eventually(async () => {
      const { answer: state } = await caller.call('getOrderState', { orderID: 'ov' })
      return state.orderStatus === 'VERIFICATION' ? true : undefined
    })
    assert.equal((await door(sandbox, 'POST', '/orders/ov/approve')).status, 200)
    const subject = await eventually(async () => {
      const { answer: found } = await caller.call('getCertificate', { orderID: 'ov' })
      return at(found, 'certificateDetails.subjectName')
    })
    assert.match(String(subject), /O=Firma & Synowie/)
  })

  test('addSanVerification gives a new code with its names', async (t) => {
    const caller = await soapCaller(await sandboxFor(t))
    const first = await ovOrder(caller, 'method')
    const { answer } = await caller.call('addSanVerification', {
      SANApprover: { approverMethod: 'FILE' },
      orderID: 'method',
    })
    assert.equal(at(answer, 'SANVerification.approverMethod'), 'FILE')
    assert.match(textAt(answer, 'SANVerification.code'), /^[0-9a-f]{63}$/)
    assert.notEqual(at(answer, 'SANVerification.code'), at(first.answer, 'SANVerification.code'))
    const refused = await caller.call('addSanVerification', { orderID: 'nobody' })
    assert.deepEqual(codesOf(refused.answer), [1033])
  })

  test('cancelOrder ends an order, once', async (t) => {
    const caller = await soapCaller(await sandboxFor(t))
    await ovOrder(caller, 'cancelled')
    const parameters = { cancelParameters: { note: 'changed my mind', orderID: 'cancelled' } }
    assert.equal(at((await caller.call('cancelOrder', parameters)).answer, 'responseHeader.successCode'), 0)
    assert.deepEqual(codesOf((await caller.call('cancelOrder', parameters)).answer), [1151])
    assert.deepEqual(codesOf((await caller.call('cancelOrder')).answer), [2053])
    const { answer } = await caller.call('getOrderState', { orderID: 'cancelled' })
    assert.equal(answer.orderStatus, 'REJECTED')
  })

  test('revokeCertificate passes REVOKING and ends with a date', async (t) => {
    const sandbox = await sandboxFor(t, { behaviour: { revokeMs: 300 } })
    const caller = await soapCaller(sandbox)
    const { answer } = await ovOrder(caller, 'revoked')
    const code = textAt(answer, 'SANVerification.code')
    await door(sandbox, 'PUT', '/dns/firm.test/TXT', { values: [code] })
    await door(sandbox, 'POST', '/orders/revoked/approve')
    await caller.call('performSanVerification', { code })
    const details = () =>
      caller
        .call('getCertificate', { orderID: 'revoked' })
        .then(({ answer: found }) => at(found, 'certificateDetails'))
    const serialNumber = textAt(await eventually(details), 'serialNumber')
    assert.deepEqual(codesOf((await caller.call('revokeCertificate')).answer), [1131])
    const revokeCertificateParameters = { revocationReason: 'SUPERSEDED', serialNumber }
    await caller.call('revokeCertificate', { revokeCertificateParameters })
    assert.equal(at(await details(), 'certificateStatus'), 'REVOKING')
    const revokedDate = await eventually(async () => at(await details(), 'revokedDate'))
    assert.ok(revokedDate instanceof Date)
    assert.equal(at(await details(), 'certificateStatus'), 'REVOKED')
  })

  test('negative automatic checks are listed by name, found by questions over the wire', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    const { answer } = await ovOrder(caller, 'blocked')
    const code = textAt(answer, 'SANVerification.code')
    await door(sandbox, 'PUT', '/dns/firm.test/TXT', { values: [code] })
    await door(sandbox, 'PUT', '/dns/firm.test/CAA', { values: ['0 issue "other.test"'] })
    await caller.call('performSanVerification', { code })
    const method = await eventually(async () => {
      const { answer: states } = await caller.call('getSanVerificationState', { orderID: 'blocked' })
      return at(states, 'sanVerifications.sanVerification.0.systemVerification.0.method')
    })
    assert.equal(method, 'CAA')
  })
})

describe('the log of calls', () => {
  test('cuts out passwords in whatever form', () => {
    const forms = [
      '<password>s3cret</password>',
      '<a:password xmlns:a="x">s3cret</a:password>',
      '<password><![CDATA[s3cret<>]]></password>',
      '<password>\n s3cret\n</password >',
      '<PASSWORD>s3cret</PASSWORD>',
    ]
    for (const xml of forms) assert.doesNotMatch(redact(`<x>${xml}</x>`), /s3cret/, xml)
    assert.equal(redact('<userName>a</userName>'), '<userName>a</userName>')
  })

  test('reads operation and outcome', () => {
    assert.equal(
      operationOf('<s:Envelope><s:Body>\n<!-- note --><p:getOrderState xmlns:p="x"/></s:Body></s:Envelope>'),
      'getOrderState',
    )
    assert.equal(operationOf('rubbish'), '')
    assert.deepEqual(
      outcomeOf('<successCode>1</successCode><errorCode>1</errorCode><errorCode>2</errorCode>'),
      {
        successCode: 1,
        errors: [1, 2],
      },
    )
    assert.deepEqual(outcomeOf('<Fault/>'), { successCode: null, errors: [] })
  })

  test('keeps figures longer than bodies, and both only so long', () => {
    const log = createSoapLog()
    const entry = {
      at: '',
      operation: 'x',
      status: 200,
      successCode: 0,
      errors: [],
      durationMs: 1,
      fault: null,
    }
    for (let call = 0; call < 10_050; call += 1) log.add({ ...entry, request: 'r', response: 's' })
    const entries = log.list()
    assert.equal(entries.length, 10_000)
    assert.equal(entries.filter(({ request }) => request !== null).length, 500)
    assert.equal(entries.at(-1)?.response, 's')
    log.clear()
    assert.deepEqual(log.list(), [])
  })
})
