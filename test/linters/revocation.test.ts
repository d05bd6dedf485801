import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { certificatesOf } from '../../sandbox/core/certificates.ts'
import { revokeCertificate } from '../../sandbox/core/end-order.ts'
import { REVOCATION_REASONS } from '../../sandbox/core/types.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { granted, issuedOrder, SECOND } from '../sandbox/core-orders.ts'
import { sandboxFor, testClock } from '../sandbox/harness.ts'
import { testFolder } from '../support/folder.ts'
import { lintByPkilint, type Subject, sumUp, withPkilint } from './lint.ts'

const folder = testFolder()

/** A sandbox that revoked a certificate for each reason, under an intermediate of each type of key, and kept one. */
async function revokingSandbox(t: TestContext): Promise<{ sandbox: Sandbox; good: string; revoked: string }> {
  const clock = testClock()
  const sandbox = await sandboxFor(t, { clock: clock.now, behaviour: { refuseReusedKeys: false } })
  const { core } = sandbox
  const issued = async (hashAlgorithm: string) => {
    const { id } = await issuedOrder(core, clock, { parameters: { hashAlgorithm } })
    const [certificate] = await core.run(({ database }) => certificatesOf(database, id))
    return certificate?.serialNumber ?? ''
  }
  const good = await issued('ECC-SHA256')
  // The CA takes the affiliation for no reason where nobody's affiliation was certified.
  const reasons = REVOCATION_REASONS.filter((reason) => reason !== 'AFFILIATIONCHANGED')
  let revoked = ''
  for (const hashAlgorithm of ['RSA-SHA256', 'ECC-SHA256'])
    for (const reason of reasons) {
      revoked = await issued(hashAlgorithm)
      const compromisedOn = reason === 'KEYCOMPROMISE' ? clock.now().toISOString().slice(0, 10) : undefined
      const request = { serialNumber: revoked, reason, compromisedOn }
      granted(await core.run((context) => revokeCertificate(context, request)))
    }
  clock.advance(10 * SECOND)
  return { sandbox, good, revoked }
}

async function fetched(url: string, init: RequestInit = {}): Promise<Uint8Array> {
  const response = await fetch(url, init)
  assert.equal(response.status, 200, url)
  return response.bytes()
}

async function check(t: TestContext, subjects: Subject[], tool: (subject: Subject) => string): Promise<void> {
  const { errors, warnings } = sumUp(subjects, await lintByPkilint(subjects, tool))
  for (const warning of warnings) t.diagnostic(warning)
  assert.deepEqual(errors, [])
}

describe('what the sandbox tells of revocation, before a linter', () => {
  test('its lists have no error, neither by the TLS rules nor by RFC 5280', withPkilint, async (t) => {
    const { sandbox } = await revokingSandbox(t)
    const lists: Subject[] = []
    for (const path of ['dv-tls-rsa', 'dv-tls-ecdsa', 'root'])
      lists.push({ label: path, content: await fetched(`${sandbox.url}/crl/${path}`) })
    const type = ({ label }: Subject) => (label === 'root' ? 'ARL' : 'CRL')
    await check(t, lists, (list) => `lint_crl -t ${type(list)} -p BR --document-format DER`)
    lists.push({ label: 'all', content: await fetched(`${sandbox.url}/crl`) })
    await check(t, lists, (list) => `lint_crl -t ${type(list)} -p PKIX --document-format DER`)
  })

  test('its OCSP answers have no error: good, revoked, unknown', withPkilint, async (t) => {
    const { sandbox, good, revoked } = await revokingSandbox(t)
    const issuer = join(folder, 'issuer.pem')
    writeFileSync(issuer, await fetched(`${sandbox.url}/ca/dv-tls-ecdsa.pem`))
    const answers: Subject[] = []
    for (const [label, serial] of Object.entries({ good, revoked, unknown: 'ABCD' })) {
      const file = join(folder, label)
      const args = ['ocsp', '-issuer', issuer, '-serial', `0x${serial}`, '-reqout', file]
      execFileSync('openssl', args, { stdio: 'ignore' })
      const body = readFileSync(file)
      answers.push({ label, content: await fetched(`${sandbox.url}/ocsp`, { method: 'POST', body }) })
    }
    await check(t, answers, () => 'lint_ocsp_response --document-format DER')
  })
})
