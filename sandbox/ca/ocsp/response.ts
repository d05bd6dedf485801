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
import { certifiedReason } from '../reason.ts'
import { signatureAlgorithmOf, signatureOf, wholeSeconds } from '../sign.ts'
import { AsnConvert, type AsnExtension, OctetString } from '../x509.ts'

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
  signer: Signer,
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
  const basic = new BasicOCSPResponse({
    tbsResponseData,
    signatureAlgorithm: signatureAlgorithmOf(signer),
    signature: signatureOf(signer, AsnConvert.serialize(tbsResponseData)),
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
      const reason = certifiedReason(status.reason)
      const revoked = new RevokedInfo({
        revocationTime: wholeSeconds(status.revokedAt),
        ...(reason === null ? {} : { revocationReason: reason }),
      })
      return new CertStatus({ revoked })
    }
  }
}
