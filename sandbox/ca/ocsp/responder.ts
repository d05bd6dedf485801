import { createHash } from 'node:crypto'
import type { CertID } from '@peculiar/asn1-ocsp'
import { findCertificate } from '../../core/certificates.ts'
import type { CoreContext } from '../../core/context.ts'
import type { Signer } from '../ca-certificates.ts'
import { AsnConvert, SubjectPublicKeyInfo } from '../x509.ts'
import { readRequest } from './request.ts'
import { makeResponse, refusal, type Status } from './response.ts'

/** Hashes by which a request may name an issuer. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

/**
 * Answers an OCSP request in DER. The issuer of the first certificate signs; one that is none of ours gets
 * "unauthorized", and certificates that this issuer never issued are unknown. REVOKING is still good.
 */
export function answerRequest({ authority, database, clock }: CoreContext, der: Uint8Array): Buffer {
  const request = readRequest(der)
  const [first] = request?.certificates ?? []
  if (request === null || first === undefined) return refusal('malformedRequest')
  const signer = authority.signers().find((candidate) => isIssuer(candidate, first))
  if (signer === undefined) return refusal('unauthorized')
  const answers = request.certificates.map((certificate) => ({
    certificate,
    status: isIssuer(signer, certificate)
      ? statusOf({ authority, database }, signer, serialIn(certificate))
      : ({ status: 'unknown' } as const),
  }))
  return makeResponse(signer, hash('sha1', publicKeyOf(signer)), {
    answers,
    nonce: request.nonce,
    at: clock(),
  })
}

function isIssuer(signer: Signer, { hashAlgorithm, issuerNameHash, issuerKeyHash }: CertID): boolean {
  const algorithm = HASHES.get(hashAlgorithm.algorithm)
  if (algorithm === undefined) return false
  const name = Buffer.from(signer.certificate.subjectName.toArrayBuffer())
  return (
    hash(algorithm, name).equals(Buffer.from(issuerNameHash.buffer)) &&
    hash(algorithm, publicKeyOf(signer)).equals(Buffer.from(issuerKeyHash.buffer))
  )
}

function hash(algorithm: string, data: Uint8Array): Buffer {
  return createHash(algorithm).update(data).digest()
}

/** The bits of the key, without tag, length and unused bits: what RFC 6960 hashes. */
function publicKeyOf({ certificate }: Signer): Uint8Array {
  const info = AsnConvert.parse(certificate.publicKey.rawData, SubjectPublicKeyInfo)
  return new Uint8Array(info.subjectPublicKey)
}

/** As the database keeps it: a leading zero octet that only makes the number positive is left out. */
function serialIn({ serialNumber }: CertID): string {
  return Buffer.from(serialNumber)
    .toString('hex')
    .replace(/^00(?=.)/, '')
    .toUpperCase()
}

function statusOf(
  { authority, database }: Pick<CoreContext, 'authority' | 'database'>,
  signer: Signer,
  serialNumber: string,
): Status {
  if (signer === authority.root) {
    const isOurs = authority
      .signers()
      .some(({ certificate }) => certificate.serialNumber.toUpperCase() === serialNumber)
    return { status: isOurs ? 'good' : 'unknown' }
  }
  const certificate = findCertificate(database, serialNumber)
  if (certificate?.issuer !== signer.id) return { status: 'unknown' }
  const { status, revokedAt, reason } = certificate
  if (status !== 'REVOKED') return { status: 'good' }
  return { status: 'revoked', revokedAt: new Date(revokedAt ?? 0), reason }
}
