import { isIP } from 'node:net'
import type { SubjectFields } from '../../pki/csr.ts'
import { isTls, type SandboxProduct } from '../core/catalogue.ts'
import type { Authority } from './authority.ts'
import { newSerialNumber, SIGNING_ALGORITHM } from './keys.ts'
import { extendedUsageOf, keyUsageOf, policyOf, subjectNameOf } from './profile.ts'
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

interface LeafRequest {
  product: SandboxProduct
  subject: SubjectFields
  /** Host names or addresses for TLS, a mail address for S/MIME, nothing for code signing. */
  names: readonly string[]
  csr: string
  notBefore: Date
  /** The last second of validity. */
  notAfter: Date
}

interface Leaf {
  serialNumber: string
  pem: string
  /** The subject as RFC 2253 text. */
  subjectName: string
}

/** Signs a certificate of the product's profile for the CSR's key. What the CSR says besides its key is not looked at. */
export async function issueLeaf(
  authority: Authority,
  publicUrl: string,
  request: LeafRequest,
): Promise<Leaf> {
  const publicKey = new Pkcs10CertificateRequest(request.csr).publicKey
  const serialNumber = newSerialNumber()
  const certificate = await X509CertificateGenerator.create({
    serialNumber,
    subject: subjectNameOf(request.product, request.subject),
    issuer: authority.issuing.certificate.subjectName,
    publicKey,
    signingKey: authority.issuing.key,
    signingAlgorithm: SIGNING_ALGORITHM,
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    extensions: await extensionsOf(authority, publicUrl, request, publicKey),
  })
  return { serialNumber, pem: `${certificate.toString('pem')}\n`, subjectName: certificate.subject }
}

async function extensionsOf(
  authority: Authority,
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
    await SubjectKeyIdentifierExtension.create(publicKey),
    await AuthorityKeyIdentifierExtension.create(authority.issuing.certificate.publicKey),
    new CRLDistributionPointsExtension([`${publicUrl}/crl`]),
    new AuthorityInfoAccessExtension({ ocsp: `${publicUrl}/ocsp`, caIssuers: `${publicUrl}/ca/issuing.crt` }),
  ]
}

function generalName(product: SandboxProduct, name: string): JsonGeneralName {
  if (!isTls(product)) return { type: 'email', value: name }
  return { type: isIP(name) === 0 ? 'dns' : 'ip', value: name }
}
