import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { validateOrder } from '../../sandbox/core/validation/validate-order.ts'
import { errorsOf, ORGANIZATION, REQUESTOR } from './core-orders.ts'
import { at, coreFor, door, dvOrder, eventually, newCsr, sandboxFor, soapCaller, textAt } from './harness.ts'

const FILE = { approver: { method: 'FILE' } }
const PATH = '/.well-known/pki-validation/certum.txt'
const EV = { serialNumber: '123', businessCategory: 'Private Organization', jurisdictionCountry: 'PL' }

describe('an address in the name’s place', () => {
  const cases: [string, string[], string, number[]][] = [
    ['for documentation', ['192.0.2.1'], 'FILE', []],
    ['for documentation, version 6', ['2001:DB8:0::1'], 'FILE', []],
    ['of the public internet', ['8.8.4.4'], 'FILE', []],
    ['that is private', ['10.0.0.1'], 'FILE', [1148]],
    ['that is local, version 6', ['fd00::1'], 'FILE', [1148]],
    ['proven by a record', ['192.0.2.1'], 'DNS_TXT_PREFIX', [2171]],
    ['proven by mail', ['192.0.2.1'], 'ADMIN', [2171]],
  ]
  for (const [what, names, method, codes] of cases) {
    test(`${what}: ${codes.join() || 'is taken'}`, async (t) => {
      const core = await coreFor(t)
      const approver = method === 'ADMIN' ? { method, prefix: 'ADMIN' } : { method }
      const request = await dvOrder({ names, approver })
      assert.deepEqual(errorsOf(await core.run((context) => validateOrder(context, request))), codes)
    })
  }

  test('is among the names of a multi-domain product, and never in an EV one (2193)', async (t) => {
    const core = await coreFor(t)
    const names = ['example.test', '198.51.100.7']
    const asked = async (productCode: string) => {
      const parameters = { productCode, ...ORGANIZATION, ...EV }
      const organization = { taxNumber: '5250000000' }
      const request = await dvOrder({ names, ...FILE, requestor: REQUESTOR, organization, parameters })
      return errorsOf(await core.run((context) => validateOrder(context, request)))
    }
    assert.deepEqual([await asked('931'), await asked('921'), await asked('981')], [[], [], [2193]])
  })

  for (const address of ['203.0.113.5', '2001:db8::5']) {
    test(`${address} is proven by the file that its web server shows`, async (t) => {
      const sandbox = await sandboxFor(t)
      const caller = await soapCaller(sandbox)
      const { answer } = await caller.call('quickOrder', {
        SANApprover: { approverMethod: 'FILE' },
        orderParameters: {
          CSR: await newCsr(`CN=${address}`),
          customer: 'c',
          orderID: 'ip',
          productCode: '601',
        },
        SANEntries: { SANEntry: [{ DNSName: address }] },
      })
      const code = textAt(answer, 'SANVerification.code')
      await door(sandbox, 'PUT', `/http/${address}`, { path: PATH, body: `${code}-certum.pl` })
      await caller.call('performSanVerification', { code })
      const names = await eventually(async () => {
        const found = await caller.call('getCertificate', { orderID: 'ip' })
        return at(found.answer, 'certificateDetails.DNSNames')
      })
      assert.equal(names, address)
    })
  }
})
