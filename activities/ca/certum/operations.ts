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
] as const
export type Operation = (typeof OPERATIONS)[number]
