/** The products the sandbox sells. Codes of S/MIME and code signing are the sandbox's own: the CA's are not published. */

export type SandboxProductKind =
  | 'ssl'
  | 'ssl-multi'
  | 'ssl-wildcard'
  | 'ssl-multi-wildcard'
  | 'smime'
  | 'code-signing'

/** DV, OV, EV for TLS; MV, IV, SV, OV (mailbox, individual, sponsor, organization) for S/MIME; OV, IV for code signing. */
type SandboxValidation = 'DV' | 'OV' | 'EV' | 'MV' | 'IV' | 'SV'

export interface SandboxProduct {
  code: string
  /** The display name getProductList gives as `type`. */
  type: string
  kind: SandboxProductKind
  validation: SandboxValidation
  purpose: 'issue' | 'renew'
  validityDays: number
  hashAlgorithms: readonly string[]
  minRsaBits: number
  /** The key lies in the CA's cloud, under the customer's login there; such certificates are not reissued (2122). */
  inSimplySign: boolean
}

const HASH_ALGORITHMS = ['RSA-SHA256', 'ECC-SHA256'] as const
/** A renewal code is the issue code plus five. */
const RENEWAL_STEP = 5
const DAYS_A_YEAR = 365

type Row = readonly [
  issueCode: number,
  name: string,
  kind: SandboxProductKind,
  validation: SandboxValidation,
  years?: number,
]

const ROWS: readonly Row[] = [
  [601, 'Commercial SSL', 'ssl', 'DV'],
  [741, 'Commercial Wildcard SSL', 'ssl-wildcard', 'DV'],
  [931, 'Commercial MultiDomain SSL', 'ssl-multi', 'DV'],
  [961, 'Commercial SSL MultiDomain Wildcard', 'ssl-multi-wildcard', 'DV'],
  [631, 'Trusted SSL', 'ssl', 'OV'],
  [681, 'Trusted Wildcard SSL', 'ssl-wildcard', 'OV'],
  [921, 'Trusted MultiDomain SSL', 'ssl-multi', 'OV'],
  [971, 'Trusted MultiDomain SSL 100', 'ssl-multi', 'OV'],
  [641, 'Premium EV SSL', 'ssl', 'EV'],
  [981, 'Premium EV MultiDomain SSL', 'ssl-multi', 'EV'],
  [511, 'S/MIME Mailbox', 'smime', 'MV'],
  [521, 'S/MIME Individual', 'smime', 'IV'],
  [531, 'S/MIME Sponsor', 'smime', 'SV'],
  [541, 'S/MIME Organization', 'smime', 'OV'],
  [551, 'Standard Code Signing', 'code-signing', 'OV'],
  [552, 'Standard Code Signing', 'code-signing', 'OV', 2],
  [553, 'Standard Code Signing', 'code-signing', 'OV', 3],
  [561, 'Standard Code Signing in SimplySign', 'code-signing', 'OV'],
  [571, 'Individual Code Signing', 'code-signing', 'IV'],
]

function productsOf([issueCode, name, kind, validation, years = 1]: Row): SandboxProduct[] {
  const term = years === 1 ? '1 Year' : `${years} Years`
  const shared = {
    kind,
    validation,
    validityDays: years * DAYS_A_YEAR,
    hashAlgorithms: HASH_ALGORITHMS,
    minRsaBits: kind === 'code-signing' ? 3072 : 2048,
    inSimplySign: name.includes('SimplySign'),
  }
  return [
    { ...shared, code: String(issueCode), type: `${name} (${term}) Issue`, purpose: 'issue' },
    {
      ...shared,
      code: String(issueCode + RENEWAL_STEP),
      type: `${name} (${term}) Renewal`,
      purpose: 'renew',
    },
  ]
}

export const PRODUCTS: readonly SandboxProduct[] = ROWS.flatMap(productsOf)

const byCode = new Map(PRODUCTS.map((product) => [product.code, product]))

export function productOf(code: string): SandboxProduct | undefined {
  return byCode.get(code)
}

/** Codes the CA once sold: 2- and 3-year TLS, small packs of names, the ended SpaceSSL. They get 1006 instead of 1075. */
const DISCONTINUED = /^((60|63|64|68|74|92|93|96|97|98)[2378]|(2[1-47]|26|6[567]|7[567]|8[678])[16])$/

export function isDiscontinued(code: string): boolean {
  return byCode.get(code) === undefined && DISCONTINUED.test(code)
}

export function isTls(product: SandboxProduct): boolean {
  return product.kind.startsWith('ssl')
}

/** How many names fit: one and its `www.`, a wildcard and its bare name, or up to a hundred. */
export function nameLimit(product: SandboxProduct): number {
  return product.kind === 'ssl-multi' || product.kind === 'ssl-multi-wildcard' ? 100 : 2
}

/** Whether a person at the CA looks at documents before issue. */
export function needsOperator(product: SandboxProduct): boolean {
  return product.validation !== 'DV' && product.validation !== 'MV'
}
