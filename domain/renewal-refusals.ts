/** Codes of problems that another key would mend: used before, on a list of lost keys, weak, or not fit for the product. */
export const NEEDS_NEW_KEY: readonly string[] = [
  'key-already-used',
  'key-blocked',
  'key-algorithm',
  'key-unreadable',
  'csr-incomplete',
  'csr-invalid',
  'csr-bad-signature',
  'common-name-differs',
]

/** The CA gives no other certificate for this one: it is not the newest, has ended, or holds names that may not be. */
export const REISSUE_IMPOSSIBLE: readonly string[] = [
  'reissue-not-possible',
  'already-reissued',
  'certificate-has-invalid-names',
  'certificate-expired',
  'certificate-unknown',
]

/** The CA will not renew what it issued (errors 1166 to 1170), or it is too late for it (1144, 2094). */
export const RENEWAL_IMPOSSIBLE: readonly string[] = [
  'product-not-for-renewal',
  'renewal-product-differs',
  'common-name-differs',
  'customer-differs',
  'certificate-of-other-account',
  'certificate-expired',
  'reissue-not-possible',
  'certificate-unknown',
]
