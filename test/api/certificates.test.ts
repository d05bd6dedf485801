import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import { inspectCertificate } from '../../pki/certificate.ts'
import { saveCertificates } from '../../store/queries/certificates.ts'
import { fixture } from '../pki/fixture.ts'
import { at, problemsOf, startedOrder, textAt, withApi } from './harness.ts'

const api = withApi()
const leaf = inspectCertificate(fixture('leaf.pem'))
const { serialNumber } = leaf
const held = { id: '' }

/** The certificate of the fixtures on an order; its chain in no order, with a stranger in it. */
async function withCertificate(): Promise<string> {
  if (held.id !== '') return held.id
  held.id = await startedOrder(api)
  await saveCertificates(api.here.db, held.id, [
    {
      serialNumber,
      caOrderId: `${held.id}-1`,
      pem: leaf.pem,
      chain: [fixture('root.pem'), fixture('other-root.pem'), fixture('intermediate.pem')],
      notBefore: new Date(leaf.notBefore),
      notAfter: new Date(leaf.notAfter),
      names: leaf.names,
      issuer: leaf.issuer,
      status: 'VALID',
    },
  ])
  return held.id
}

async function download(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${api.tokens.full}`, ...headers },
  })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

describe('certificates of an order', () => {
  test('are listed and read with subject, key, fingerprints and the chain to the root', async () => {
    const id = await withCertificate()
    const list = await api.get(`/orders/${id}/certificates`)
    assert.equal(at(list.body, 'items.0.serialNumber'), serialNumber)
    const one = await api.get(`/orders/${id}/certificates/${serialNumber.toLowerCase()}`)
    assert.equal(one.status, 200, one.text)
    const real = new X509Certificate(fixture('leaf.pem'))
    assert.equal(textAt(one.body, 'fingerprints.sha256'), real.fingerprint256.replaceAll(':', ''))
    const chain = at(one.body, 'chain')
    assert.ok(Array.isArray(chain))
    assert.equal(chain.length, 2)
    assert.equal(at(one.body, 'chain.1.pem'), inspectCertificate(fixture('root.pem')).pem)
  })

  test('are saved as pem with the chain, as cer alone, as p7b and as an archive for a server', async () => {
    const id = await withCertificate()
    const path = `/orders/${id}/certificates/${serialNumber}`
    const pem = await download(`${path}.pem`)
    assert.equal(pem.response.status, 200)
    assert.equal(pem.bytes.toString().match(/BEGIN CERTIFICATE/g)?.length, 3)
    assert.match(
      pem.response.headers.get('content-disposition') ?? '',
      /^attachment; filename="?[\w.-]+\.pem"?$/,
    )
    const cer = await download(`${path}.cer`)
    assert.equal(cer.bytes.toString().match(/BEGIN CERTIFICATE/g)?.length, 1)
    assert.equal(new X509Certificate(cer.bytes).serialNumber, serialNumber)
    const der = await download(`${path}.der`)
    assert.equal(der.response.headers.get('content-type'), 'application/pkix-cert')
    assert.deepEqual(der.bytes, new X509Certificate(cer.bytes).raw)
    const chain = await download(`${path}.chain`)
    assert.match(chain.response.headers.get('content-disposition') ?? '', /\.chain\.pem"?$/)
    assert.equal(chain.bytes.toString(), inspectCertificate(fixture('intermediate.pem')).pem)
    const p7b = await download(`${path}.p7b`)
    assert.match(p7b.bytes.toString(), /BEGIN PKCS7/)
    const zip = await download(`${path}.zip?server=nginx`, { 'accept-language': 'pl' })
    assert.equal(zip.response.headers.get('content-type'), 'application/zip')
    assert.equal(zip.bytes.subarray(0, 2).toString(), 'PK')
  })

  test('refuse a server that nobody knows, at the parameter, in both languages', async () => {
    const id = await withCertificate()
    for (const [language, word] of [
      ['en', 'Must be one of'],
      ['pl', 'Dozwolone'],
    ] as const) {
      const path = `/orders/${id}/certificates/${serialNumber}.zip?server=toaster`
      const reply = await api.get(path, { language })
      assert.deepEqual(problemsOf(reply), ['/server not-allowed'])
      assert.match(textAt(reply.body, 'errors.0.message'), new RegExp(word))
    }
  })

  test('are not found under another serial number, another format or another order', async () => {
    const id = await withCertificate()
    const other = await startedOrder(api)
    for (const path of [
      `/orders/${id}/certificates/00`,
      `/orders/${id}/certificates/xyz`,
      `/orders/${id}/certificates/${serialNumber}.jks`,
      `/orders/${other}/certificates/${serialNumber}`,
      `/orders/${other}/certificates/${serialNumber}.pem`,
    ]) {
      assert.equal((await api.get(path)).status, 404, path)
    }
  })
})
