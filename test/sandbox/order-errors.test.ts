import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listOrders } from '../../sandbox/core/orders.ts'
import { quickOrder } from '../../sandbox/core/place-order.ts'
import type { OrderRequest } from '../../sandbox/core/requests.ts'
import { validateOrder } from '../../sandbox/core/validation/validate-order.ts'
import { coreFor, dvOrder, newCsr, newRsaCsr, testClock } from './harness.ts'

/** What is wrong with a request, by the CA's numbers; a request that passes gives an empty list. */
type Case = readonly [what: string, request: () => Promise<OrderRequest>, codes: readonly number[]]

const parameters = (changes: NonNullable<OrderRequest['parameters']>) => () =>
  dvOrder({ parameters: changes })
const names =
  (...list: string[]) =>
  () =>
    dvOrder({ names: list })
const approver =
  (given: OrderRequest['approver'], list = ['example.test']) =>
  () =>
    dvOrder({ approver: given, names: list })
const requestor = (given: OrderRequest['requestor']) => () => dvOrder({ requestor: given })
const person = { email: 'jan@example.test', firstName: 'Jan', lastName: 'Nowak' }

async function product(productCode: string, list: string[], changes: Partial<OrderRequest> = {}) {
  return dvOrder({ names: list, ...changes, parameters: { productCode, ...changes.parameters } })
}

async function organization(productCode: string, changes: NonNullable<OrderRequest['parameters']> = {}) {
  return product(productCode, ['example.test'], {
    requestor: person,
    organization: { taxNumber: '5250000000' },
    parameters: { organization: 'Example', country: 'PL', locality: 'Warszawa', ...changes },
  })
}

const EXTENDED = {
  serialNumber: '0000123456',
  businessCategory: 'Private Organization',
  jurisdictionCountry: 'PL',
}
const long = (length: number): string => 'x'.repeat(length)

const CASES: readonly Case[] = [
  ['a good DV order', names('example.test'), []],
  ['a name and its www', names('example.test', 'www.example.test'), []],
  ['no parameters at all', async () => ({}), [1010]],
  // product
  ['no product', parameters({ productCode: '' }), [1014]],
  ['a product code of four digits', parameters({ productCode: '6011' }), [1080]],
  ['a product nobody knows', parameters({ productCode: '999' }), [1075]],
  ['a product no longer sold', parameters({ productCode: '602' }), [1006]],
  ['a renewal code', parameters({ productCode: '606' }), [1181]],
  // order fields
  ['no customer', parameters({ customer: '' }), [1076]],
  ['a long customer', parameters({ customer: long(65) }), [1077]],
  ['a customer with a quotation mark', parameters({ customer: 'a"b' }), [1156]],
  ['the login as customer', parameters({ customer: 'sandbox' }), [1023]],
  ['a language of three letters', parameters({ language: 'pol' }), [1088]],
  ['a long order id', parameters({ orderId: long(51) }), [1079]],
  ['an order id with an ampersand', parameters({ orderId: 'a&b' }), [1043]],
  ['a long user agent', parameters({ userAgent: long(256) }), [1089]],
  ['an unknown hash algorithm', parameters({ hashAlgorithm: 'MD5' }), [2090]],
  ['an unsupported hash algorithm', parameters({ hashAlgorithm: 'RSA-SHA1' }), [2124]],
  ['a revocation contact that is no address', parameters({ revocationContactEmail: 'nobody' }), [2173]],
  ['the old validity element', parameters({ hasValidityPeriod: true }), [2187]],
  ['a last day in the past', parameters({ shortenedValidityPeriod: '2026-05-01' }), [2185]],
  ['a last day beyond the product', parameters({ shortenedValidityPeriod: '2027-08-01' }), [1069]],
  ['a last day that is no date', parameters({ shortenedValidityPeriod: 'soon' }), [1073]],
  // CSR
  ['no CSR', parameters({ csr: '' }), [1002]],
  ['something that is no CSR', parameters({ csr: 'hello' }), [1078]],
  ['a megabyte of text', parameters({ csr: 'A'.repeat(1_000_000) }), [1078]],
  ['an RSA key of 1024 bits', async () => parameters({ csr: await newRsaCsr(1024) })(), [1000]],
  // subject
  ['no common name anywhere', async () => parameters({ csr: await newCsr('C=PL') })(), [1015]],
  ['a country of three letters', parameters({ country: 'POL' }), [1026]],
  ['an organization of 65 characters', parameters({ organization: long(65) }), [1102]],
  ['OV without organization', () => organization('631', { organization: '' }), [1016]],
  ['OV without country', () => organization('631', { country: '' }), [1020]],
  ['OV without a place', () => organization('631', { locality: '' }), [2058]],
  ['a good OV order', () => organization('631'), []],
  ['EV without its fields', () => organization('641'), [1095, 2138, 1093]],
  ['a good EV order', () => organization('641', EXTENDED), []],
  ['EV of an unknown category', () => organization('641', { ...EXTENDED, businessCategory: 'Club' }), [2137]],
  [
    'texts longer than their fields',
    () =>
      organization('641', {
        ...EXTENDED,
        commonName: long(65),
        organizationalUnit: long(65),
        locality: long(129),
        state: long(129),
        jurisdictionState: long(129),
        jurisdictionLocality: long(129),
        serialNumber: long(65),
        streetAddress: long(65),
        postalCode: long(41),
      }),
    [1101, 1103, 1104, 1105, 1097, 1098, 1100, 2140, 2143, 1045],
  ],
  [
    'fields that say nothing',
    () =>
      organization('641', {
        ...EXTENDED,
        organization: '-',
        locality: '.',
        state: '- -',
        jurisdictionState: '.',
        jurisdictionLocality: '-',
        serialNumber: '...',
        streetAddress: '-',
        postalCode: '-',
      }),
    [2168, 2166, 2156, 2169, 2154, 2155, 2165, 2164],
  ],
  // names
  ['no list of names', async () => ({ ...(await dvOrder()), names: undefined }), [1007]],
  ['an empty name', names('example.test', ''), [2095]],
  ['a name with a space', names('example.test', 'a b.test'), [1008]],
  ['an internal name', names('server.local'), [1157]],
  ['a private address', () => product('931', ['example.test', '10.0.0.1']), [1148, 2171]],
  ['a long label', names(`${long(64)}.test`), [1101, 2088, 1045]],
  ['a wildcard where none is sold', names('*.example.test'), [1115, 1116]],
  ['two names where one is sold', names('example.test', 'other.test'), [1107]],
  ['three names where one is sold', names('example.test', 'www.example.test', 'c.test'), [1107]],
  ['a wildcard product without a wildcard', () => product('741', ['example.test']), [1118, 1117]],
  ['a wildcard and its bare name', () => product('741', ['*.example.test', 'example.test']), []],
  ['two wildcards where one is sold', () => product('741', ['*.a.test', '*.b.test']), [1046]],
  ['a common name that is not listed', parameters({ commonName: 'other.test' }), [1045]],
  [
    '101 names',
    () =>
      product(
        '931',
        Array.from({ length: 101 }, (_, i) => `n${i}.test`),
      ),
    [1107],
  ],
  [
    '100 names',
    () =>
      product(
        '931',
        Array.from({ length: 100 }, (_, i) => `n${i}.test`),
      ),
    [],
  ],
  ['the same name twice', () => product('931', ['a.test', 'A.test', 'b.test']), []],
  // approver
  ['no approver', approver(undefined), [2162]],
  ['an approver without method', approver({}), [2157]],
  ['an unknown method', approver({ method: 'EMAIL' }), [1042]],
  ['the old word DNS', approver({ method: 'DNS' }), []],
  ['ADMIN without prefix', approver({ method: 'ADMIN' }), [2159]],
  ['ADMIN with a bad prefix', approver({ method: 'ADMIN', prefix: 'ROOT' }), [1108]],
  [
    'ADMIN with prefix and address',
    approver({ method: 'ADMIN', prefix: 'ADMIN', email: 'a@b.test' }),
    [2158],
  ],
  ['a bad address', approver({ method: 'FILE', email: 'nobody' }), [1037]],
  ['a notification without address', approver({ method: 'FILE', notify: 'true' }), [2160]],
  ['a bad notification flag', approver({ method: 'FILE', notify: 'maybe' }), [2059]],
  ['FILE for a wildcard', () => product('741', ['*.a.test'], { approver: { method: 'FILE' } }), [2186]],
  // requestor
  ['an empty requestor', requestor({}), [1053, 1054, 1055]],
  ['a requestor with a bad address', requestor({ ...person, email: 'jan' }), [1060]],
  ['a long phone', requestor({ ...person, phone: long(33) }), [1066]],
  [
    'OV without requestor and tax number',
    async () => ({ ...(await organization('631')), requestor: undefined, organization: undefined }),
    [1009, 1048],
  ],
  // mail and code
  ['a mailbox without address', () => product('511', []), [1021]],
  ['a good mailbox order', () => product('511', [], { parameters: { email: 'a@b.test' } }), []],
  [
    'a sponsored person without names',
    () => product('531', [], { requestor: person }),
    [1021, 2194, 2198, 1016, 1020, 2058],
  ],
  ['many at once', parameters({ customer: '', csr: '', productCode: '' }), [1014, 1076, 1002]],
]

describe('an order with something wrong', () => {
  for (const [what, request, codes] of CASES) {
    test(`gets its numbers: ${what}`, async (t) => {
      const core = await coreFor(t, { clock: testClock().now })
      const given = await request()
      const outcome = await core.run((context) => validateOrder(context, given))
      assert.deepEqual(outcome.ok ? [] : outcome.errors.map((error) => error.code), codes)
      assert.deepEqual(listOrders(core.context.database), [], 'validation keeps nothing')
    })
  }

  test('leaves no order behind when quickOrder refuses', async (t) => {
    const core = await coreFor(t)
    const bad = await dvOrder({ names: ['server.local'] })
    assert.equal((await core.run((context) => quickOrder(context, bad))).ok, false)
    assert.deepEqual(listOrders(core.context.database), [])
  })

  test('gets 1012 for a taken id and 1032 for the key of another living order', async (t) => {
    const core = await coreFor(t)
    const request = await dvOrder({ parameters: { orderId: 'same' } })
    assert.ok((await core.run((context) => quickOrder(context, request))).ok)
    const again = await core.run((context) => quickOrder(context, request))
    assert.deepEqual(again.ok ? [] : again.errors, [{ code: 1012, value: 'same' }, { code: 1032 }])
    const lenient = await coreFor(t, { behaviour: { refuseReusedKeys: false } })
    for (const orderId of ['a', 'b']) {
      const same = { ...request, parameters: { ...request.parameters, orderId } }
      assert.ok((await lenient.run((context) => quickOrder(context, same))).ok)
    }
  })

  test('with a broken signature gets 2125', async (t) => {
    const core = await coreFor(t)
    const [der = ''] = [(await newCsr()).replace(/-----[^-]+-----|\s/g, '')]
    const bytes = Buffer.from(der, 'base64')
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    const csr = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----`
    const request = await dvOrder({ parameters: { csr } })
    const outcome = await core.run((context) => validateOrder(context, request))
    assert.deepEqual(outcome.ok ? [] : outcome.errors, [{ code: 2125 }])
  })
})
