/** Where a body has what the table places at a field that it lacks: a path that matches is replaced. */
export type BodyFields = readonly (readonly [field: RegExp, path: string])[]

/** Contact, organization and addresses are those of the order. */
const OF_THE_ORDER = /^\/(contact|organization|revocationEmail)\b/
/** Texts of the certificate come with the request to sign. */
const IN_CSR = /^\/subject\//

/** A reissue's body has names to be added, and what is proven of them. */
export const REISSUE_FIELDS: BodyFields = [
  [/^\/names$/, '/addNames'],
  [IN_CSR, '/csr'],
  [OF_THE_ORDER, ''],
  [/^\/hashAlgorithm$/, ''],
]

/** A renewal's body has no names: they are the earlier certificate's. */
export const RENEWAL_FIELDS: BodyFields = [
  [/^\/names$/, ''],
  [IN_CSR, '/csr'],
  [OF_THE_ORDER, ''],
]

export function inBody(path: string, fields: BodyFields): string {
  return fields.find(([field]) => field.test(path))?.[1] ?? path
}
