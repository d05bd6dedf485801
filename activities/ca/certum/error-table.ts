import type { ProblemKind } from '../errors.ts'

/** What one of the CA's error numbers means to us. */
export interface CaErrorMeaning {
  code: string
  /** JSON pointer into the REST body of the call concerned; empty when no field is at fault. */
  path: string
  kind: ProblemKind
  params?: Record<string, number>
}

/** From a number, or a first to a last number. */
type Numbers = readonly (number | readonly [number, number])[]
type Row = readonly [Numbers, code: string, path: string, kind: ProblemKind, params?: Record<string, number>]

/** Every number that is known, old ones too: the CA still sends some that its later lists leave out. */
const ROWS: readonly Row[] = [
  // Request to sign and key
  [[1000, 2109], 'csr-incomplete', '/csr', 'input'],
  [[1001], 'key-algorithm', '/csr', 'input'],
  [[1002], 'csr-missing', '/csr', 'input'],
  [[1032], 'key-already-used', '/csr', 'input'],
  [[1049], 'key-unreadable', '/csr', 'input'],
  [[1063], 'key-blocked', '/csr', 'input'],
  [[1078, 2097, 1194, 1195], 'csr-invalid', '/csr', 'input'],
  [[1150], 'csr-too-long', '/csr', 'input'],
  [[2125], 'csr-bad-signature', '/csr', 'input'],
  [[2175, 2176, [2177, 2182]], 'unstructured-attributes', '/csr', 'input'],
  [[1168], 'common-name-differs', '/csr', 'input'],

  // Account, product, permission
  [[1084, 1090], 'ca-account-invalid', '', 'config'],
  [[1006], 'product-discontinued', '', 'config'],
  [[1014, 1080], 'product-code-invalid', '', 'config'],
  [[1075], 'product-not-allowed', '', 'config'],
  [[1166], 'product-not-for-renewal', '', 'config'],
  [[1181], 'product-not-for-first-order', '', 'config'],
  [[1167], 'renewal-product-differs', '', 'final'],
  [[2025, 2161, 2163], 'operation-not-for-product', '', 'config'],
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

  // Subject: missing
  [[1015], 'field-missing', '/subject/commonName', 'input'],
  [[1016], 'field-missing', '/subject/organization', 'input'],
  [[1017], 'field-missing', '/subject/organizationalUnit', 'input'],
  [[1018], 'field-missing', '/subject/locality', 'input'],
  [[1019], 'field-missing', '/subject/state', 'input'],
  [[1020, 1059], 'field-missing', '/subject/country', 'input'],
  [[1021], 'field-missing', '/subject/email', 'input'],
  [[2058], 'locality-or-state-missing', '/subject/locality', 'input'],
  [[1092], 'field-missing', '/subject/jurisdictionState', 'input'],
  [[1093], 'field-missing', '/subject/jurisdictionCountry', 'input'],
  [[1094], 'field-missing', '/subject/jurisdictionLocality', 'input'],
  [[1095], 'field-missing', '/subject/serialNumber', 'input'],
  [[2138], 'field-missing', '/subject/businessCategory', 'input'],
  [[2139], 'field-missing', '/subject/streetAddress', 'input'],
  [[2142], 'field-missing', '/subject/postalCode', 'input'],
  [[2194], 'field-missing', '/subject/givenName', 'input'],
  [[2198], 'field-missing', '/subject/surname', 'input'],

  // Subject: wrong encoding
  [[1024], 'field-encoding', '/subject/commonName', 'input'],
  [[1027], 'field-encoding', '/subject/state', 'input'],
  [[1028], 'field-encoding', '/subject/locality', 'input'],
  [[1029], 'field-encoding', '/subject/organizationalUnit', 'input'],
  [[1030], 'field-encoding', '/subject/organization', 'input'],
  [[1126], 'field-encoding', '/subject/serialNumber', 'input'],
  [[1127], 'field-encoding', '/subject/jurisdictionLocality', 'input'],
  [[1129], 'field-encoding', '/subject/jurisdictionState', 'input'],
  [[2141], 'field-encoding', '/subject/streetAddress', 'input'],
  [[2183], 'field-encoding', '/subject/description', 'input'],
  [[2195], 'field-encoding', '/subject/givenName', 'input'],
  [[2199], 'field-encoding', '/subject/surname', 'input'],
  [[1025], 'field-plain-letters', '/subject/email', 'input'],
  [[1026], 'field-plain-letters', '/subject/country', 'input'],
  [[1031], 'field-plain-letters', '/subject/commonName', 'input'],
  [[1128], 'field-plain-letters', '/subject/jurisdictionCountry', 'input'],
  [[2144], 'field-plain-letters', '/subject/postalCode', 'input'],

  // Subject: too long
  [[1096], 'field-too-long', '/subject/jurisdictionCountry', 'input', { max: 2 }],
  [[1097], 'field-too-long', '/subject/jurisdictionState', 'input', { max: 128 }],
  [[1098], 'field-too-long', '/subject/jurisdictionLocality', 'input', { max: 128 }],
  [[1100], 'field-too-long', '/subject/serialNumber', 'input', { max: 64 }],
  [[1101], 'field-too-long', '/subject/commonName', 'input', { max: 64 }],
  [[1102], 'field-too-long', '/subject/organization', 'input', { max: 255 }],
  [[1103], 'field-too-long', '/subject/organizationalUnit', 'input', { max: 64 }],
  [[1104], 'field-too-long', '/subject/locality', 'input', { max: 128 }],
  [[1105], 'field-too-long', '/subject/state', 'input', { max: 128 }],
  [[1106], 'field-too-long', '/subject/email', 'input', { max: 255 }],
  [[2140], 'field-too-long', '/subject/streetAddress', 'input', { max: 64 }],
  [[2143], 'field-too-long', '/subject/postalCode', 'input', { max: 40 }],
  [[2184], 'field-too-long', '/subject/description', 'input', { max: 255 }],
  [[2196], 'field-too-long', '/subject/givenName', 'input', { max: 16 }],
  [[2200], 'field-too-long', '/subject/surname', 'input', { max: 40 }],

  // Subject: invalid value
  [[1022], 'email-invalid', '/subject/email', 'input'],
  [[1099], 'field-invalid', '/subject/jurisdictionCountry', 'input'],
  [[2051], 'field-invalid', '/subject/commonName', 'input'],
  [[2137], 'field-invalid', '/subject/businessCategory', 'input'],
  [[2154], 'field-invalid', '/subject/postalCode', 'input'],
  [[2155], 'field-invalid', '/subject/jurisdictionState', 'input'],
  [[2156], 'field-invalid', '/subject/state', 'input'],
  [[2164], 'field-invalid', '/subject/serialNumber', 'input'],
  [[2165], 'field-invalid', '/subject/jurisdictionLocality', 'input'],
  [[2166], 'field-invalid', '/subject/locality', 'input'],
  [[2167], 'field-invalid', '/subject/organizationalUnit', 'input'],
  [[2168], 'field-invalid', '/subject/organization', 'input'],
  [[2169], 'field-invalid', '/subject/streetAddress', 'input'],
  [[2197], 'field-invalid', '/subject/givenName', 'input'],
  [[2201], 'field-invalid', '/subject/surname', 'input'],

  // Subject: not allowed where certificates are issued automatically
  [[1119], 'field-not-accepted', '/subject/country', 'input'],
  [[1120], 'field-not-accepted', '/subject/organization', 'input'],
  [[1121], 'field-not-accepted', '/subject/organizationalUnit', 'input'],
  [[1122], 'field-not-accepted', '/subject/locality', 'input'],
  [[1123], 'field-not-accepted', '/subject/state', 'input'],
  [[1124], 'field-not-accepted', '/subject/commonName', 'input'],
  [[1125], 'field-not-accepted', '/subject/email', 'input'],

  // Names
  [[1007], 'names-missing', '/names', 'input'],
  [[1008], 'name-invalid', '/names', 'input'],
  [[1045], 'common-name-not-listed', '/names', 'input'],
  [[1046], 'one-wildcard-only', '/names', 'input'],
  [[1085], 'name-too-long', '/names', 'input'],
  [[1107], 'too-many-names', '/names', 'input'],
  [[1115], 'wildcard-not-allowed', '/names', 'input'],
  [[1116], 'wildcard-not-allowed', '/subject/commonName', 'input'],
  [[1117], 'wildcard-required', '/subject/commonName', 'input'],
  [[1118], 'wildcard-required', '/names', 'input'],
  [[1148], 'address-private', '/names', 'input'],
  [[1157], 'name-internal', '/names', 'input'],
  [[2088], 'name-part-too-long', '/names', 'input'],
  [[2095], 'name-empty', '/names', 'input'],
  [[2130], 'name-already-in-certificate', '/addNames', 'input'],
  [[2192], 'certificate-has-invalid-names', '', 'final'],
  [[2193], 'address-not-in-ev', '/names', 'input'],

  // How control is proven
  [[1037], 'email-invalid', '/verification/email', 'input'],
  [[1038, 2160], 'verification-email-missing', '/verification/email', 'input'],
  [[1040, 1152, 2157], 'method-missing', '/verification/method', 'input'],
  [[1042], 'method-not-supported', '/verification/method', 'input'],
  [[2171], 'method-not-for-address', '/verification/method', 'input'],
  [[2186], 'method-not-for-wildcard', '/verification/method', 'input'],
  [[1087], 'field-too-long', '/verification/email', 'input', { max: 255 }],
  [[1108], 'prefix-invalid', '/verification/emailPrefix', 'input'],
  [[2159], 'prefix-missing', '/verification/emailPrefix', 'input'],
  [[2158], 'email-and-prefix', '/verification/email', 'input'],
  [[2059, 2061], 'notify-invalid', '/verification/notify', 'config'],
  [[1147, 2162], 'verification-missing', '/verification', 'input'],
  [
    [[1034, 1036], 1039, 1041, 1086, 1112, 1130, 1158, 2087],
    'verification-invalid',
    '/verification',
    'input',
  ],

  // While control is being checked
  [[1113, 1176], 'verification-closed', '', 'final'],
  [[1114], 'mail-still-valid', '', 'wait'],
  [[1173], 'verification-unchanged', '/verification', 'input'],
  [[1182, 1183, 1186], 'code-wrong', '', 'final'],
  [[1184], 'code-expired', '', 'final'],
  [[1185, 1187], 'control-not-seen', '', 'retry'],
  [[2188], 'verification-needed-again', '/verification', 'input'],
  [[2204], 'check-running', '', 'wait'],
  [[2205], 'too-many-checks', '', 'wait'],

  // Contact and organization
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

  // Validity and dates
  [[1044, 2093, 2185], 'date-in-past', '', 'config'],
  [[1069, 1191], 'end-beyond-product', '', 'config'],
  [
    [1070, 1071, 1073, 1074, [1109, 1111], [1188, 1190], 1192, 1193, 2057, 2187],
    'date-invalid',
    '',
    'config',
  ],
  [[1140, 1141], 'compromise-date-invalid', '/compromisedOn', 'input'],
  [[2104], 'compromise-date-not-expected', '/compromisedOn', 'input'],
  [[2052], 'days-invalid', '', 'config'],

  // Lists
  [[1153], 'page-invalid', '', 'config'],
  [[1154], 'too-many-rows', '', 'config'],
  [[1155], 'no-such-page', '', 'final'],
  [[2091, [2127, 2129]], 'option-invalid', '', 'config'],

  // Looking a certificate up
  [[1133], 'certificate-unknown', '/serialNumber', 'final'],
  // Before issue the CA says the same of an order that will have a certificate.
  [[1159], 'certificate-not-found', '', 'retry'],
  [[1132, 1160, [1162, 1164]], 'certificate-not-named', '/serialNumber', 'config'],
  [[1134, 1146, 1161, 2096], 'serial-number-invalid', '/serialNumber', 'input'],
  [[1165], 'certificate-unreadable', '/certificate', 'input'],

  // Revoking and cancelling
  [[1135], 'revocation-reason-invalid', '/reason', 'input'],
  [[1142], 'field-too-long', '/note', 'input', { max: 250 }],
  [[1143], 'revocation-running', '', 'wait'],
  [[1137, 1144], 'certificate-expired', '', 'final'],
  [[1145], 'already-revoked', '', 'success'],
  [[2190], 'reason-not-for-dv', '/reason', 'input'],
  [[1136], 'certificate-exists', '', 'final'],
  [[1138], 'ask-the-ca', '', 'final'],
  [[1139], 'not-in-this-status', '', 'retry'],
  [[1151], 'already-cancelled', '', 'success'],

  // Reissue
  [[2094], 'reissue-not-possible', '', 'final'],
  [[2126], 'already-reissued', '', 'final'],

  // Documents
  [[2049], 'field-missing', '/note', 'input'],
  [[2050], 'field-too-long', '/note', 'input', { max: 227 }],
  [[2056], 'documents-closed', '', 'final'],
  [[[2063, 2079], 2084, 2086], 'document-incomplete', '/files', 'input'],
  [[2080], 'documents-too-large', '/files', 'input'],
  [[2081, 2082], 'file-name-invalid', '/files', 'input'],
  [[2083], 'document-type-invalid', '/type', 'input'],
  [[2085], 'file-too-large', '/files', 'input'],
  [[2170], 'field-too-long', '/description', 'input', { max: 1000 }],
  [[2189], 'too-many-files', '/files', 'input'],
  [[2191], 'file-sent-before', '/files', 'input'],

  // Bundles of existing certificates, which we never order
  [
    [
      [1196, 1199],
      [2000, 2024],
      [2026, 2048],
    ],
    'bundle-refused',
    '',
    'config',
  ],

  // Rest
  [[2089], 'hash-not-configured', '/hashAlgorithm', 'config'],
  [[2090, 2124], 'hash-not-supported', '/hashAlgorithm', 'input'],
  [[1088], 'language-invalid', '', 'config'],
  [[1089], 'user-agent-invalid', '', 'config'],
  [[1172], 'unexpected-elements', '', 'config'],
]

/** What we say of a number that is in no list. */
export const UNKNOWN_ERROR: CaErrorMeaning = { code: 'ca-error', path: '', kind: 'final' }

/** Meanings by number. */
export const CA_ERRORS: ReadonlyMap<number, CaErrorMeaning> = new Map(
  ROWS.flatMap(([numbers, code, path, kind, params]) =>
    numbers
      .flatMap(spread)
      .map((number): [number, CaErrorMeaning] => [number, { code, path, kind, ...(params && { params }) }]),
  ),
)

function spread(numbers: Numbers[number]): number[] {
  if (typeof numbers === 'number') return [numbers]
  const [first, last] = numbers
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

export function isKnownError(caCode: number): boolean {
  return CA_ERRORS.has(caCode)
}

export function meaningOf(caCode: number): CaErrorMeaning {
  return CA_ERRORS.get(caCode) ?? UNKNOWN_ERROR
}
