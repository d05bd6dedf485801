import type { Row } from './row.ts'

/** Account, product and permission, order id and customer. */
export const PRODUCT_ERRORS: readonly Row[] = [
  // Account, product, permission
  [[1084, 1090], 'ca-account-invalid', '', 'config'],
  [[1006], 'product-discontinued', '', 'config'],
  [[1014, 1080], 'product-code-invalid', '', 'config'],
  [[1075], 'product-not-allowed', '', 'config'],
  [[1166], 'product-not-for-renewal', '', 'config'],
  [[1181], 'product-not-for-first-order', '', 'config'],
  [[1167], 'renewal-product-differs', '', 'final'],
  [[1171, 2025, 2161, 2163], 'operation-not-for-product', '', 'config'],
  [[2122], 'reissue-not-for-product', '', 'final'],

  // Order id and customer
  [[1010, 1131, 2053], 'order-data-missing', '', 'config'],
  [[1011, 2055], 'order-id-missing', '', 'config'],
  // The id is ours and nobody else's: that it is taken says that the order is already placed.
  [[1012], 'order-already-placed', '', 'success'],
  [[1013, 1033, 2131], 'order-unknown', '', 'final'],
  [[1043, 1079], 'order-id-invalid', '', 'config'],
  [[2153], 'order-placed-elsewhere', '', 'final'],
  [[1023, 1076, 1077, 1156], 'customer-label-invalid', '', 'config'],
  [[1169], 'customer-differs', '', 'final'],
  [[1170], 'certificate-of-other-account', '', 'final'],
]
