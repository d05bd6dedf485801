import { createHash, X509Certificate as NodeCertificate } from 'node:crypto'
import { readAlternativeNames } from './alternative-names.ts'
import { inspectKey, type KeyInfo } from './key.ts'
import { encodePem, normalizePem } from './pem.ts'
import { PkiError } from './problem.ts'
import { readSubject, type SubjectFields } from './subject.ts'
import {
  AuthorityInfoAccessExtension,
  CRLDistributionPointsExtension,
  type Extension,
  X509Certificate,
} from './x509.ts'

export interface CertificateInspection {
  /** In its one form: label `CERTIFICATE`, 64 columns, LF. */
  pem: string
  /** Upper-case hex without separators. */
  serialNumber: string
  /** ISO 8601, UTC. */
  notBefore: string
  notAfter: string
  subject: SubjectFields
  /** The issuer's common name, else its organization, else its whole name. */
  issuer: string
  issuerDn: string
  subjectDn: string
  /** Alternative DNS names as A-labels. */
  names: string[]
  emails: string[]
  ipAddresses: string[]
  key: KeyInfo
  /** Fingerprints of the DER, upper-case hex without separators. */
  sha1: string
  sha256: string
  isCa: boolean
  isSelfSigned: boolean
  crlUrls: string[]
  ocspUrls: string[]
}

/** One extension that the library cannot read makes all of them unreadable; the certificate still counts. */
function extensionsOf(certificate: X509Certificate): Extension[] {
  try {
    // Copied, as the library's own array type would live on in whatever is mapped from it.
    return [...certificate.extensions]
  } catch {
    return []
  }
}

function crlUrlsOf(extensions: readonly Extension[]): string[] {
  return extensions
    .filter((extension) => extension instanceof CRLDistributionPointsExtension)
    .flatMap((extension) => extension.distributionPoints)
    .flatMap((point) => point.distributionPoint?.fullName ?? [])
    .flatMap((name) => name.uniformResourceIdentifier ?? [])
}

function ocspUrlsOf(extensions: readonly Extension[]): string[] {
  return extensions
    .filter((extension) => extension instanceof AuthorityInfoAccessExtension)
    .flatMap((extension) => extension.ocsp)
    .filter(({ type }) => type === 'url')
    .map(({ value }) => value)
}

function hash(algorithm: 'sha1' | 'sha256', der: Uint8Array): string {
  return createHash(algorithm).update(der).digest('hex').toUpperCase()
}

function derOf(pemOrDer: string | Uint8Array): Buffer {
  return typeof pemOrDer === 'string' ? pemToDer(normalizePem(pemOrDer)) : Buffer.from(pemOrDer)
}

function pemToDer(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')
}

function keyOf(certificate: NodeCertificate): KeyInfo {
  const inspected = inspectKey(certificate.publicKey.export({ format: 'der', type: 'spki' }))
  if (!inspected.ok) throw new PkiError(inspected.problem)
  return inspected.key
}

function inspect(der: Buffer): CertificateInspection {
  const certificate = new NodeCertificate(der)
  const parsed = new X509Certificate(certificate.raw)
  const extensions = extensionsOf(parsed)
  const { names, emails, ipAddresses } = readAlternativeNames(extensions)
  const issuer = readSubject(parsed.issuerName)
  return {
    pem: encodePem(certificate.raw, 'CERTIFICATE'),
    serialNumber: certificate.serialNumber.toUpperCase(),
    notBefore: parsed.notBefore.toISOString(),
    notAfter: parsed.notAfter.toISOString(),
    subject: readSubject(parsed.subjectName),
    issuer: issuer.commonName ?? issuer.organization ?? parsed.issuer,
    issuerDn: parsed.issuer,
    subjectDn: parsed.subject,
    names,
    emails,
    ipAddresses,
    key: keyOf(certificate),
    sha1: hash('sha1', certificate.raw),
    sha256: hash('sha256', certificate.raw),
    isCa: certificate.ca,
    isSelfSigned: certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey),
    crlUrls: crlUrlsOf(extensions),
    ocspUrls: ocspUrlsOf(extensions),
  }
}

/**
 * Reads a certificate (PEM as CAs deliver it, or DER). Throws PkiError: `pem-malformed`, `certificate-malformed`, or
 * `key-algorithm` for a key that is neither RSA nor EC.
 */
export function inspectCertificate(pemOrDer: string | Uint8Array): CertificateInspection {
  try {
    return inspect(derOf(pemOrDer))
  } catch (error) {
    if (error instanceof PkiError) throw error
    throw new PkiError({ code: 'certificate-malformed' }, error)
  }
}

/** True where the certificate is for this key, as a CSR's or another certificate's `key.spkiSha256` names it. */
export function matchesKey(certificate: CertificateInspection, spkiSha256: string): boolean {
  return certificate.key.spkiSha256 === spkiSha256.toLowerCase()
}
