import type { ProductJson } from '../services.ts'

const ALWAYS = [
  'csr',
  'subject.commonName',
  'contact.firstName',
  'contact.lastName',
  'contact.email',
] as const

/** Names of the fields that a product does not do without. */
export function requiredFields(product: ProductJson): string[] {
  return [...new Set([...ALWAYS, ...product.requiredFields])]
}
