import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Behaviour } from '../../sandbox/core/behaviour.ts'
import { FRIENDLY_BEHAVIOUR } from '../../sandbox/core/behaviour.ts'
import { temporaryFolder } from '../support/background-process.ts'
import { issuedOrder } from './core-orders.ts'
import { door, sandboxFor } from './harness.ts'
import { modifiedPage, turn, withOrder } from './switches.ts'

/** The text without its references to characters. */
function plainText(xml: string): string {
  return xml.replaceAll('&#xD;', '\r')
}

describe('switches of the sandbox', () => {
  test('are listed, turned one by one, refused when malformed, and turned back by a reset', async (t) => {
    const sandbox = await sandboxFor(t, { behaviour: { issueMs: 1 } })
    const start = { ...FRIENDLY_BEHAVIOUR, issueMs: 1 }
    assert.deepEqual((await door(sandbox, 'GET', '/behaviour')).json, start)
    await turn(sandbox, { pemStyle: 'crlf' })
    await turn(sandbox, { issueMs: 5 })
    assert.deepEqual((await door(sandbox, 'GET', '/behaviour')).json, {
      ...start,
      pemStyle: 'crlf',
      issueMs: 5,
    })
    for (const bad of [
      { pemStyle: 'round' },
      { issueMs: -1 },
      { unheardOf: true },
      { credentialsSuccessCode: 1 },
    ])
      assert.equal((await door(sandbox, 'PUT', '/behaviour', bad)).status, 422, JSON.stringify(bad))
    for (const [method, path] of [
      ['DELETE', '/behaviour'],
      ['POST', '/reset'],
    ] as const) {
      await turn(sandbox, { pemStyle: 'bare' })
      assert.equal((await door(sandbox, method, path)).status, 204)
      assert.deepEqual((await door(sandbox, 'GET', '/behaviour')).json, start)
    }
  })

  test('stay as they were turned when the sandbox is started again', async (t) => {
    const databaseFile = join(temporaryFolder('behaviour'), 'sandbox.db')
    const before = await sandboxFor(t, { databaseFile })
    await turn(before, { timestamps: 'no-zone' })
    await before.stop()
    const again = await sandboxFor(t, { databaseFile, behaviour: { checkMs: 7 } })
    const expected = { ...FRIENDLY_BEHAVIOUR, checkMs: 7, timestamps: 'no-zone' }
    assert.deepEqual((await door(again, 'GET', '/behaviour')).json, expected)
  })
})

describe('the way an answer is written', () => {
  test('certificates have the line ends that were asked for, or none', async (t) => {
    const { sandbox, order, caller } = await withOrder(t)
    const pem = async (pemStyle: Behaviour['pemStyle']) => {
      await turn(sandbox, { pemStyle })
      const { xml } = await caller.call('getCertificate', { orderID: order.id })
      const pattern = /<certificateDetails>[\s\S]*<X509Cert>([\s\S]*?)<\/X509Cert><\/certificateDetails>/
      return plainText(pattern.exec(xml)?.[1] ?? '')
    }
    const asWritten = await caller.call('getCertificate', { orderID: order.id })
    assert.match(
      asWritten.xml,
      /<X509Cert>-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/]{64}\n/,
      'real line ends',
    )
    const plain = await pem('lf')
    new X509Certificate(plain)
    assert.equal(await pem('crlf'), plain.replaceAll('\n', '\r\n'))
    assert.match(await pem('unwrapped'), /^-----BEGIN CERTIFICATE-----MII\S+-----END CERTIFICATE-----$/)
    assert.match(await pem('bare'), /^MII[A-Za-z0-9+/=]+$/)
  })

  test('instants, names, the order of children, absent and unknown elements are as the switches say', async (t) => {
    const { sandbox, order, caller } = await withOrder(t)
    const written = async (changes: Partial<Behaviour>) => {
      await door(sandbox, 'DELETE', '/behaviour')
      await turn(sandbox, changes)
      return (await caller.call('getOrderByOrderID', { orderID: order.id })).xml
    }
    assert.match(await written({}), /<timestamp>2026-06-01T12:00:10\.000Z</)
    assert.match(await written({ timestamps: 'no-zone' }), /<timestamp>2026-06-01T12:00:10\.000</)
    assert.match(await written({ timestamps: 'offset' }), /<timestamp>2026-06-01T13:00:10\.000\+01:00</)
    assert.match(await written({ namesSeparator: ';' }), /<DNSNames>odd\.test;www\.odd\.test</)
    assert.match(await written({ childOrder: 'reversed' }), /<timestamp>[^<]+<\/timestamp><successCode>0</)
    assert.match(await written({ childOrder: 'reversed' }), /<\/orders><responseHeader>/)
    assert.match(await written({ nilElements: true }), /<revokedDate xsi:nil="true"/)
    assert.match(
      await written({ unknownElements: true }),
      /<extension>[^<]+<\/extension><\/certificateDetails>/,
    )
  })

  test('the end of the product stands where it was told to, or nowhere', async (t) => {
    const { sandbox, order, caller } = await withOrder(t)
    const state = async (productValidityElement: string | null) => {
      await turn(sandbox, { productValidityElement })
      return (await caller.call('getOrderState', { orderID: order.id })).xml
    }
    assert.match(await state('productValidity'), /<productValidity>2027/)
    assert.doesNotMatch(await state(null), /2027-0[56].*<\/tns:getOrderStateResponse/)
  })

  test('lists that may be long have one element', async (t) => {
    const { sandbox, order, clock, caller } = await withOrder(t)
    await issuedOrder(sandbox.core, clock, { names: ['other.test'] })
    await turn(sandbox, { singleElementLists: true })
    const bad = {
      SANApprover: { approverMethod: 'NONE' },
      orderParameters: { CSR: 'x', customer: '', productCode: '999' },
    }
    const { xml: refused } = await caller.call('quickOrder', bad)
    assert.equal(refused.match(/<errorCode>/g)?.length, 1)
    const { xml: fetched } = await caller.call('getCertificate', { orderID: order.id })
    assert.equal(fetched.match(/<X509Cert>/g)?.length, 2, 'the certificate and one of its chain')
    assert.match(await modifiedPage(caller), /<pagesCount>2<.*<returnCount>1</)
  })
})
