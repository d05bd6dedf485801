import type { Row } from './row.ts'

/** How control of names and mailboxes is proven, and what comes of it. */
export const CONTROL_ERRORS: readonly Row[] = [
  // How control is proven
  [[1037], 'email-invalid', '/verification/email', 'input'],
  [[1038, 2160], 'verification-email-missing', '/verification/email', 'input'],
  [[1179], 'email-invalid', '/verification/email', 'input'],
  [[1040, 1152, 2157], 'method-missing', '/verification/method', 'input'],
  [[1042], 'method-not-supported', '/verification/method', 'input'],
  [[2171], 'method-not-for-address', '/verification/method', 'input'],
  [[2186], 'method-not-for-wildcard', '/verification/method', 'input'],
  [[1087, 1178], 'field-too-long', '/verification/email', 'input', { max: 255 }],
  [[1108, 1180], 'prefix-invalid', '/verification/emailPrefix', 'input'],
  [[2159], 'prefix-missing', '/verification/emailPrefix', 'input'],
  [[2158], 'email-and-prefix', '/verification/email', 'input'],
  [[[2059, 2062]], 'notify-invalid', '/verification/notify', 'config'],
  [[1147, 1174, 2054, 2162], 'verification-missing', '/verification', 'input'],
  [
    [[1034, 1036], 1039, 1041, 1086, 1112, 1130, 1158, 1175, 1177, 2087],
    'verification-invalid',
    '/verification',
    'input',
  ],

  // While control is being checked
  [[1113], 'verification-closed', '', 'final'],
  // Being processed, or issued: the one passes, the other is told by the order's state.
  [[1176], 'verification-not-now', '', 'retry'],
  [[1114], 'mail-still-valid', '', 'wait'],
  [[1173], 'verification-unchanged', '/verification', 'input'],
  [[1182, 1183, 1186], 'code-wrong', '', 'final'],
  [[1184], 'code-expired', '', 'final'],
  // Tables differ in what 1185 says: verified already, or failed and to be tried later. The order's state tells.
  [[1185, 1187], 'control-not-seen', '', 'retry'],
  [[2188], 'verification-needed-again', '/verification', 'input'],
  [[2204], 'check-running', '', 'wait'],
  [[2205], 'too-many-checks', '', 'wait'],
]
