import express, { type Request, type Response, type Router } from 'express'
import { type Certificate, revokedCertificates } from '../core/certificates.ts'
import type { CoreContext } from '../core/context.ts'
import type { SandboxCore } from '../core/core.ts'
import { type Authority, FORMER_ISSUER } from './authority.ts'
import type { Signer } from './ca-certificates.ts'
import { nextListNumber } from './list-number.ts'
import { answerRequest } from './ocsp/responder.ts'
import { makeCombinedList, makeRevocationList, type RevokedEntry } from './revocation-list.ts'

const OCSP_LIMIT = '16kb'
/** RFC 5019 5: what comes by GET may be kept by caches; here a revocation is to be seen at once. */
const OCSP_CACHING = 'max-age=0, must-revalidate'

/** What certificates point to: CA certificates, revocation lists, OCSP. */
export function caRoutes(core: SandboxCore): Router {
  const router = express.Router()
  const { authority } = core.context
  router.get('/ca/:id.crt', (request, response, next) => {
    const signer = authority.signer(request.params.id)
    if (signer === undefined) next()
    else response.type('application/pkix-cert').send(Buffer.from(signer.certificate.rawData))
  })
  router.get('/ca/:id.pem', (request, response, next) => {
    const signer = authority.signer(request.params.id)
    if (signer === undefined) next()
    else response.type('application/x-pem-file').send(`${signer.certificate.toString('pem')}\n`)
  })
  router.get('/crl', async (_request, response) => sendList(response, await core.run(combinedList)))
  router.get('/crl/:id', async (request, response, next) => {
    const signer = authority.signer(request.params.id)
    if (signer === undefined) next()
    else sendList(response, await core.run((context) => listOf(context, signer)))
  })
  router.post('/ocsp', express.raw({ type: () => true, limit: OCSP_LIMIT }), async (request, response) => {
    await sendStatus(core, response, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
  })
  router.get('/ocsp/*request', async (request, response) => {
    response.set('cache-control', OCSP_CACHING)
    await sendStatus(core, response, requestIn(request))
  })
  return router
}

/**
 * The whole CA's list. In data folders with the former intermediate it is that one's own list, as the certificates that
 * it issued point here.
 */
function combinedList(context: CoreContext): Promise<Buffer> {
  const { authority, database, clock } = context
  const former = authority.signer(FORMER_ISSUER)
  if (former !== undefined) return listOf(context, former)
  const at = clock()
  const entries = revokedCertificates(database).map((revoked) => ({
    ...entryOf(revoked),
    ...issuerIn(authority, revoked),
  }))
  return makeCombinedList(authority.root, { entries, at, number: nextListNumber(database, 'all', at) })
}

function issuerIn(authority: Authority, { issuer }: Certificate): { issuer?: Signer } {
  const signer = authority.signer(issuer)
  return signer === undefined ? {} : { issuer: signer }
}

function listOf({ database, clock }: CoreContext, signer: Signer): Promise<Buffer> {
  const at = clock()
  const entries = revokedCertificates(database)
    .filter(({ issuer }) => issuer === signer.id)
    .map(entryOf)
  return makeRevocationList(signer, { entries, at, number: nextListNumber(database, signer.id, at) })
}

function entryOf({ serialNumber, revokedAt, reason, invalidFrom }: Certificate): RevokedEntry {
  return {
    serialNumber,
    revokedAt: new Date(revokedAt ?? 0),
    reason,
    invalidFrom: invalidFrom === null ? null : new Date(invalidFrom),
  }
}

function sendList(response: Response, list: Buffer): void {
  response.type('application/pkix-crl').send(list)
}

/** The path after `/ocsp/` is the request in base64 (RFC 6960 A.1); its slashes may have come unescaped. */
function requestIn(request: Request<{ request: string[] }>): Buffer {
  return Buffer.from(request.params.request.join('/'), 'base64')
}

async function sendStatus(core: SandboxCore, response: Response, der: Buffer): Promise<void> {
  const answer = await core.run((context) => answerRequest(context, der))
  response.type('application/ocsp-response').send(answer)
}
