import type { webcrypto } from 'node:crypto'
import type { IssuerSpec } from './issuers.ts'
import { newKeyPair, newSerialNumber, signingAlgorithmOf } from './keys.ts'
import {
  AuthorityInfoAccessExtension,
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from './x509.ts'

/** A certificate that signs others, with its key. */
export interface Signer {
  /** `root`, an intermediate's id, or `issuing` for the one intermediate of older data folders. */
  id: string
  certificate: X509Certificate
  key: webcrypto.CryptoKey
}

const NAME = 'C=PL,O=Certloom Sandbox (not trusted)'
const ANY_POLICY = '2.5.29.32.0'
const YEAR_MS = 365 * 86_400_000
/**
 * Certificates may be dated back (see the clock's offset), and years may be skipped: the CA's own dates reach as far as
 * the 25 years that a root may live allow.
 */
const BACKDATED_MS = 4 * YEAR_MS
const LIFE_MS = 20 * YEAR_MS

/** The last bit is for OCSP answers, which every signer signs by itself (TLS baseline requirements 7.1.2.10.7). */
const CA_KEY_USAGE = new KeyUsagesExtension(
  KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature,
  true,
)

function lifeFrom(at: Date): { notBefore: Date; notAfter: Date } {
  const start = Math.floor(at.getTime() / 1000) * 1000
  return { notBefore: new Date(start - BACKDATED_MS), notAfter: new Date(start + LIFE_MS) }
}

/** A new root on P-256, which nobody trusts. */
export async function makeRoot(at: Date): Promise<Signer> {
  const keys = await newKeyPair('ecdsa')
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: `${NAME},CN=Certloom Sandbox Root CA`,
    keys,
    signingAlgorithm: signingAlgorithmOf(keys.privateKey),
    ...lifeFrom(at),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      CA_KEY_USAGE,
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { id: 'root', certificate, key: keys.privateKey }
}

/** A new intermediate, which lives as long as the root. `publicUrl` is where the root's list and certificate are. */
export async function makeIntermediate(spec: IssuerSpec, root: Signer, publicUrl: string): Promise<Signer> {
  const keys = await newKeyPair(spec.keyType, spec.rsaBits)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: `${NAME},CN=${spec.commonName}`,
    issuer: root.certificate.subjectName,
    publicKey: keys.publicKey,
    signingKey: root.key,
    signingAlgorithm: signingAlgorithmOf(root.key),
    notBefore: root.certificate.notBefore,
    notAfter: root.certificate.notAfter,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      CA_KEY_USAGE,
      new ExtendedKeyUsageExtension([spec.usage]),
      new CertificatePolicyExtension([ANY_POLICY]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(root.certificate.publicKey),
      new CRLDistributionPointsExtension([`${publicUrl}/crl/root`]),
      new AuthorityInfoAccessExtension({ ocsp: `${publicUrl}/ocsp`, caIssuers: `${publicUrl}/ca/root.crt` }),
    ],
  })
  return { id: spec.id, certificate, key: keys.privateKey }
}
