import {
  CONTROL_METHODS,
  type ControlMethod,
  isTls,
  type NameAllowance,
  type ProductKind,
  type Validation,
} from './product.ts'

/** A name and its `www.`, or a wildcard and the name it stands on. */
const FEW_NAMES = 2
/** As many as Certum's largest products hold. */
const MANY_NAMES = 100

export function hasManyNames(kind: ProductKind | null): boolean {
  return kind === 'ssl-multi' || kind === 'ssl-multi-wildcard'
}

/** The smallest RSA key that a CA may certify (TLS and S/MIME BR 6.1.5; code-signing BR 6.1.5.1). */
export function smallestRsaBits(kind: ProductKind | null): number {
  return kind === 'code-signing' ? 3072 : 2048
}

/** How many names a kind holds where the CA says nothing of it; `most` where a product is known to hold fewer. */
export function namesOfKind(kind: ProductKind | null, most?: number): NameAllowance {
  if (kind === null || !isTls(kind)) return { included: 0, max: 0, step: 1 }
  const max = most ?? (hasManyNames(kind) ? MANY_NAMES : FEW_NAMES)
  return { included: Math.min(max, FEW_NAMES), max, step: 1 }
}

export function methodsOfKind(kind: ProductKind | null): readonly ControlMethod[] {
  return kind !== null && isTls(kind) ? CONTROL_METHODS : []
}

/** What may be validated of a kind's subject. */
export function validationsOfKind(kind: ProductKind): readonly Validation[] {
  if (isTls(kind)) return ['DV', 'OV', 'EV']
  return kind === 'smime' ? ['MV', 'SV', 'IV', 'OV'] : ['OV', 'IV', 'EV']
}
