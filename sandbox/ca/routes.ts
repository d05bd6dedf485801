import express, { type Response, type Router } from 'express'
import { revokedCertificates } from '../core/certificates.ts'
import type { SandboxCore } from '../core/core.ts'
import type { Signer } from './authority.ts'
import { makeRevocationList } from './revocation-list.ts'

/** An OCSP answer without a body that says "try later" (RFC 6960 4.2.1): this CA answers by CRL only. */
const OCSP_TRY_LATER = Buffer.from([0x30, 0x03, 0x0a, 0x01, 0x03])

/** What certificates point to: CA certificates, revocation lists, OCSP. */
export function caRoutes(core: SandboxCore): Router {
  const router = express.Router()
  const { root, issuing } = core.context.authority
  router.get('/ca/root.crt', (_request, response) => sendCertificate(response, root))
  router.get('/ca/issuing.crt', (_request, response) => sendCertificate(response, issuing))
  router.get('/ca/root.pem', (_request, response) => sendPem(response, root))
  router.get('/ca/issuing.pem', (_request, response) => sendPem(response, issuing))
  router.get('/crl', async (_request, response) => {
    const list = await core.run(({ database, clock }) =>
      makeRevocationList(
        issuing,
        revokedCertificates(database).map(({ serialNumber, revokedAt, reason }) => ({
          serialNumber,
          revokedAt: new Date(revokedAt ?? 0),
          reason,
        })),
        clock(),
      ),
    )
    response.type('application/pkix-crl').send(list)
  })
  router.get('/crl/root', async (_request, response) => {
    response.type('application/pkix-crl').send(await makeRevocationList(root, [], core.context.clock()))
  })
  router.all(['/ocsp', '/ocsp/*request'], (_request, response) => {
    response.type('application/ocsp-response').send(OCSP_TRY_LATER)
  })
  return router
}

function sendCertificate(response: Response, signer: Signer): void {
  response.type('application/pkix-cert').send(Buffer.from(signer.certificate.rawData))
}

function sendPem(response: Response, signer: Signer): void {
  response.type('application/x-pem-file').send(`${signer.certificate.toString('pem')}\n`)
}
