import { CONTROL_METHODS, isTls, type ProductSnapshot } from '../../domain/product.ts'
import { nameLimit, PRODUCTS, productOf, type SandboxProduct } from '../../sandbox/core/catalogue.ts'

/** A renewal is sold under the code plus five. */
const RENEWAL_STEP = 5

/** Everything the sandbox sells, as our catalogue keeps it: the start of a catalogue that admins then edit. */
export function sandboxCatalogue(): ProductSnapshot[] {
  return PRODUCTS.filter((product) => product.purpose === 'issue').map(toSnapshot)
}

function toSnapshot(product: SandboxProduct): ProductSnapshot {
  const renewal = productOf(String(Number(product.code) + RENEWAL_STEP))
  const limit = isTls(product.kind) ? nameLimit(product) : 0
  return {
    code: product.code,
    name: product.type.replace(/ \(1 Year\) Issue$/, ''),
    kind: product.kind,
    validation: product.validation,
    renewalCode: renewal?.code ?? null,
    validityDays: product.validityDays,
    names: { included: Math.min(limit, 2), max: limit, step: 1 },
    hashAlgorithms: [...product.hashAlgorithms],
    methods: isTls(product.kind) ? CONTROL_METHODS : [],
    minRsaBits: product.minRsaBits,
    caLanguage: 'en',
  }
}
