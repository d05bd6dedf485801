/** The operations this client calls, as the contract names them. */
export const OPERATIONS = [
  'validateOrderParameters',
  'quickOrder',
  'getOrderState',
  'getOrderByOrderID',
  'getOrdersByDateRange',
  'getModifiedOrders',
  'getSanVerificationState',
  'addSanVerification',
  'performSanVerification',
  'getCertificate',
  'cancelOrder',
  'getProductList',
  'verifyOrder',
  'getDocumentsList',
  'addEmailVerification',
  'getEmailVerification',
  'getExpiringCertificates',
  'renewCertificate',
  'reissueCertificate',
  'revokeCertificate',
] as const
export type Operation = (typeof OPERATIONS)[number]
