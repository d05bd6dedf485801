import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql'
import type { CertificateStatus } from '../../domain/order-view.ts'

/** An issued certificate. All but its status is inserted once. */
export const Certificate = defineEntity({
  name: 'Certificate',
  tableName: 'certificates',
  properties: {
    orderId: p.text().primary(),
    serialNumber: p.text().primary(),
    caOrderId: p.text(),
    pem: p.text(),
    chain: p.array(),
    notBefore: p.datetime(3),
    notAfter: p.datetime(3),
    names: p.array(),
    /** What was ordered and is not in it, and what is in it that nobody ordered. */
    missingNames: p.array(),
    extraNames: p.array(),
    issuer: p.text(),
    status: p.text().$type<CertificateStatus>(),
    createdAt: p.datetime(3),
  },
})
export type CertificateRow = InferEntity<typeof Certificate>
