import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { at, door, eventually, newCsr, type SoapCaller, sandboxFor, soapCaller, textAt } from './harness.ts'

const PERSON = { email: 'jan@firm.test', firstName: 'Jan', lastName: 'Nowak' }
const PEOPLE = { organizationInfo: { taxIdentificationNumber: '5250000000' }, requestorInfo: PERSON }
const ORGANIZATION = { organization: 'Firma', locality: 'Łódź', country: 'PL' }

function codesOf(answer: unknown): unknown[] {
  const errors = at(answer, 'responseHeader.errors.Error')
  return Array.isArray(errors) ? errors.map((error: unknown) => at(error, 'errorCode')) : []
}

async function refused(caller: SoapCaller, operation: string, body: object): Promise<unknown[]> {
  return codesOf((await caller.call(operation, body)).answer)
}

async function done(caller: SoapCaller, operation: string, body: object): Promise<unknown> {
  const { answer } = await caller.call(operation, body)
  assert.equal(at(answer, 'responseHeader.successCode'), 0, JSON.stringify(answer))
  return answer
}

function serialOf(caller: SoapCaller, orderID: string, other = ''): Promise<string> {
  return eventually(async () => {
    const { answer } = await caller.call('getCertificate', { orderID })
    const serial = at(answer, 'certificateDetails.serialNumber')
    return typeof serial === 'string' && serial !== other ? serial : undefined
  })
}

/** An order of the shop’s: a name proven by its record, or without names. */
async function order(caller: SoapCaller, orderID: string, productCode: string, name?: string) {
  const answer = await done(caller, 'quickOrder', {
    ...(name !== undefined && { SANApprover: { approverMethod: 'DNS_TXT' } }),
    orderParameters: {
      CSR: await newCsr(name === undefined ? '' : `CN=${name}`),
      customer: 'c',
      orderID,
      productCode,
      ...ORGANIZATION,
    },
    ...PEOPLE,
    ...(name !== undefined && { SANEntries: { SANEntry: [{ DNSName: name }] } }),
  })
  return name === undefined ? '' : textAt(answer, 'SANVerification.code')
}

async function prove(sandbox: Sandbox, caller: SoapCaller, name: string, code: string): Promise<void> {
  await door(sandbox, 'PUT', `/dns/${name}/TXT`, { values: [code] })
  await done(caller, 'performSanVerification', { code })
}

const paper = (type: string, content: string) => ({
  description: 'a paper',
  type,
  files: { file: [{ fileName: `${type}.pdf`, content: Buffer.from(content).toString('base64') }] },
})

function send(caller: SoapCaller, orderID: string, ...document: object[]) {
  return caller.call('verifyOrder', {
    verifyOrderParameters: { note: 'papers', orderID, documents: { document } },
  })
}

async function decide(sandbox: Sandbox, decision: 'accept' | 'reject', body?: object): Promise<void> {
  const { json } = await door(sandbox, 'GET', '/documents')
  const items = at(json, 'items')
  assert.ok(Array.isArray(items))
  for (const item of items) {
    const isOpen = at(item, 'state') === 'NEW'
    if (isOpen) await door(sandbox, 'POST', `/documents/${textAt(item, 'id')}/${decision}`, body)
  }
}

describe('evidence by SOAP', () => {
  test('documents are sent, refused with a reason, sent again, and the order goes on', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    await order(caller, 'papers', '551')
    assert.deepEqual(codesOf((await send(caller, 'papers', paper('ORGANIZATION', 'one'))).answer), [])
    assert.deepEqual(codesOf((await send(caller, 'papers', paper('ORGANIZATION', 'one'))).answer), [2191])
    assert.deepEqual(codesOf((await send(caller, 'papers', paper('NOTHING', 'two'))).answer), [2083])
    assert.deepEqual(await refused(caller, 'verifyOrder', {}), [2053])
    const list = async () =>
      at(await done(caller, 'getDocumentsList', { orderID: 'papers' }), 'documents.document')
    assert.equal(at(await list(), '0.state'), 'NEW')
    await decide(sandbox, 'reject', { reason: 'too dark' })
    assert.deepEqual([at(await list(), '0.state'), at(await list(), '0.reason')], ['REJECTED', 'too dark'])
    const states = await done(caller, 'getOrderState', { orderID: 'papers' })
    const verifications = at(states, 'verifications.verification')
    assert.ok(Array.isArray(verifications))
    assert.deepEqual(
      verifications.map((one: unknown) => [at(one, 'type'), at(one, 'state')]),
      [
        ['SYSTEM', 'REQUIRED'],
        ['ORGANIZATION', 'FAILED'],
        ['AUTHORIZATION', 'REQUIRED'],
        ['PRODUCT', 'FAILED'],
      ],
    )
    await send(caller, 'papers', paper('ORGANIZATION', 'three'), paper('AUTHORIZATION', 'four'))
    await decide(sandbox, 'accept')
    await serialOf(caller, 'papers')
    assert.deepEqual(codesOf((await send(caller, 'papers', paper('ADDITIONAL', 'five'))).answer), [2056])
    const { json } = await door(sandbox, 'GET', '/books')
    assert.deepEqual([at(json, 'documents.2.caOrder'), at(json, 'documents.2.state')], ['papers', 'REJECTED'])
  })

  test('a mailbox shows its link, wants no second message, and is proven by the click', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    const orderParameters = {
      CSR: await newCsr(''),
      customer: 'c',
      orderID: 'mail',
      productCode: '511',
      email: 'anna@mail.test',
    }
    await done(caller, 'quickOrder', { orderParameters })
    const state = async () =>
      at(await done(caller, 'getEmailVerification', { orderID: 'mail' }), 'emailVerification')
    assert.deepEqual([at(await state(), 'email'), at(await state(), 'verified')], ['anna@mail.test', false])
    assert.deepEqual(await refused(caller, 'addEmailVerification', { orderID: 'mail' }), [1114])
    assert.deepEqual(await refused(caller, 'addEmailVerification', { orderID: 'none' }), [1033])
    const { json } = await door(sandbox, 'GET', '/mail')
    const link = new URL(textAt(json, 'items.0.links.0'))
    await fetch(`${sandbox.url}/domain-verification${link.search}`, { method: 'POST' })
    assert.equal(at(await state(), 'verified'), true)
    assert.ok(at(await state(), 'verificationValidity') instanceof Date)
    await serialOf(caller, 'mail')
    assert.deepEqual(await refused(caller, 'addEmailVerification', { orderID: 'mail' }), [1113])
  })
})

describe('the next certificate by SOAP', () => {
  test('a reissue adds an Order element under the same id; modified lists show it', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    await prove(sandbox, caller, 'next.test', await order(caller, 'next', '931', 'next.test'))
    const serialNumber = await serialOf(caller, 'next')
    const fromDate = new Date().toISOString()
    const SANEntries = { SANEntry: [{ DNSName: 'more.test' }] }
    assert.deepEqual(await refused(caller, 'reissueCertificate', { serialNumber, SANEntries }), [2162])
    const answer = await done(caller, 'reissueCertificate', {
      serialNumber,
      CSR: await newCsr('CN=next.test'),
      SANApprover: { approverMethod: 'DNS_TXT' },
      SANEntries,
    })
    assert.equal(at(answer, 'orderID'), 'next')
    await prove(sandbox, caller, 'more.test', textAt(answer, 'SANVerification.code'))
    const second = await serialOf(caller, 'next', serialNumber)
    const listed = await done(caller, 'getModifiedOrders', {
      fromDate,
      toDate: new Date(Date.now() + 1_000).toISOString(),
    })
    for (const found of [listed, await done(caller, 'getOrderByOrderID', { orderID: 'next' })]) {
      const orders = at(found, 'orders.Order')
      assert.ok(Array.isArray(orders))
      assert.deepEqual(
        orders.map((one: unknown) => [
          String(at(one, 'attributes.reissue')),
          at(one, 'orderStatus.serialNumber'),
          at(one, 'certificateDetails.DNSNames'),
        ]),
        [
          ['false', serialNumber, 'next.test'],
          ['true', second, 'next.test, more.test'],
        ],
      )
    }
    assert.deepEqual(await refused(caller, 'reissueCertificate', { serialNumber }), [2126])
  })

  test('a renewal is another order, and what ends soon is listed', async (t) => {
    const sandbox = await sandboxFor(t)
    const caller = await soapCaller(sandbox)
    await door(sandbox, 'PUT', '/clock', { offsetDays: -180 })
    await prove(sandbox, caller, 'old.test', await order(caller, 'old', '601', 'old.test'))
    const serialNumber = await serialOf(caller, 'old')
    await door(sandbox, 'PUT', '/clock', { offsetDays: 0 })
    const list = await done(caller, 'getExpiringCertificates', { validityDaysLeft: 30 })
    assert.equal(at(list, 'expiringCertificates.0.orderID'), 'old')
    assert.equal(at(list, 'expiringCertificates.0.serialNumber'), serialNumber)
    assert.deepEqual(await refused(caller, 'getExpiringCertificates', { validityDaysLeft: 31 }), [2052])
    const request = {
      SANApprover: { approverMethod: 'DNS_TXT' },
      CSR: await newCsr('CN=old.test'),
      customer: 'c',
      productCode: '606',
      serialNumber,
    }
    assert.deepEqual(await refused(caller, 'renewCertificate', { ...request, customer: 'd' }), [1169])
    const answer = await done(caller, 'renewCertificate', request)
    const orderID = textAt(answer, 'orderID')
    assert.match(orderID, /^[0-9a-f]{8}-[0-9a-f-]{27}$/)
    await prove(sandbox, caller, 'old.test', textAt(answer, 'SANVerification.code'))
    assert.notEqual(await serialOf(caller, orderID), serialNumber)
  })
})
