import { type Certificate, listCertificates } from './certificates.ts'
import { type CoreContext, certificateTime, nowOf } from './context.ts'
import { DAY_MS, failure, type Outcome, success } from './types.ts'

const MOST_DAYS = 30
const MOST_PAGES = 100

export interface ExpiringCertificate {
  certificate: Certificate
  daysLeft: number
}

/** Valid certificates that end within so many days, soonest first, a page at a time. */
export function expiringCertificates(
  context: CoreContext,
  request: { daysLeft: number | undefined; page: number | undefined },
): Outcome<ExpiringCertificate[]> {
  const { daysLeft, page = 1 } = request
  if (daysLeft === undefined || !Number.isInteger(daysLeft) || daysLeft < 1 || daysLeft > MOST_DAYS)
    return failure(2052, daysLeft === undefined ? undefined : String(daysLeft))
  if (!Number.isInteger(page) || page < 1 || page > MOST_PAGES) return failure(1153, String(page))
  const now = certificateTime(context, nowOf(context))
  const all = listCertificates(context.database)
    .filter(({ status, notAfter }) => status === 'VALID' && notAfter >= now)
    .map((certificate) => ({ certificate, daysLeft: Math.floor((certificate.notAfter - now) / DAY_MS) }))
    .filter((expiring) => expiring.daysLeft <= daysLeft)
    .sort((a, b) => a.certificate.notAfter - b.certificate.notAfter)
  const size = context.behaviour.pageSize
  const pages = Math.max(1, Math.ceil(all.length / size))
  return page > pages ? failure(1155, String(page)) : success(all.slice((page - 1) * size, page * size))
}
