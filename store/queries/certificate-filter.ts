import { type Fragment, sql, textArray } from '../sql.ts'

/** Which certificates are wanted; what is undefined does not matter. */
export interface CertificateFilter {
  /** SHA-256 of the key's SubjectPublicKeyInfo, lower-case hex. */
  keySha256?: string | undefined
  /** Upper-case hex. */
  serialNumbers?: readonly string[] | undefined
  /** RFC 3339. */
  notAfterBefore?: string | undefined
  /** A part of the issuer's name, in any case. */
  issuer?: string | undefined
}

/** Conditions on `certificates k`: those still good that are wanted. */
export function certificateConditions(filter: CertificateFilter): Fragment[] {
  const { keySha256, serialNumbers, notAfterBefore, issuer } = filter
  return [
    sql`k.status = 'VALID' and k.not_after > now()`,
    ...(keySha256 === undefined ? [] : [sql`k.spki_sha256 = ${keySha256}`]),
    ...(serialNumbers === undefined ? [] : [sql`k.serial_number = any(${textArray(serialNumbers)})`]),
    ...(notAfterBefore === undefined ? [] : [sql`k.not_after < ${notAfterBefore}::timestamptz`]),
    ...(issuer === undefined ? [] : [sql`strpos(lower(k.issuer), lower(${issuer}::text)) > 0`]),
  ]
}
