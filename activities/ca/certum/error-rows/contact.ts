import type { Row } from './row.ts'

/** Contact and organization. */
export const CONTACT_ERRORS: readonly Row[] = [
  [[1009], 'contact-missing', '/contact', 'input'],
  [[1053], 'field-missing', '/contact/email', 'input'],
  [[1054], 'field-missing', '/contact/firstName', 'input'],
  [[1055], 'field-missing', '/contact/lastName', 'input'],
  [[1060], 'email-invalid', '/contact/email', 'input'],
  [[1081], 'field-too-long', '/contact/email', 'input', { max: 255 }],
  [[1072], 'field-too-long', '/contact/firstName', 'input', { max: 255 }],
  [[1065], 'field-too-long', '/contact/lastName', 'input', { max: 255 }],
  [[1066], 'field-too-long', '/contact/phone', 'input', { max: 32 }],
  [[2121], 'field-too-long', '/contact/phone', 'input', { max: 255 }],
  [
    [1047, [1050, 1052], [1056, 1058], 1061, 1062, 1064, 1067, 1068, 1082],
    'contact-address-invalid',
    '/contact',
    'input',
  ],
  [[1048], 'tax-number-invalid', '/organization/taxNumber', 'input'],
  [[1083], 'field-too-long', '/organization/taxNumber', 'input', { max: 32 }],
  [[2172], 'revocation-email-is-login', '/revocationEmail', 'input'],
  [[2173], 'email-invalid', '/revocationEmail', 'input'],
]
