import { z } from 'zod'
import type { Database } from './database.ts'
import { CERTIFICATE_STATUSES, REVOCATION_REASONS } from './types.ts'

const certificateRow = z.object({
  serialNumber: z.string(),
  orderId: z.string(),
  issuer: z.string(),
  issuedAt: z.number(),
  notBefore: z.number(),
  notAfter: z.number(),
  pem: z.string(),
  commonName: z.string(),
  subjectName: z.string(),
  names: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
  reissue: z.number().transform((value) => value === 1),
  status: z.enum(CERTIFICATE_STATUSES),
  reason: z.enum(REVOCATION_REASONS).nullable(),
  revokeDueAt: z.number().nullable(),
  revokedAt: z.number().nullable(),
  invalidFrom: z.number().nullable(),
})
/**
 * A certificate the sandbox issued. `serialNumber` is upper-case hex, `issuer` the intermediate's id; instants in
 * milliseconds, `invalidFrom` being when its key is said to have been compromised.
 */
export type Certificate = z.infer<typeof certificateRow>

export function addCertificate(database: Database, certificate: Certificate): void {
  database.run(
    'INSERT INTO certificates (serialNumber, orderId, issuer, issuedAt, notBefore, notAfter, pem, commonName, subjectName, names, reissue, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    certificate.serialNumber,
    certificate.orderId,
    certificate.issuer,
    certificate.issuedAt,
    certificate.notBefore,
    certificate.notAfter,
    certificate.pem,
    certificate.commonName,
    certificate.subjectName,
    JSON.stringify(certificate.names),
    certificate.reissue ? 1 : 0,
    certificate.status,
  )
}

/** Stores where the revocation of a certificate stands. */
export function saveRevocation(database: Database, certificate: Certificate): void {
  database.run(
    'UPDATE certificates SET status = ?, reason = ?, revokeDueAt = ?, revokedAt = ?, invalidFrom = ? WHERE serialNumber = ?',
    certificate.status,
    certificate.reason,
    certificate.revokeDueAt,
    certificate.revokedAt,
    certificate.invalidFrom,
    certificate.serialNumber,
  )
}

export function findCertificate(database: Database, serialNumber: string): Certificate | undefined {
  return database.one(
    certificateRow,
    'SELECT * FROM certificates WHERE serialNumber = ?',
    serialNumber.toUpperCase(),
  )
}

/** Certificates of one order, oldest first. */
export function certificatesOf(database: Database, orderId: string): Certificate[] {
  return database.all(
    certificateRow,
    'SELECT * FROM certificates WHERE orderId = ? ORDER BY issuedAt, rowid',
    orderId,
  )
}

export function listCertificates(database: Database): Certificate[] {
  return database.all(certificateRow, 'SELECT * FROM certificates ORDER BY issuedAt, rowid')
}

export function revokedCertificates(database: Database): Certificate[] {
  return database.all(
    certificateRow,
    "SELECT * FROM certificates WHERE status = 'REVOKED' ORDER BY revokedAt, rowid",
  )
}

export function nextRevocationDue(database: Database, until: number): Certificate | undefined {
  return database.one(
    certificateRow,
    'SELECT * FROM certificates WHERE revokeDueAt <= ? ORDER BY revokeDueAt LIMIT 1',
    until,
  )
}
