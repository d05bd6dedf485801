import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import {
  CertID,
  id_pkix_ocsp_nonce,
  Nonce,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  Request,
  TBSRequest,
} from '@peculiar/asn1-ocsp'
import { newSerialNumber } from '../../sandbox/ca/keys.ts'
import { AlgorithmIdentifier, AsnConvert, AsnExtension, OctetString } from '../../sandbox/ca/x509.ts'
import { certificatesOf, findCertificate } from '../../sandbox/core/certificates.ts'
import { revokeCertificate } from '../../sandbox/core/end-order.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { granted, issuedOrder, SECOND } from './core-orders.ts'
import { sandboxFor, type TestClock, testClock } from './harness.ts'

interface Issued {
  sandbox: Sandbox
  clock: TestClock
  serialNumber: string
  /** The certificate, its issuer and the root, as files of these names and a few others. */
  file(name: string, content?: string | Uint8Array): string
  openssl(...args: string[]): Promise<string>
  revoke(reason: string, compromisedOn?: string): Promise<void>
}

/** A sandbox over the wire, with a certificate, and openssl beside it. */
async function issuedIn(t: TestContext, hashAlgorithm = 'ECC-SHA256'): Promise<Issued> {
  // A little ago, as nothing the CA says may lie in the future when openssl looks at it.
  const clock = testClock(new Date(Date.now() - 60 * SECOND).toISOString())
  const sandbox = await sandboxFor(t, { clock: clock.now })
  const { core } = sandbox
  const order = await issuedOrder(core, clock, { parameters: { hashAlgorithm } })
  const [certificate] = await core.run(({ database }) => certificatesOf(database, order.id))
  assert.ok(certificate)
  const path = mkdtempSync(join(tmpdir(), 'sandbox-revocation-'))
  t.after(() => rmSync(path, { recursive: true }))
  const file = (name: string, content?: string | Uint8Array) => {
    if (content !== undefined) writeFileSync(join(path, name), content)
    return join(path, name)
  }
  file('leaf.pem', certificate.pem)
  for (const [name, id] of Object.entries({ issuer: certificate.issuer, root: 'root' }))
    file(`${name}.pem`, await (await fetch(`${sandbox.url}/ca/${id}.pem`)).text())
  return {
    sandbox,
    clock,
    serialNumber: certificate.serialNumber,
    file,
    openssl: opensslIn(path),
    revoke: async (reason, compromisedOn) => {
      const request = { serialNumber: certificate.serialNumber, reason, compromisedOn }
      granted(await core.run((context) => revokeCertificate(context, request)))
    },
  }
}

/** Gives both outputs together, whatever the exit code is. */
function opensslIn(cwd: string): Issued['openssl'] {
  return async (...args) => {
    const run = promisify(execFile)('openssl', args, { cwd })
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error)
    return stdout + stderr
  }
}

/** What openssl says of the certificate after asking the responder. */
function ask({ openssl, sandbox }: Issued, ...more: string[]): Promise<string> {
  const certificate = more.length > 0 ? more : ['-issuer', 'issuer.pem', '-cert', 'leaf.pem']
  return openssl('ocsp', '-url', `${sandbox.url}/ocsp`, '-CAfile', 'root.pem', ...certificate)
}

/** What openssl says of the whole chain with the lists that the certificates point to. */
async function verifyByLists({ openssl, sandbox, file }: Issued, issuerId: string): Promise<string> {
  for (const id of [issuerId, 'root']) {
    file('list.der', await (await fetch(`${sandbox.url}/crl/${id}`)).bytes())
    await openssl('crl', '-inform', 'der', '-in', 'list.der', '-out', `${id}.crl.pem`)
  }
  const lists = ['-CRLfile', `${issuerId}.crl.pem`, '-CRLfile', 'root.crl.pem']
  const chain = ['-x509_strict', '-CAfile', 'root.pem', '-untrusted', 'issuer.pem', 'leaf.pem']
  return openssl('verify', '-crl_check_all', ...lists, ...chain)
}

describe('revocation, as openssl sees it', () => {
  for (const [hashAlgorithm, issuer] of [
    ['ECC-SHA256', 'dv-tls-ecdsa'],
    ['RSA-SHA256', 'dv-tls-rsa'],
  ] as const)
    test(`is told alike by OCSP and by the list of ${issuer}, before and after`, async (t) => {
      const issued = await issuedIn(t, hashAlgorithm)
      const before = await ask(issued)
      assert.match(before, /Response verify OK/)
      assert.match(before, /leaf\.pem: good/)
      assert.doesNotMatch(before, /nonce/, 'the nonce came back')
      assert.match(await verifyByLists(issued, issuer), /leaf\.pem: OK/)

      await issued.revoke('KEYCOMPROMISE')
      assert.match(await ask(issued), /leaf\.pem: good/, 'REVOKING is not revoked')
      assert.match(await verifyByLists(issued, issuer), /leaf\.pem: OK/)

      issued.clock.advance(10 * SECOND)
      const after = await ask(issued)
      assert.match(after, /Response verify OK/)
      assert.match(after, /leaf\.pem: revoked[\s\S]*Reason: keyCompromise[\s\S]*Revocation Time: /)
      assert.match(await verifyByLists(issued, issuer), /certificate revoked/)
    })

  test('has the time and, where there is one, the reason of the CA’s books', async (t) => {
    const issued = await issuedIn(t)
    await issued.revoke('UNSPECIFIED')
    issued.clock.advance(10 * SECOND)
    const answer = await ask(issued, '-sha256', '-issuer', 'issuer.pem', '-cert', 'leaf.pem', '-resp_text')
    assert.match(answer, /Cert Status: revoked/)
    assert.doesNotMatch(answer, /Reason/)
    const { core } = issued.sandbox
    const certificate = await core.run(({ database }) => findCertificate(database, issued.serialNumber))
    const at = /Revocation Time: (.+)/.exec(answer)?.[1] ?? ''
    assert.equal(Date.parse(at), Math.floor((certificate?.revokedAt ?? 0) / SECOND) * SECOND)
  })

  test('goes into one list of the whole CA too, which says whose certificate it was', async (t) => {
    const issued = await issuedIn(t)
    const compromisedOn = issued.clock.now().toISOString().slice(0, 10)
    await issued.revoke('KEYCOMPROMISE', compromisedOn)
    issued.clock.advance(10 * SECOND)
    issued.file('all.crl', await (await fetch(`${issued.sandbox.url}/crl`)).bytes())
    const text = await issued.openssl(
      ...'crl -inform der -in all.crl -noout -text -CAfile root.pem'.split(' '),
    )
    assert.match(text, /verify OK/)
    assert.match(text, /Issuing Distribution Point: critical\n\s+Indirect CRL/)
    assert.ok(text.includes(`Serial Number: ${issued.serialNumber}`))
    assert.match(text, /Certificate Issuer: critical\n\s+DirName:.*Certloom Sandbox DV TLS ECDSA CA/)
    assert.match(text, /Key Compromise/)
    assert.match(text, /Invalidity Date: \n\s+\w+ +\d+ 00:00:00/)
  })
})

describe('the OCSP responder', () => {
  test('does not know numbers that were never issued, and is not asked for others’ certificates', async (t) => {
    const issued = await issuedIn(t)
    const unknown = await ask(issued, '-issuer', 'issuer.pem', '-serial', `0x${newSerialNumber()}`)
    assert.match(unknown, /: unknown/)
    const rootOf = await issuedIn(t)
    issued.file('foreign.pem', await (await fetch(`${rootOf.sandbox.url}/ca/root.pem`)).text())
    const foreign = await ask(issued, '-issuer', 'foreign.pem', '-serial', '0x1234')
    assert.match(foreign, /Responder Error: unauthorized/)
    const others = await ask(issued, '-issuer', 'root.pem', '-serial', `0x${issued.serialNumber}`)
    assert.match(others, /: unknown/, 'another signer of ours did not issue it')
  })

  test('answers for intermediates, and for several certificates at once', async (t) => {
    const issued = await issuedIn(t)
    assert.match(await ask(issued, '-issuer', 'root.pem', '-cert', 'issuer.pem'), /issuer\.pem: good/)
    const two = ['-cert', 'leaf.pem', '-serial', '0x1234']
    const both = await ask(issued, '-issuer', 'issuer.pem', ...two)
    assert.match(both, /leaf\.pem: good[\s\S]*0x1234: unknown/)
  })

  test('answers in GET as in POST, slashes of its base64 escaped or not', async (t) => {
    const issued = await issuedIn(t)
    const request = '-no_nonce -issuer issuer.pem -cert leaf.pem -reqout request.der'.split(' ')
    const readable = async (path: string) => {
      const response = await fetch(`${issued.sandbox.url}/ocsp/${path}`)
      assert.equal(response.headers.get('content-type'), 'application/ocsp-response')
      issued.file('answer.der', await response.bytes())
      return issued.openssl('ocsp', '-respin', 'answer.der', '-CAfile', 'root.pem', ...request)
    }
    await issued.openssl('ocsp', ...request)
    const base64 = readFileSync(issued.file('request.der')).toString('base64')
    assert.match(await readable(encodeURIComponent(base64)), /leaf\.pem: good/)
    assert.match(await readable(base64), /leaf\.pem: good/)
    assert.match(await readable(encodeURIComponent(`${base64.slice(0, 20)}`)), /malformed/i)
  })

  test('refuses nonces that are too long, and bodies that are no requests', async (t) => {
    const { url } = await sandboxFor(t)
    const status = async (body: Uint8Array | string) => {
      const response = await fetch(`${url}/ocsp`, { method: 'POST', body })
      return AsnConvert.parse(await response.bytes(), OCSPResponse).responseStatus
    }
    const { malformedRequest, unauthorized } = OCSPResponseStatus
    assert.equal(await status(''), malformedRequest)
    assert.equal(await status('no request'), malformedRequest)
    assert.equal(await status(requestWithNonce(0)), malformedRequest)
    assert.equal(await status(requestWithNonce(1)), unauthorized)
    assert.equal(await status(requestWithNonce(128)), unauthorized)
    assert.equal(await status(requestWithNonce(129)), malformedRequest)
  })
})

/** A request about nobody's certificate. */
function requestWithNonce(bytes: number): Uint8Array {
  const extnValue = new OctetString(AsnConvert.serialize(new Nonce(new Uint8Array(bytes))))
  const hashAlgorithm = new AlgorithmIdentifier({ algorithm: '1.3.14.3.2.26', parameters: null })
  const reqCert = new CertID({ hashAlgorithm, serialNumber: new Uint8Array([1]).buffer })
  const request = new OCSPRequest({
    tbsRequest: new TBSRequest({
      requestList: [new Request({ reqCert })],
      requestExtensions: [new AsnExtension({ extnID: id_pkix_ocsp_nonce, extnValue })],
    }),
  })
  return new Uint8Array(AsnConvert.serialize(request))
}
