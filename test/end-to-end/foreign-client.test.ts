import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { OPERATIONS } from '../../activities/ca/certum/operations.ts'
import { newCsr, sandboxFor } from '../sandbox/harness.ts'
import { pythonWith } from '../support/cached-program.ts'

const ZEEP_VERSION = '4.3.3'
const WALK = join(import.meta.dirname, 'foreign-client/walk.py')
const WALK_TIMEOUT_MS = 60_000

interface Seen {
  operations: string[]
  parsedName: string
  orderId: string
  names: string[]
  verifications: [string, string][]
  serialNumber: string
  certificate: string
  chain: string[]
  revokedAt: string
}

/** Runs the walk and gives what it printed; its complaints are the failure's words. */
function walk(python: string, given: object): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const options = { timeout: WALK_TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 }
    const child = execFile(python, [WALK], options, (error, printed, complaints) => {
      if (error === null) resolve(JSON.parse(printed) as Seen)
      else reject(new Error(`${error.message}\n${complaints}`))
    })
    child.stdin?.end(JSON.stringify(given))
  })
}

describe('a SOAP client of another language', () => {
  for (const strict of [false, true])
    test(`reads the contract of a ${strict ? 'strict' : 'friendly'} server, and takes an order to its certificate and the end of it`, {
      timeout: 400_000,
    }, async (t) => {
      const zeep = await pythonWith('zeep', ZEEP_VERSION)
      if ('missing' in zeep) return t.skip(zeep.missing)
      const sandbox = await sandboxFor(t, { behaviour: { strict } })
      const { soapUrl: soap, url: door, userName, password } = sandbox
      const name = 'foreign.test'
      const csr = await newCsr(`CN=${name}`)
      const seen = await walk(zeep.path, { soap, door, userName, password, csr, name })

      assert.deepEqual(
        OPERATIONS.filter((operation) => !seen.operations.includes(operation)),
        [],
      )
      assert.deepEqual([seen.orderId, seen.parsedName, seen.names], ['foreign-1', name, [name]])
      assert.deepEqual(seen.verifications, [
        ['DOMAIN', 'VERIFIED'],
        ['SYSTEM', 'VERIFIED'],
      ])
      const leaf = new X509Certificate(seen.certificate)
      const [issuing, root] = seen.chain.map((pem) => new X509Certificate(pem))
      assert.equal(leaf.subjectAltName, `DNS:${name}`)
      assert.equal(leaf.serialNumber, seen.serialNumber)
      assert.ok(issuing !== undefined && root !== undefined)
      assert.ok(leaf.verify(issuing.publicKey) && issuing.verify(root.publicKey))
      assert.ok(Math.abs(Date.parse(seen.revokedAt) - Date.now()) < WALK_TIMEOUT_MS)
    })
})
