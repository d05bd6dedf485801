import { inspectCertificate } from '../../pki/certificate.ts'
import { type Certificate, findCertificate } from './certificates.ts'
import type { CoreContext } from './context.ts'
import { findOrder, type Order } from './orders.ts'
import type { CertificateReference } from './requests.ts'
import { failure, type Outcome, success } from './types.ts'

const SERIAL_LENGTH = 64

/** The certificate that a renewal or a reissue starts from, and its order. */
export interface EarlierCertificate {
  certificate: Certificate
  order: Order
}

/** Finds it by its serial number, else by its PEM. */
export function earlierCertificate(
  context: CoreContext,
  { serialNumber = '', pem = '' }: CertificateReference,
): Outcome<EarlierCertificate> {
  if (serialNumber === '' && pem === '') return failure(1164)
  const serial = serialNumber === '' ? serialIn(pem) : serialNumber
  if (serial === null) return failure(1165)
  if (serial.length > SERIAL_LENGTH) return failure(1161, serial)
  if (!/^[0-9a-f]+$/i.test(serial)) return failure(2096, serial)
  const certificate = findCertificate(context.database, serial)
  const order = certificate === undefined ? undefined : findOrder(context.database, certificate.orderId)
  if (certificate === undefined || order === undefined) return failure(1133, serial)
  return success({ certificate, order })
}

function serialIn(pem: string): string | null {
  try {
    return inspectCertificate(pem).serialNumber
  } catch {
    return null
  }
}
