import { ca } from './activities.ts'
import { dropSteps, type Life, moveTo, note } from './life.ts'
import { currentPurchase } from './state.ts'
import { endIfNoneIsLeft } from './verifying.ts'

/**
 * Fetches what the CA issued. The activity keeps the certificates and has compared their keys with the CSR's; with
 * them here, this phase of the order's life is over.
 */
export async function fetchCertificates(life: Life): Promise<void> {
  const purchase = currentPurchase(life.state)
  if (purchase === null) return
  const fetched = await ca.fetchCertificates.executeWithOptions({ summary: 'Fetch the certificate' }, [
    { orderId: life.start.orderId, caAccountId: life.start.caAccountId, caOrderId: purchase.caOrderId },
  ])
  const known = new Set(fetched.certificates.map((certificate) => certificate.serialNumber))
  life.state.certificates = [
    ...life.state.certificates.filter((certificate) => !known.has(certificate.serialNumber)),
    ...fetched.certificates,
  ]
  purchase.productValidUntil = fetched.productValidUntil
  purchase.status = 'ENROLLED'
  life.state.activity = null
  dropSteps(life, 'check-control', 'change-control', 'send-documents', 'read', 'cancel')
  moveTo(life, 'issued')
  note(life, 'order.issued', undefined, { serialNumbers: [...known] })
  endIfNoneIsLeft(life)
  life.phaseEnded = true
}
