import type { CertificateStatus } from '../../domain/order-view.ts'
import type { Database } from '../database.ts'
import { Certificate, type CertificateRow } from '../entities/certificate.ts'
import { joined, rows, sql, textArray } from '../sql.ts'

export type { CertificateRow } from '../entities/certificate.ts'

/** A certificate as the CA gave it. Serial: upper-case hex. `chain` goes from the issuer to the root. */
export interface NewCertificate {
  serialNumber: string
  caOrderId: string
  pem: string
  chain: readonly string[]
  notBefore: Date
  notAfter: Date
  /** Host names and IP addresses. */
  names: string[]
  missingNames?: readonly string[]
  extraNames?: readonly string[]
  issuer: string
  status: CertificateStatus
  /** Of its key's SubjectPublicKeyInfo, lower-case hex; null where nobody has looked. */
  spkiSha256?: string | null
}

/** Keeps certificates; one that is known stays as it is. */
export async function saveCertificates(
  db: Database,
  orderId: string,
  certificates: readonly NewCertificate[],
): Promise<void> {
  if (certificates.length === 0) return
  const values = certificates.map(
    (each) => sql`(${each.serialNumber}, ${orderId}, ${each.caOrderId}, ${each.pem}, ${textArray(each.chain)},
      ${each.notBefore}::timestamptz, ${each.notAfter}::timestamptz, ${textArray(each.names)}, ${each.issuer},
      ${each.status}, ${each.spkiSha256 ?? null}, ${textArray(each.missingNames ?? [])},
      ${textArray(each.extraNames ?? [])})`,
  )
  await rows(
    db.em(),
    sql`insert into certificates (serial_number, order_id, ca_order_id, pem, chain, not_before, not_after,
          names, issuer, status, spki_sha256, missing_names, extra_names)
        values ${joined(values, ',')} on conflict do nothing`,
  )
}

/** The order's certificates, the newest first. */
export async function certificatesOf(db: Database, orderId: string): Promise<CertificateRow[]> {
  return db
    .em()
    .find(
      Certificate,
      { orderId },
      { orderBy: { notBefore: 'desc', createdAt: 'desc', serialNumber: 'asc' } },
    )
}

export async function certificateBySerial(
  db: Database,
  orderId: string,
  serialNumber: string,
): Promise<CertificateRow | null> {
  return db.em().findOne(Certificate, { orderId, serialNumber })
}

/** The statuses of the order's certificates, by serial number. */
export async function certificateStatuses(
  db: Database,
  orderId: string,
): Promise<Map<string, CertificateStatus>> {
  const found = await rows<{ serial: string; status: CertificateStatus }>(
    db.em(),
    sql`select serial_number as serial, status from certificates where order_id = ${orderId}`,
  )
  return new Map(found.map(({ serial, status }) => [serial, status]))
}
