import type { CertID } from '@peculiar/asn1-ocsp'
import { id_pkix_ocsp_nonce, Nonce, OCSPRequest } from '@peculiar/asn1-ocsp'
import { AsnConvert, type AsnExtension } from '../x509.ts'

/** A question about certificates. */
export interface StatusRequest {
  certificates: readonly CertID[]
  /** To be given back as it came; null where there is none. */
  nonce: AsnExtension | null
}

/** RFC 9654 2.1: what is longer or empty is malformed. */
const NONCE_LIMIT_BYTES = 128

/** Reads a request in DER (RFC 6960 4.1). Its signature, where it has one, is not looked at. Null where it is malformed. */
export function readRequest(der: Uint8Array): StatusRequest | null {
  try {
    const { tbsRequest } = AsnConvert.parse(der, OCSPRequest)
    const certificates = tbsRequest.requestList.map(({ reqCert }) => reqCert)
    const nonce = tbsRequest.requestExtensions?.find(({ extnID }) => extnID === id_pkix_ocsp_nonce) ?? null
    return certificates.length > 0 && fits(nonce) ? { certificates, nonce } : null
  } catch {
    return null
  }
}

function fits(nonce: AsnExtension | null): boolean {
  if (nonce === null) return true
  const { byteLength } = AsnConvert.parse(nonce.extnValue, Nonce)
  return byteLength > 0 && byteLength <= NONCE_LIMIT_BYTES
}
