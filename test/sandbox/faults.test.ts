import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { at, door, newCsr, sandboxFor, soapCaller } from './harness.ts'

async function arm(sandbox: Sandbox, fault: object): Promise<void> {
  assert.equal((await door(sandbox, 'PUT', '/faults', fault)).status, 200)
}

/** Posts an envelope by hand: what went over the wire, or `lost` when the connection ended without an answer. */
async function post(sandbox: Sandbox, operation: string, inner = '', timeoutMs = 2_000) {
  const token = `<authToken><password>${sandbox.password}</password><userName>${sandbox.userName}</userName></authToken>`
  const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><p:${operation} xmlns:p="http://webservice.api.muc.unizeto.pl/"><requestHeader>${token}</requestHeader>${inner}</p:${operation}></s:Body></s:Envelope>`
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(sandbox.soapUrl, { method: 'POST', body, signal })
    return { status: response.status, xml: await response.text() }
  } catch {
    return 'lost'
  }
}

const success = /<successCode>0</

/** A new order of the customer; the answer, or `lost`. */
async function placeOrder(sandbox: Sandbox, id: string) {
  const csr = await newCsr(`CN=${id}.test`)
  const inner = `<SANApprover><approverMethod>DNS_TXT</approverMethod></SANApprover><orderParameters><CSR>${csr}</CSR><customer>c</customer><orderID>${id}</orderID><productCode>601</productCode></orderParameters><SANEntries><SANEntry><DNSName>${id}.test</DNSName></SANEntry></SANEntries>`
  return post(sandbox, 'quickOrder', inner)
}

async function idsInBooks(sandbox: Sandbox): Promise<unknown[]> {
  const { json } = await door(sandbox, 'GET', '/books')
  return textsAt(json, 'caOrders', 'id')
}

function textsAt(value: unknown, path: string, key: string): unknown[] {
  const list = at(value, path)
  return Array.isArray(list) ? list.map((item) => at(item, key)) : []
}

describe('faults armed by the side door', () => {
  test('403, SOAP fault and refusal happen as often as told, then all is well', async (t) => {
    const sandbox = await sandboxFor(t)
    await arm(sandbox, { operation: 'getProductList', kind: '403', times: 2 })
    assert.deepEqual(await post(sandbox, 'getProductList'), { status: 403, xml: 'Forbidden' })
    assert.deepEqual(await post(sandbox, 'getProductList'), { status: 403, xml: 'Forbidden' })
    const third = await post(sandbox, 'getProductList')
    assert.ok(third !== 'lost' && success.test(third.xml))

    await arm(sandbox, { operation: 'getProductList', kind: 'fault', times: 1 })
    const fault = await post(sandbox, 'getProductList')
    assert.ok(fault !== 'lost' && fault.status === 500 && fault.xml.includes('<faultstring>'))

    await arm(sandbox, { operation: 'getProductList', kind: 'error', code: 1075, times: 1 })
    const refusal = await post(sandbox, 'getProductList')
    assert.ok(refusal !== 'lost' && refusal.status === 200)
    assert.match(refusal.xml, /getProductListResponse.*<errorCode>1075<.*<successCode>1</)

    await arm(sandbox, { operation: 'getProductList', kind: 'error', times: 1 })
    const silent = await post(sandbox, 'getProductList')
    assert.ok(silent !== 'lost' && !silent.xml.includes('<errors>') && silent.xml.includes('<successCode>1<'))
  })

  test('a refusal by fault is read by a client as one from the service', async (t) => {
    const sandbox = await sandboxFor(t)
    await arm(sandbox, { operation: 'getOrderState', kind: 'error', code: 1033, times: 1 })
    const { answer } = await (await soapCaller(sandbox)).call('getOrderState', { orderID: 'x' })
    assert.equal(at(answer, 'responseHeader.successCode'), 1)
    assert.equal(at(answer, 'responseHeader.errors.Error.0.errorCode'), 1033)
  })

  test('an answer lost after success leaves the order behind', async (t) => {
    const sandbox = await sandboxFor(t, { behaviour: { holdMs: 60_000 } })
    await arm(sandbox, { operation: 'quickOrder', kind: 'timeout-after-success', times: 1 })
    const inner = `<SANApprover><approverMethod>DNS_TXT</approverMethod></SANApprover><orderParameters><CSR>${await newCsr('CN=lost.test')}</CSR><customer>c</customer><orderID>lost-1</orderID><productCode>601</productCode></orderParameters><SANEntries><SANEntry><DNSName>lost.test</DNSName></SANEntry></SANEntries>`
    assert.equal(await post(sandbox, 'quickOrder', inner, 500), 'lost')
    const found = await post(sandbox, 'getOrderState', '<orderID>lost-1</orderID>')
    assert.ok(found !== 'lost' && found.xml.includes('<orderStatus>AWAITING<'))
    const again = await post(sandbox, 'quickOrder', inner)
    assert.ok(again !== 'lost' && again.xml.includes('<errorCode>1012<'))
    const { json } = await door(sandbox, 'GET', '/soap-log')
    assert.equal(at(json, 'items.0.status'), null)
    assert.equal(at(json, 'items.0.successCode'), 0)
    assert.equal(at(json, 'items.0.fault'), 'timeout-after-success')
    assert.ok(!JSON.stringify(json).includes(sandbox.password))
  })

  test('the connection of a lost answer is dropped in the end', async (t) => {
    const sandbox = await sandboxFor(t, { behaviour: { holdMs: 100 } })
    await arm(sandbox, { operation: 'getProductList', kind: 'timeout-after-success', times: 1 })
    const started = Date.now()
    assert.equal(await post(sandbox, 'getProductList', '', 10_000), 'lost')
    assert.ok(Date.now() - started < 5_000)
  })

  test('slow answers come late, and whatever operation is meant by *', async (t) => {
    const sandbox = await sandboxFor(t)
    await arm(sandbox, { operation: '*', kind: 'slow', delayMs: 300, times: 1 })
    const started = Date.now()
    const slow = await post(sandbox, 'getProductList')
    assert.ok(slow !== 'lost' && success.test(slow.xml))
    assert.ok(Date.now() - started >= 290)
    await arm(sandbox, { operation: '*', kind: 'fault', times: 2 })
    await arm(sandbox, { operation: 'getProductList', kind: '403', times: 1 })
    const statuses: unknown[] = []
    for (let call = 0; call < 4; call += 1) statuses.push(at(await post(sandbox, 'getProductList'), 'status'))
    assert.deepEqual(statuses, [403, 500, 500, 200])
  })

  test('an answer that goes wrong after the work leaves the order behind, whatever it looks like', async (t) => {
    const sandbox = await sandboxFor(t)
    const seen: Record<string, unknown> = {}
    for (const kind of ['reset-after-success', 'fault-after-success', '502-after-success', 'cut-short']) {
      await arm(sandbox, { operation: 'quickOrder', kind, times: 1 })
      const answer = await placeOrder(sandbox, kind)
      seen[kind] = answer === 'lost' ? answer : answer.status
      if (kind === 'cut-short')
        assert.ok(answer !== 'lost' && !answer.xml.includes('</soap:Envelope>'), 'half an answer')
    }
    assert.deepEqual(seen, {
      'reset-after-success': 'lost',
      'fault-after-success': 500,
      '502-after-success': 502,
      'cut-short': 200,
    })
    assert.deepEqual((await idsInBooks(sandbox)).sort(), Object.keys(seen).sort())
  })

  test('an answer that goes wrong before the work leaves nothing behind', async (t) => {
    const sandbox = await sandboxFor(t)
    const seen: Record<string, unknown> = {}
    for (const kind of ['404', '500-html', 'reset', 'throttle', 'success-without-errors']) {
      await arm(sandbox, { operation: 'quickOrder', kind, times: 1 })
      const answer = await placeOrder(sandbox, kind)
      seen[kind] =
        answer === 'lost' ? answer : [answer.status, answer.xml.match(/<errorCode>|<html>|Code>1</)?.[0]]
    }
    assert.deepEqual(seen, {
      '404': [404, '<html>'],
      '500-html': [500, '<html>'],
      reset: 'lost',
      throttle: [429, undefined],
      'success-without-errors': [200, 'Code>1<'],
    })
    assert.deepEqual(await idsInBooks(sandbox), [])
  })

  test('a message that arrives twice buys once and is told that the id is taken', async (t) => {
    const sandbox = await sandboxFor(t)
    await arm(sandbox, { operation: 'quickOrder', kind: 'duplicate-id', times: 1 })
    const answer = await placeOrder(sandbox, 'twice')
    assert.ok(answer !== 'lost' && answer.xml.includes('<errorCode>1012<'))
    assert.deepEqual(await idsInBooks(sandbox), ['twice'])
  })

  test('too many looks are told by number where there is one', async (t) => {
    const sandbox = await sandboxFor(t)
    await arm(sandbox, { operation: 'performSanVerification', kind: 'throttle', times: 1 })
    const answer = await post(sandbox, 'performSanVerification', '<code>x</code>')
    assert.ok(answer !== 'lost' && answer.xml.includes('<errorCode>2205<'))
  })

  test('are listed, taken away by zero times, and refused when malformed', async (t) => {
    const sandbox = await sandboxFor(t)
    const fault = { operation: 'getOrderState', kind: 'error', code: 1033, times: 3 }
    await arm(sandbox, fault)
    assert.deepEqual((await door(sandbox, 'GET', '/faults')).json, { items: [fault] })
    await arm(sandbox, { ...fault, times: 0 })
    assert.deepEqual((await door(sandbox, 'GET', '/faults')).json, { items: [] })
    for (const bad of [{}, { ...fault, kind: 'explode' }, { ...fault, times: -1 }, { ...fault, code: 'x' }]) {
      assert.equal((await door(sandbox, 'PUT', '/faults', bad)).status, 422, JSON.stringify(bad))
    }
  })
})
