import { hasManyNames, methodsOfKind, namesOfKind } from '../../domain/product-presets.ts'
import { nameLimit, PRODUCTS, productOf, type SandboxProduct } from '../../sandbox/core/catalogue.ts'
import type { ProductSeed } from '../../store/queries/products.ts'

/** A renewal is sold under the code plus five. */
const RENEWAL_STEP = 5

/** Everything the sandbox sells, as our catalogue keeps it: the start of a catalogue that admins then edit. */
export function sandboxCatalogue(): ProductSeed[] {
  return PRODUCTS.filter((product) => product.purpose === 'issue').map(toSnapshot)
}

function toSnapshot(product: SandboxProduct): ProductSeed {
  const renewal = productOf(String(Number(product.code) + RENEWAL_STEP))
  return {
    code: product.code,
    name: product.type.replace(/( \(1 Year\))? Issue$/, ''),
    kind: product.kind,
    validation: product.validation,
    renewalCode: renewal?.code ?? null,
    validityDays: product.validityDays,
    names: namesOfKind(product.kind, nameLimit(product)),
    hashAlgorithms: [...product.hashAlgorithms],
    methods: methodsOfKind(product.kind),
    minRsaBits: product.minRsaBits,
    caLanguage: 'en',
    // Whoever tries the sandbox shall find nothing switched off.
    ...(hasManyNames(product.kind) && { settings: { additionalNames: { mode: 'ca-maximum', limit: 10 } } }),
  }
}
