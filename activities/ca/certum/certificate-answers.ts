import type { CertumExpiringCertificate } from './certificate-types.ts'
import type { Reader } from './reader.ts'
import { instantOf, integerOf, serialOf } from './values.ts'

/** Entries without a serial number or an order are left out: nothing could be done with them. */
export function expiringOf(answer: Reader): CertumExpiringCertificate[] {
  return answer.withChildren(['orderID', 'serialNumber']).flatMap((entry) => {
    const [orderId, serialNumber] = [entry.text('orderID'), entry.text('serialNumber')]
    if (orderId === null || serialNumber === null) return []
    return {
      orderId,
      serialNumber: serialOf(serialNumber),
      expiringDate: instantOf(entry.text('expiringDate')),
      validityDaysLeft: integerOf(entry.text('validityDaysLeft')),
    }
  })
}
