import { isTls, type SandboxProduct } from '../core/catalogue.ts'
import { KEY_TYPES, type KeyType } from './keys.ts'
import { ExtendedKeyUsage } from './x509.ts'

/** What an intermediate issues: the root programs want TLS, mail and code apart. */
const PURPOSES = ['dv-tls', 'ov-tls', 'ev-tls', 'smime', 'code-signing'] as const
type Purpose = (typeof PURPOSES)[number]

/** One of the intermediates there can be. */
export interface IssuerSpec {
  /** Stands in addresses and in the database. */
  id: string
  keyType: KeyType
  rsaBits: number
  commonName: string
  usage: ExtendedKeyUsage
}

const TITLES: Record<Purpose, string> = {
  'dv-tls': 'DV TLS',
  'ov-tls': 'OV TLS',
  'ev-tls': 'EV TLS',
  smime: 'S/MIME',
  'code-signing': 'Code Signing',
}

function usageOf(purpose: Purpose): ExtendedKeyUsage {
  switch (purpose) {
    case 'dv-tls':
    case 'ov-tls':
    case 'ev-tls':
      return ExtendedKeyUsage.serverAuth
    case 'smime':
      return ExtendedKeyUsage.emailProtection
    case 'code-signing':
      return ExtendedKeyUsage.codeSigning
  }
}

function specOf(purpose: Purpose, keyType: KeyType): IssuerSpec {
  return {
    id: `${purpose}-${keyType}`,
    keyType,
    // Code signing baseline requirements 6.1.5.1: 4096 bits for CAs.
    rsaBits: purpose === 'code-signing' ? 4_096 : 3_072,
    commonName: `Certloom Sandbox ${TITLES[purpose]} ${keyType.toUpperCase()} CA`,
    usage: usageOf(purpose),
  }
}

/** All intermediates there can be. */
export const ISSUERS: readonly IssuerSpec[] = PURPOSES.flatMap((purpose) =>
  KEY_TYPES.map((keyType) => specOf(purpose, keyType)),
)

function purposeOf(product: SandboxProduct): Purpose {
  if (!isTls(product)) return product.kind === 'smime' ? 'smime' : 'code-signing'
  switch (product.validation) {
    case 'EV':
      return 'ev-tls'
    case 'OV':
      return 'ov-tls'
    case 'DV':
    case 'MV':
    case 'IV':
    case 'SV':
      return 'dv-tls'
  }
}

/**
 * The intermediate that issues for a product. `hashAlgorithm` is the order's, such as `RSA-SHA256` or `ECC-SHA256`; where
 * none was asked for, the subscriber's own type of key decides.
 */
export function issuerFor(
  product: SandboxProduct,
  hashAlgorithm: string | null,
  subscriberKey: string,
): IssuerSpec {
  const asked = hashAlgorithm ?? subscriberKey
  return specOf(purposeOf(product), asked.startsWith('RSA') ? 'rsa' : 'ecdsa')
}
