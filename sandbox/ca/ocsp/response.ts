import { KeyObject, sign } from 'node:crypto'
import {
  BasicOCSPResponse,
  type CertID,
  CertStatus,
  id_pkix_ocsp_basic,
  KeyHash,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from '@peculiar/asn1-ocsp'
import { DAY_MS, type RevocationReason } from '../../core/types.ts'
import type { Signer } from '../ca-certificates.ts'
import { reasonCode } from '../revocation-list.ts'
import { AlgorithmIdentifier, AsnConvert, type AsnExtension, CRLReason, OctetString } from '../x509.ts'

export type Status =
  | { status: 'good' | 'unknown' }
  | { status: 'revoked'; revokedAt: Date; reason: RevocationReason | null }

/** What is known of one certificate that was asked about. */
export interface Answer {
  certificate: CertID
  status: Status
}

/** TLS baseline requirements 4.9.10 allow eight hours to ten days. */
const LIFE_MS = 3 * DAY_MS
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'
const RSA_WITH_SHA256 = '1.2.840.113549.1.1.11'

/** An answer that is none: RFC 6960 2.3. */
export function refusal(reason: 'malformedRequest' | 'unauthorized'): Buffer {
  const response = new OCSPResponse({ responseStatus: OCSPResponseStatus[reason] })
  return Buffer.from(AsnConvert.serialize(response))
}

/**
 * The answer in DER, signed by the issuer itself, dated `at`, good for three days.
 * @param keyHash SHA-1 of the signer's public key, which says whose answer it is
 */
export function makeResponse(
  { key }: Signer,
  keyHash: Buffer,
  request: { answers: readonly Answer[]; nonce: AsnExtension | null; at: Date },
): Buffer {
  const at = wholeSeconds(request.at)
  const tbsResponseData = new ResponseData({
    responderID: new ResponderID({ byKey: new KeyHash(keyHash) }),
    producedAt: at,
    responses: request.answers.map((answer) => singleResponse(answer, at)),
    ...(request.nonce === null ? {} : { responseExtensions: [request.nonce] }),
  })
  const data = Buffer.from(AsnConvert.serialize(tbsResponseData))
  const signature = sign('sha256', data, KeyObject.from(key))
  const signatureAlgorithm = signatureAlgorithmOf(key.algorithm.name)
  const basic = new BasicOCSPResponse({
    tbsResponseData,
    signatureAlgorithm,
    signature: new Uint8Array(signature).buffer,
  })
  const responseBytes = new ResponseBytes({
    responseType: id_pkix_ocsp_basic,
    response: new OctetString(AsnConvert.serialize(basic)),
  })
  return Buffer.from(AsnConvert.serialize(new OCSPResponse({ responseBytes })))
}

function singleResponse({ certificate, status }: Answer, at: Date): SingleResponse {
  return new SingleResponse({
    certID: certificate,
    certStatus: certStatusOf(status),
    thisUpdate: at,
    nextUpdate: new Date(at.getTime() + LIFE_MS),
  })
}

function certStatusOf(status: Status): CertStatus {
  switch (status.status) {
    case 'good':
      return new CertStatus({ good: null })
    case 'unknown':
      return new CertStatus({ unknown: null })
    case 'revoked': {
      const code = reasonCode(status.reason)
      const revocationReason = code === null ? {} : { revocationReason: new CRLReason(code) }
      const revocationTime = wholeSeconds(status.revokedAt)
      return new CertStatus({ revoked: new RevokedInfo({ revocationTime, ...revocationReason }) })
    }
  }
}

/** RFC 5280 4.1.2.5.2: times have no fractions of a second. */
function wholeSeconds(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000)
}

function signatureAlgorithmOf(keyAlgorithm: string): AlgorithmIdentifier {
  if (keyAlgorithm === 'ECDSA') return new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 })
  return new AlgorithmIdentifier({ algorithm: RSA_WITH_SHA256, parameters: null })
}
