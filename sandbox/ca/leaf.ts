import { isIP } from 'node:net'
import { isTls, type SandboxProduct } from '../core/catalogue.ts'
import type { Authority } from './authority.ts'
import type { Signer } from './ca-certificates.ts'
import { issuerFor } from './issuers.ts'
import { newSerialNumber, signingAlgorithmOf } from './keys.ts'
import { extendedUsageOf, keyUsageOf, policyOf, type SubjectSource, subjectNameOf } from './profile.ts'
import {
  AuthorityInfoAccessExtension,
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  type PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from './x509.ts'

interface LeafRequest extends SubjectSource {
  product: SandboxProduct
  csr: string
  /** As the order has it, or null where it says nothing. */
  hashAlgorithm: string | null
  notBefore: Date
  /** The last second of validity. */
  notAfter: Date
}

interface Leaf {
  serialNumber: string
  /** The id of the intermediate that signed it. */
  issuer: string
  pem: string
  /** The subject as RFC 2253 text. */
  subjectName: string
}

/**
 * Signs a certificate of the product's profile for the CSR's key. What the CSR says besides its key is not looked at;
 * `names` are host names or addresses for TLS, a mail address for S/MIME, and none for code signing.
 */
export async function issueLeaf(
  authority: Authority,
  publicUrl: string,
  request: LeafRequest,
): Promise<Leaf> {
  const { publicKey } = new Pkcs10CertificateRequest(request.csr)
  const keyAlgorithm = publicKey.algorithm.name
  const issuer = await authority.issuer(issuerFor(request.product, request.hashAlgorithm, keyAlgorithm))
  const serialNumber = newSerialNumber()
  const certificate = await X509CertificateGenerator.create({
    serialNumber,
    subject: subjectNameOf(request.product, request),
    issuer: issuer.certificate.subjectName,
    publicKey,
    signingKey: issuer.key,
    signingAlgorithm: signingAlgorithmOf(issuer.key),
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    extensions: await extensionsOf(issuer, publicUrl, request, publicKey),
  })
  const pem = `${certificate.toString('pem')}\n`
  return { serialNumber, issuer: issuer.id, pem, subjectName: certificate.subject }
}

async function extensionsOf(
  issuer: Signer,
  publicUrl: string,
  { product, names }: LeafRequest,
  publicKey: PublicKey,
): Promise<Extension[]> {
  const alternativeNames = names.map((name) => generalName(product, name))
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(keyUsageOf(product, publicKey.algorithm.name), true),
    new ExtendedKeyUsageExtension([extendedUsageOf(product)]),
    new CertificatePolicyExtension([policyOf(product)]),
    ...(alternativeNames.length > 0 ? [new SubjectAlternativeNameExtension(alternativeNames)] : []),
    // TLS baseline requirements 7.1.2.7.6 advise against it.
    ...(isTls(product) ? [] : [await SubjectKeyIdentifierExtension.create(publicKey)]),
    await AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey),
    new CRLDistributionPointsExtension([`${publicUrl}/crl/${issuer.id}`]),
    new AuthorityInfoAccessExtension({
      ocsp: `${publicUrl}/ocsp`,
      caIssuers: `${publicUrl}/ca/${issuer.id}.crt`,
    }),
  ]
}

function generalName(product: SandboxProduct, name: string): JsonGeneralName {
  if (!isTls(product)) return { type: 'email', value: name }
  return { type: isIP(name) === 0 ? 'dns' : 'ip', value: name }
}
